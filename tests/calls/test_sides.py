"""Which end of a call a telephone is on, and which of the PBX's calls is ours."""

from __future__ import annotations

import pytest

from clicktocall.calls.models import Call
from clicktocall.calls.sides import are_of, side_of, with_the_place
from clicktocall.pbx.drivers.base import LegReport, LegState

FROM_PHONE = Call(caller="1000", callee="03023125100", callee_kind="external")
FROM_QUEUE = Call(caller="6700", caller_kind="queue", callee="03023125100", callee_kind="external")
FROM_MENU = Call(caller="6500", caller_kind="ivr", callee="03023125100", callee_kind="external")
FROM_OWN = Call(caller="01713920010", caller_kind="external", callee="03023125100", callee_kind="external")
SENT_ON = Call(caller="6700", caller_kind="queue", callee="03023125100", callee_kind="external", transfer_to="1005")


def leg(number: str, state: LegState = LegState.RINGING, *, via: str = "") -> LegReport:
    numbers = (number,) if number else ()
    is_outside = len(number) > 4
    return LegReport(numbers=numbers, channelid=f"c-{number}", state=state, is_outside=is_outside, via=via)


@pytest.mark.parametrize(
    ("call", "number", "side"),
    [
        (FROM_PHONE, "1000", "caller"),
        (FROM_PHONE, "1001", "callee"),
        (FROM_PHONE, "03023125100", "callee"),
        (FROM_QUEUE, "1007", "caller"),
        (FROM_QUEUE, "03023125100", "callee"),
        (FROM_QUEUE, "3023125100", "callee"),
        (SENT_ON, "1005", "callee"),
        (SENT_ON, "1007", "caller"),
        (FROM_MENU, "03023125100", "callee"),
        (FROM_OWN, "01713920010", "caller"),
        (FROM_OWN, "001713920010", "caller"),
        (FROM_OWN, "+491713920010", "caller"),
        (FROM_OWN, "03023125100", "callee"),
        (FROM_OWN, "+493023125100", "callee"),
        (FROM_OWN, "1005", "callee"),
        (FROM_OWN, "", "callee"),
    ],
)
def test_each_telephone_is_on_one_side(call: Call, number: str, side: str) -> None:
    assert side_of(call, leg(number)).value == side


CALLEE = leg("03023125100")
STRANGER = leg("03023125101")


@pytest.mark.parametrize(
    ("call", "legs", "is_ours"),
    [
        (FROM_PHONE, (leg("1000"), CALLEE), True),
        (FROM_PHONE, (leg("1000"),), True),
        (FROM_PHONE, (leg("1000"), STRANGER), False),
        (FROM_PHONE, (CALLEE,), False),
        (FROM_QUEUE, (leg("1007", via="6700"), leg("03023125100", via="6700")), True),
        (FROM_QUEUE, (leg("1007"), CALLEE), False),  # an agent calls by hand
        (FROM_QUEUE, (leg("1007", via="6701"), CALLEE), False),
        (FROM_QUEUE, (leg("1007", via="6700"), leg("1008", via="6700")), False),  # an outside call may have come in
        (FROM_QUEUE, (leg("1007", via="6700"), STRANGER), False),
        (FROM_MENU, (leg("03023125100", via="6500"),), True),
        (FROM_MENU, (CALLEE,), False),
        (FROM_OWN, (leg("01713920010"), CALLEE), True),
        (FROM_OWN, (leg("01713920010"),), True),
        (FROM_OWN, (CALLEE,), False),
        (FROM_OWN, (leg("1005"), leg("01713920010")), False),  # a colleague calls the mobile
    ],
)
def test_a_call_is_only_taken_for_ours_when_it_can_be_no_other(
    call: Call, legs: tuple[LegReport, ...], *, is_ours: bool
) -> None:
    assert are_of(call, legs) is is_ours


@pytest.mark.parametrize(
    ("states", "place"),
    [
        ([LegState.RINGING], []),
        ([LegState.RINGBACK], []),
        ([LegState.TALKING], [LegState.TALKING]),
        ([LegState.HELD], [LegState.TALKING]),
        ([LegState.GONE], [LegState.GONE]),
        ([], []),
    ],
)
@pytest.mark.parametrize("kind", ["ivr", "conference"])
def test_a_menu_or_conference_shows_in_the_caller_s_state(
    kind: str, states: list[LegState], place: list[LegState]
) -> None:
    call = Call(caller="1000", callee="6500", callee_kind=kind)
    reports = [leg("1000", state) for state in states]

    added = with_the_place(call, reports)[len(reports) :]

    assert [(report.numbers, report.state) for report in added] == [(("6500",), state) for state in place]


def test_nothing_is_added_where_a_telephone_answers() -> None:
    call = Call(caller="1000", callee="6700", callee_kind="queue")

    assert with_the_place(call, [leg("1000", LegState.TALKING)]) == [leg("1000", LegState.TALKING)]
