"""Which end of a call a telephone is on: easy where an extension calls, by rules where a queue or an own number is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from clicktocall.calls.models import Call
from clicktocall.pbx.drivers.base import LegReport, LegState, Side
from directory.models import PartyChoice

PLACES = frozenset({PartyChoice.IVR, PartyChoice.CONFERENCE})
CONNECTED = frozenset({LegState.TALKING, LegState.HELD})
ENOUGH_DIGITS = 6
"""So many last digits in common make two spellings of an outside number the same: a PBX may add or drop a prefix."""


def side_of(call: Call, report: LegReport) -> Side:
    """Which end of `call` that telephone is. Whoever is not the caller has been reached through the callee.

    Where a queue, group or voice menu calls outside, its telephones are the extensions; they say so themselves, but
    not in every message. Where two outside numbers are connected, the one that is more like the caller's is.
    """
    if call.caller_kind == PartyChoice.EXTENSION:
        return Side.CALLER if call.caller in report.numbers else Side.CALLEE
    if call.transfer_to and call.transfer_to in report.numbers:
        return Side.CALLEE
    if call.caller_kind == PartyChoice.EXTERNAL:
        is_caller = _likeness(call.caller, report) > _likeness(call.callee, report)
    else:
        is_caller = not report.is_outside
    return Side.CALLER if is_caller else Side.CALLEE


def are_of(call: Call, legs: tuple[LegReport, ...]) -> bool:
    """Whether these telephones are `call` and can be no other: its caller's, and nobody but its callee with them."""
    others = [leg for leg in legs if side_of(call, leg) is Side.CALLEE]
    if any(call.callee not in {*leg.numbers, leg.via} for leg in others):
        return False
    if (
        call.caller_kind == PartyChoice.EXTENSION
        and not others
        and any(leg.via not in {"", call.callee} for leg in legs)
    ):
        return False  # alone in another room or menu
    if call.caller_kind in {PartyChoice.EXTENSION, PartyChoice.EXTERNAL}:
        return len(others) < len(legs)
    return bool(others) and any(leg.via == call.caller for leg in legs)


def names_callee(call: Call, legs: Sequence[LegReport]) -> bool:
    """Whether these telephones of `call` tell whom it calls, too: somebody is there with its caller, or a place is."""
    return any(side_of(call, leg) is Side.CALLEE or leg.via == call.callee for leg in legs)


def is_at(number: str, report: LegReport) -> bool:
    """Whether that telephone is reached by this number, or through the queue or group that has it."""
    return number in {*report.numbers, report.via} or (report.is_outside and _likeness(number, report) > 0)


def with_the_place(call: Call, reports: Sequence[LegReport]) -> list[LegReport]:
    """A voice menu or a conference has no telephone: that it has answered shows in the state of the caller's alone.

    Source: Yeastar S-Series API 2.0.0, event CallStatus: ANSWERED is the caller of whom the other side has answered.
    """
    if call.callee_kind not in PLACES:
        return list(reports)
    states = {report.state for report in reports if side_of(call, report) is Side.CALLER}
    there = LegState.GONE if states == {LegState.GONE} else LegState.TALKING if states & CONNECTED else None
    place = [LegReport(numbers=(call.callee,), channelid="", state=there)] if there else []
    return [*reports, *place]


def _likeness(number: str, report: LegReport) -> int:
    """How many last digits they have in common, at best; 0 if too few."""
    best = max((_common_end(number, other) for other in report.numbers), default=0)
    return best if best >= min(ENOUGH_DIGITS, len(number)) else 0


def _common_end(one: str, other: str) -> int:
    pairs = zip(reversed(re.sub(r"\D", "", one)), reversed(re.sub(r"\D", "", other)), strict=False)
    count = 0
    for ours, theirs in pairs:
        if ours != theirs:
            break
        count += 1
    return count
