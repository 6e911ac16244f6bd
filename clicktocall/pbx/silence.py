"""A PBX that does not answer is left in peace: after a few failures in a row calls are refused at once.

What is known of it stands in its row, where all processes see it and no flushed cache forgets it.
"""

from __future__ import annotations

import logging

from django.db import DatabaseError
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clicktocall.pbx.drivers.base import PbxError
from clicktocall.pbx.models import Pbx

log = logging.getLogger(__name__)

WRITTEN = ("failures", "failed_at", "silent_since", "failed_for")


def failed(pbx: Pbx, error: PbxError) -> None:
    """A request was not answered. Must not cost the caller more than that: a database that is away is passed over."""
    now = timezone.now()
    try:
        Pbx.objects.filter(pk=pbx.pk).update(
            failures=F("failures") + 1,
            failed_at=now,
            silent_since=Coalesce("silent_since", now),
            failed_for=str(error),
        )
        pbx.refresh_from_db(fields=WRITTEN)
    except (DatabaseError, Pbx.DoesNotExist):
        log.exception("pbx=%s step=note_failure outcome=failed", pbx.name)
        return
    if pbx.is_silent:
        log.warning("pbx=%s step=ask outcome=silent failures=%s", pbx.name, pbx.failures)


def answered(pbx: Pbx) -> None:
    """The PBX has answered, be it with a no. Costs nothing where it did so before."""
    if not pbx.failures:
        return
    pbx.failures, pbx.failed_at, pbx.silent_since, pbx.failed_for = 0, None, None, ""
    try:
        changed = Pbx.objects.filter(pk=pbx.pk, failures__gt=0).update(
            failures=0, failed_at=None, silent_since=None, failed_for=""
        )
    except DatabaseError:
        log.exception("pbx=%s step=note_answer outcome=failed", pbx.name)
        return
    if changed:
        log.info("pbx=%s step=ask outcome=answers_again", pbx.name)


def since(pbx: Pbx) -> str:
    """From when on it has not answered, as people write it: the time, before today with its day."""
    moment = timezone.localtime(pbx.silent_since)
    is_today = moment.date() == timezone.localdate()
    return date_format(moment, "H:i" if is_today else "j F, H:i")


def sentence(pbx: Pbx) -> str:
    """Why a call is not even tried."""
    return _(
        "The PBX has not answered since %(time)s, so nothing was dialled. Dial on your phone, or try again in a "
        "minute: it is asked every few seconds."
    ) % {"time": since(pbx)}
