"""What has been forgotten, lost or left waiting is found here, every few seconds."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from clicktocall.calls import accounting, dialing, finding, following, lifecycle, looking, onward, steering
from clicktocall.calls.finding import Trace
from clicktocall.calls.models import Call, CallEvent, CallQuerySet
from clicktocall.pbx.drivers.base import CallReport, LoginStopped, PbxError, Refused
from clicktocall.pbx.models import Notice
from clicktocall.pbx.sessions import HeldUp

log = logging.getLogger(__name__)

SEND_AGAIN_AFTER = timedelta(seconds=2)
HANG_UP_FOR = timedelta(minutes=2)
LEFT_OVER_FOR = timedelta(minutes=5)
ROUND_SECONDS = 20.0
"""A round of questions to one PBX ends after that; the next one goes on with those that have waited longest."""
LOOK_LOCK_SECONDS = 90
"""Longer than a round and its last question: rounds of one PBX never overlap."""
ALIVE = "workers:alive"
"""Cache key: the sweeper was here. `/readyz` reads it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What must go to the queue: a sweeper stands below it and only says so."""

    to_dial: list[UUID]
    to_hang_up: list[UUID]
    to_look: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """The calls of one PBX of which only its records can tell more. Those `in_doubt` may be there after all."""

    calls: list[Call] = field(default_factory=list)
    in_doubt: set[Call] = field(default_factory=set)


def sweep() -> Due:
    """End what waited too long; say what must be sent again and which PBXs must be asked."""
    cache.set(ALIVE, timezone.now().isoformat(), 60)
    now = timezone.now()
    for call in Call.objects.queued_before(now - timedelta(seconds=settings.DIAL_FRESH_SECONDS)):
        dialing.expire(call)
    steering.give_up_forgotten()
    _apply_left_over()
    _drop_wishes(Call.objects.live().filter(hang_up_requested_at__lt=now - HANG_UP_FOR))
    wished = {"hang_up_requested_at__gt": now - HANG_UP_FOR, "hang_up_requested_at__lt": now - SEND_AGAIN_AFTER}
    wishes = Call.objects.live().filter(**wished).exclude(callid="")
    return Due(
        to_dial=list(Call.objects.queued_before(now - SEND_AGAIN_AFTER).values_list("pk", flat=True)),
        to_hang_up=list(wishes.values_list("pk", flat=True)),
        to_look=_pbxs_to_ask(),
    )


def _pbxs_to_ask() -> list[int]:
    quiet = [calls.order_by().values_list("pbx", flat=True).distinct() for calls in (silent(), onward.quiet())]
    return sorted(set(quiet[0]) | set(quiet[1]) | accounting.to_look_back())


def silent() -> CallQuerySet:
    """Live calls whose PBX must be asked: the dial answer was lost, or nothing was heard for too long."""
    now = timezone.now()
    again = now - timedelta(seconds=settings.LOOK_AGAIN_SECONDS)
    orphaned = now - timedelta(seconds=settings.DIAL_LOST_SECONDS)
    lost = Q(callid="") & ~Q(status=Call.Status.QUEUED) & (Q(lost_at__lt=again) | Q(claimed_at__lt=orphaned))
    quiet_ringing = Q(heard_at__lt=now - timedelta(seconds=settings.QUIET_RINGING_SECONDS)) & ~Q(
        status=Call.Status.TALKING
    )
    quiet_talking = Q(heard_at__lt=now - timedelta(seconds=settings.QUIET_TALKING_SECONDS))
    return Call.objects.live().filter(lost | (~Q(callid="") & (quiet_ringing | quiet_talking)))


def look(pbx_id: int) -> None:
    """Ask one PBX about its silent calls: once for all that go outside, then about each of the others, in one process.

    The first request that fails ends the round. A PBX that does not answer is not asked about calls: it is probed.
    """
    lock, owner = f"look:{pbx_id}", uuid4().hex
    if not cache.add(lock, owner, LOOK_LOCK_SECONDS):
        return
    try:
        _round(list(silent().filter(pbx=pbx_id).select_related("pbx").order_by(F("heard_at").asc(nulls_first=True))))
        onward.ask(pbx_id)
        accounting.look_back(pbx_id)
    finally:
        if cache.get(lock) == owner:
            cache.delete(lock)


def _round(calls: list[Call]) -> None:
    ends = time.monotonic() + ROUND_SECONDS
    left = Left()
    with suppress(HeldUp):  # then nobody was asked, so nothing is known
        told = _told_at_once(calls)
        for call in calls:
            if time.monotonic() > ends:
                break
            if told is None or call.pbx.is_silent or not _look_for(call, left, told.get(call.callid)):
                _give_up_what_was_silent_for_too_long(calls)
                break
    if left.calls:
        accounting.settle(left.calls, in_doubt=left.in_doubt)


def _told_at_once(calls: list[Call]) -> Mapping[str, CallReport] | None:
    """What one question tells of all that go outside, where they are several. None when the PBX does not answer."""
    outside = [call for call in calls if looking.goes_outside(call)]
    if len(outside) < 2 or outside[0].pbx.is_silent:
        return {}
    try:
        return looking.listed(outside[0].pbx)
    except HeldUp:
        raise
    except Refused:
        return {}  # asked about one by one, each says why
    except PbxError as error:
        log.warning("pbx=%s step=list outcome=%s code=%s", outside[0].pbx.name, type(error).__name__, error.code)
        return None


def _look_for(call: Call, left: Left, told: CallReport | None) -> bool:
    """Ask about one call, and put it to those that are `left` where only the PBX's records can tell more of it.

    False when the PBX does not answer: then asking about the others can wait.
    """
    try:
        trace = _trace_of(call, told)
    except HeldUp:
        raise
    except PbxError as error:
        log.warning("pbx=%s step=look outcome=%s code=%s", call.pbx.name, type(error).__name__, error.code)
        if isinstance(error, Refused) and not isinstance(error, LoginStopped):
            _give_up_what_was_silent_for_too_long([call])
            return True
        return False
    if trace is not Trace.FOUND:
        left.calls.append(call)
    if trace is Trace.IN_DOUBT:
        left.in_doubt.add(call)
    return True


def _trace_of(call: Call, told: CallReport | None) -> Trace:
    """Raises PbxError when the PBX cannot be asked."""
    if not call.callid:
        return finding.find(call)
    return Trace.FOUND if looking.ask(call, told) else Trace.NONE


def _drop_wishes(overdue: CallQuerySet) -> None:
    """Hanging up was tried for long enough: the button works again, and the page says why."""
    for call in overdue:
        reason = _("Hanging up did not work. Hang up on your phone, or try again.")
        wished = Call.objects.filter(pk=call.pk).exclude(hang_up_requested_at=None)
        if wished.update(hang_up_requested_at=None, steer_failed=reason):
            lifecycle.note(call, source=CallEvent.Source.SWEEPER, detail=reason)


def _give_up_what_was_silent_for_too_long(calls: list[Call]) -> None:
    """Only after the PBX could not be asked: it may be us who were away, and the calls go on."""
    for call in calls:
        if looking.is_given_up(call):
            looking.give_up(call)


def _apply_left_over() -> None:
    """Messages of calls of ours that a process kept and did not live to apply."""
    now = timezone.now()
    kept = Notice.objects.waiting().received_before(now - SEND_AGAIN_AFTER)
    of_call = kept.filter(pbx=OuterRef("pbx"), callid=OuterRef("callid"))
    on_the_line = Q(ended_at=None) | Q(ended_at__gte=now - LEFT_OVER_FOR)
    for call in Call.objects.filter(on_the_line, Exists(of_call)).select_related("pbx"):
        try:
            following.apply_waiting(call)
        except DatabaseError:
            log.exception("call=%s step=apply outcome=failed", call.pk)  # the other calls are not kept waiting
