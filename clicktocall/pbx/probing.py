"""Finding out whether a PBX that did not answer does so again."""

from __future__ import annotations

import logging

from django.core.cache import cache

from clicktocall.pbx.drivers.base import LoginStopped, PbxError
from clicktocall.pbx.models import Pbx
from clicktocall.pbx.speaking import speaking_to
from clicktocall.pbx.turns import Errand

log = logging.getLogger(__name__)

PROBE_LOCK_SECONDS = 60


def probe(pbx: Pbx) -> None:
    """One heartbeat, by one process at a time: a PBX that was away wants to be told again where its events go.

    While logins are stopped it is asked without one, so that the users hear what is really wrong.
    """
    lock = f"probe:{pbx.pk}"
    if not cache.add(lock, 1, PROBE_LOCK_SECONDS):
        return
    try:
        _ask(pbx)
    except PbxError as error:
        log.info("pbx=%s step=probe outcome=%s code=%s", pbx.name, type(error).__name__, error.code)
    finally:
        cache.delete(lock)


def _ask(pbx: Pbx) -> None:
    try:
        with speaking_to(pbx, Errand.LOOK) as driver:
            driver.keep_alive()
    except LoginStopped:
        with speaking_to(pbx, Errand.LOOK) as driver:
            driver.greet()
