"""What a PBX tells of a call while it has not answered our dial request yet: the page need not wait for the answer.

When a PBX answers call/dial is not documented: at once, or only when the caller has lifted.
"""

from __future__ import annotations

from collections.abc import Sequence

from clicktocall.calls import doubts, lifecycle
from clicktocall.calls.asking import known_as
from clicktocall.calls.models import Call, CallEvent
from clicktocall.calls.sides import are_of, side_of
from clicktocall.calls.wording import OWN
from clicktocall.pbx.drivers.base import EventKind, LegReport, LegState, PbxEvent, Side
from clicktocall.pbx.models import Pbx

Status = Call.Status


def overhear(pbx: Pbx, event: PbxEvent) -> None:
    """Move the one call on that a message about an unknown callid must be about, if it can be about no other.

    The message waits for its call all the same: which one that is the answer tells, or what is found afterwards.
    """
    if event.kind is not EventKind.CALL_STATUS or known_as(pbx, event.callid) is not None:
        return  # a late message of a call that has ended waits as well, while another one is without a callid
    asked = Call.objects.without_callid().filter(pbx=pbx, caller_kind__in=OWN)
    told = [(call, status) for call in asked if (status := _status_of(call, event.legs))]
    if len(told) != 1:
        return
    call, status = told[0]
    if doubts.lost_like(call, event.legs).exists() or doubts.was_there_before(call, event.callid):
        return
    said = ", ".join(leg.raw_state for leg in event.legs if leg.raw_state)
    lifecycle.advance(call, status, source=CallEvent.Source.EVENT, code=said)


def _status_of(call: Call, legs: Sequence[LegReport]) -> Status | None:
    """Where the call is if these telephones are its: only what has but one meaning."""
    if not legs or not are_of(call, tuple(legs)):
        return None
    states = {side: {leg.state for leg in legs if side_of(call, leg) is side} for side in Side}
    if states[Side.CALLEE] == {LegState.RINGING}:
        return Status.RINGING_CALLEE
    is_rung = not states[Side.CALLEE] and states[Side.CALLER] == {LegState.RINGING}
    return Status.RINGING_CALLER if is_rung else None
