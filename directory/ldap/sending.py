"""Hands runs to the workers."""

from __future__ import annotations

import logging
from functools import partial

from django.db import transaction
from kombu.exceptions import OperationalError

from directory.models import LdapRun
from directory.tasks import work_at_ldap

log = logging.getLogger(__name__)


def send(run: LdapRun) -> None:
    """Hand it to the workers after the commit. Without a broker it waits, and the clock sends it again."""
    transaction.on_commit(partial(_send, run.pk))


def _send(run_pk: int) -> None:
    try:
        work_at_ldap.apply_async((run_pk,), retry=False)
    except OperationalError as error:
        log.warning("ldap_run=%s step=enqueue outcome=no_broker error=%s", run_pk, type(error).__name__)
