"""What the phones do at this moment, as far as their PBX has told us: kept in the cache, for a few seconds.

A PBX tells it by events, if staff have ticked the extension under Status Monitor, and when it is asked. Both are kept
side by side, each with its time, and the later one counts: so an answer that was on the way while an event came never
overwrites it. What has not been confirmed for a while is forgotten by the cache itself, and then nobody knows.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.core.cache import cache

from clicktocall.pbx.drivers.base import PbxError
from clicktocall.pbx.drivers.reports import PhoneState
from clicktocall.pbx.models import Pbx
from clicktocall.pbx.speaking import speaking_to
from clicktocall.pbx.turns import Errand

log = logging.getLogger(__name__)

WANTED_SECONDS = 60
"""So long after somebody has looked at a page its PBX is asked."""
ASKING_SECONDS = 30
"""A question of which nothing was heard for so long has lost its worker; the next one may go."""

Phone = tuple[int, str]
"""The key of a PBX, and the number of one of its extensions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a phone does, and when the PBX said so."""

    state: PhoneState
    at: datetime

    @property
    def can_ring(self) -> bool:
        return self.state not in {PhoneState.OFFLINE, PhoneState.BUSY, PhoneState.RINGING}


def heard(phone: Phone, state: PhoneState) -> None:
    """The PBX has told of itself what a phone does."""
    cache.set(_key(phone, "heard"), (state.value, time.time()), settings.PHONES_BELIEVED_SECONDS)


def known(phones: Iterable[Phone]) -> Mapping[Phone, Known]:
    """Those of these phones of which the PBX has told us lately. One question to the cache, none to the PBX."""
    keys = {_key(phone, how): phone for phone in phones for how in ("heard", "asked")}
    if not keys:
        return {}
    now = time.time()
    found: dict[Phone, Known] = {}
    for key, (state, at) in cache.get_many(keys).items():
        if now - at > settings.PHONES_BELIEVED_SECONDS:
            continue
        said = Known(state=PhoneState(state), at=datetime.fromtimestamp(at, tz=UTC))
        earlier = found.get(keys[key])
        if earlier is None or earlier.at < said.at:
            found[keys[key]] = said
    return {phone: said for phone, said in found.items() if said.state is not PhoneState.UNKNOWN}


def want(pbx_pks: Iterable[int]) -> None:
    """Somebody looks at these phones: for a while their PBXs are asked. Nobody waits for the answer."""
    cache.set_many({f"phones:{pk}:wanted": 1 for pk in set(pbx_pks)}, WANTED_SECONDS)


def wanted() -> list[int]:
    """The PBXs in use that are to be asked now: somebody looks, and the last question was some seconds ago."""
    in_use = list(Pbx.objects.filter(is_active=True).values_list("pk", flat=True))
    marks = cache.get_many([f"phones:{pk}:{mark}" for pk in in_use for mark in ("wanted", "asked")])
    return [pk for pk in in_use if f"phones:{pk}:wanted" in marks and f"phones:{pk}:asked" not in marks]


def ask(pbx: Pbx) -> None:
    """Ask that PBX once for all its phones, unless somebody has just done so or is about it, or it is silent."""
    turn = f"phones:{pbx.pk}:asked"
    if pbx.is_silent or not cache.add(turn, 1, ASKING_SECONDS):
        return
    before = time.time()
    try:
        with speaking_to(pbx, Errand.LOOK) as driver:
            reports = driver.extensions()
    except PbxError as error:
        log.info("pbx=%s step=ask_phones outcome=%s code=%s", pbx.name, type(error).__name__, error.code)
    else:
        ours = set(pbx.extensions.values_list("number", flat=True))
        told = {
            _key((pbx.pk, report.number), "asked"): (report.state.value, before)
            for report in reports
            if report.number in ours
        }
        cache.set_many(told, settings.PHONES_BELIEVED_SECONDS)
    finally:
        cache.set(turn, 1, settings.PHONES_ASK_SECONDS)


def _key(phone: Phone, how: str) -> str:
    return f"phone:{phone[0]}:{phone[1]}:{how}"
