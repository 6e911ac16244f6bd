"""Which call at the PBX is one of ours whose dial answer was lost: only what can be no other's is taken for it."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum, auto

from django.utils.translation import gettext as _

from clicktocall.calls import doubts, following
from clicktocall.calls.asking import known_as
from clicktocall.calls.models import Call, CallEvent
from clicktocall.calls.sides import are_of
from clicktocall.pbx.drivers import driver_class
from clicktocall.pbx.drivers.base import CallReport, EventKind, PbxEvent
from clicktocall.pbx.models import Notice
from clicktocall.pbx.speaking import speaking_to
from clicktocall.pbx.turns import Errand
from directory.models import PartyChoice


class Trace(Enum):
    """What looking for a call has brought."""

    FOUND = auto()
    IN_DOUBT = auto()
    """The PBX has a call that may be this one, or another one between the same two that was lost as well."""
    NONE = auto()


def find(call: Call) -> Trace:
    """Look for a call without a callid: among the messages that have come, and among the calls of the caller's phone.

    Raises PbxError when the PBX cannot be asked.
    """
    callid = "" if doubts.lost_alike(call).exists() else _in_messages(call)
    if not callid:
        there = _at_pbx(call)
        if not there:
            return Trace.NONE
        if len(there) > 1 or doubts.lost_like(call, there[0].legs).exists():
            return Trace.IN_DOUBT
        callid = there[0].callid
    following.accepted(call, callid, source=CallEvent.Source.QUERY, detail=_("Found at the PBX."))
    return Trace.FOUND


def is_spoken_of(call: Call) -> bool:
    """Whether a message that waits for its call may be about this one, which then was dialled."""
    return any(_may_be_about(call, event) for event in _waiting(call))


def _may_be_about(call: Call, event: PbxEvent) -> bool:
    """Whether it names an end of this call, and no other extension as the one that has called."""
    is_by_phone = call.caller_kind == PartyChoice.EXTENSION and event.call_from.isdecimal()
    if is_by_phone and call.caller not in {event.call_from, event.call_to}:
        return False
    names = {event.call_from, event.call_to, *(name for leg in event.legs for name in (*leg.numbers, leg.via))}
    return bool({call.caller, call.callee} & names)


def _in_messages(call: Call) -> str:
    """The callid of a message that waits for its call and can be nobody else's; empty if there is none.

    One with both telephones, or the CDR of a call from the one to the other that is over already. While a call of ours
    has no callid, late messages of those that have ended wait as well: theirs is known.
    """
    for event in _waiting(call):
        is_cdr = event.kind is EventKind.CDR and (event.call_from, event.call_to) == (call.caller, call.callee)
        is_of_both = is_cdr or (len(event.legs) > 1 and are_of(call, event.legs))
        if is_of_both and _is_new(call, event.callid):
            return event.callid
    return ""


def _waiting(call: Call) -> Iterator[PbxEvent]:
    """The messages about unknown calls that have come since this one was to be dialled."""
    driver = driver_class(call.pbx.kind)
    waiting = Notice.objects.waiting().filter(pbx=call.pbx, received_at__gte=call.claimed_at or call.placed_at)
    for notice in waiting:
        yield driver.read_event(notice.body.encode())


def _at_pbx(call: Call) -> list[CallReport]:
    """The calls like this one that nobody has claimed.

    The caller's phone can be in one call of ours only; what its owner dials by hand meanwhile has another callee.
    Whoever is no extension can only call outside, so their calls are among those that go out.
    """
    is_phone = call.caller_kind == PartyChoice.EXTENSION
    with speaking_to(call.pbx, Errand.LOOK) as driver:
        reports = driver.calls_of(call.caller) if is_phone else driver.calls_outside()
    return [
        report for report in reports if report.callid and are_of(call, report.legs) and _is_new(call, report.callid)
    ]


def _is_new(call: Call, callid: str) -> bool:
    return known_as(call.pbx, callid) is None and not doubts.was_there_before(call, callid)
