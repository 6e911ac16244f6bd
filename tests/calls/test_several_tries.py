"""Calls in which the PBX tries several telephones: what it says of one of them does not end the others."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest
from django.test import Client

from clicktocall.calls import looking
from clicktocall.calls.models import Call
from clicktocall.calls.showing import show
from clicktocall.pbx.models import Pbx
from tests.calls.conftest import PbxInMemory
from tests.calls.messages import cdr, ext, failed, outbound, push, status

pytestmark = pytest.mark.django_db(transaction=True)


def agent(state: str, number: str = "1004") -> dict[str, Any]:
    return ext(state, number=number, channelid=f"PJSIP/{number}-1")


OF_THE_FIRST = [failed("User Busy", agent("RING")), cdr("NO ANSWER") | {"callto": "6700(1004)"}]
"""What may be said of an agent who declines or does not lift."""


@pytest.fixture
def to_a_queue(client: Client, office: Pbx, dialed: Call) -> Call:
    """Anna's phone is lifted, and the first agent rings."""
    Call.objects.update(callee="6700", callee_kind="queue", e164="", contact_name="Support")
    push(client, office, status(ext("ALERT"), agent("RING")))
    dialed.refresh_from_db()
    return dialed


@pytest.mark.parametrize("said", OF_THE_FIRST, ids=["failure", "record"])
def test_an_agent_who_does_not_take_the_call_does_not_end_it(
    client: Client, office: Pbx, to_a_queue: Call, said: dict[str, Any]
) -> None:
    push(client, office, said)
    before = Call.objects.get().status
    push(client, office, status(ext("ANSWERED"), agent("BYE"), agent("ANSWER", "1005")))
    talking = Call.objects.get().status
    push(client, office, status(ext("BYE"), agent("BYE"), agent("BYE", "1005")))

    to_a_queue.refresh_from_db()
    assert (before, talking, to_a_queue.status, to_a_queue.outcome) == (
        "ringing_callee", "talking", "ended", "answered",
    )  # fmt: skip


@pytest.mark.parametrize(("said", "outcome"), [(OF_THE_FIRST[0], "rejected"), (OF_THE_FIRST[1], "no_answer")])
def test_it_ends_as_was_said_when_everybody_has_gone(
    client: Client, office: Pbx, to_a_queue: Call, said: dict[str, Any], outcome: str
) -> None:
    push(client, office, said)
    push(client, office, status(ext("BYE"), agent("BYE")))

    assert Call.objects.get().outcome == outcome


@pytest.mark.parametrize("said", OF_THE_FIRST, ids=["failure", "record"])
def test_it_ends_at_once_when_the_pbx_does_not_have_it_any_more(
    client: Client, office: Pbx, to_a_queue: Call, said: dict[str, Any], pbx_in_memory: PbxInMemory
) -> None:
    push(client, office, said)

    looking.ask(Call.objects.get())

    assert (Call.objects.get().status, len(pbx_in_memory.asked("call/query"))) == ("ended", 1)


def test_to_one_telephone_a_record_is_the_end(client: Client, office: Pbx, dialed: Call) -> None:
    push(client, office, status(ext("ALERT"), outbound("RING")))
    push(client, office, cdr("NO ANSWER"))

    assert Call.objects.get().outcome == "no_answer"


def test_a_busy_line_of_which_nothing_else_was_said_is_the_other_ones(
    client: Client, office: Pbx, dialed: Call
) -> None:
    """The guide's own example of a failure: 486, with the caller alone among the members."""
    push(client, office, failed("486 Busy here", ext("")))
    first = Call.objects.get().outcome
    push(client, office, status(ext("RING")))

    assert (first, Call.objects.get().outcome) == ("busy", "caller_no_answer")


def test_a_call_in_which_nobody_is_left_is_not_said_to_go_on(client: Client, office: Pbx, dialed: Call) -> None:
    push(client, office, status(ext("ALERT"), outbound("RING")))
    push(client, office, status(ext("BYE"), outbound("BYE")))

    dialed.refresh_from_db()
    assert (dialed.is_live, show(dialed).sentence) == (
        True, "Everybody has hung up. We are finding out how the call to Clara Winter ended.",
    )  # fmt: skip


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_an_agent_of_the_calling_queue_who_lifted_is_not_said_not_to_have_picked_up(
    client: Client, office: Pbx, dialed: Call, order: tuple[int, ...]
) -> None:
    Call.objects.update(caller="6700", caller_kind="queue", dial_permission="1000")
    told = [
        status(agent("RING"), agent("RING", "1005")),
        status(agent("ALERT")),
        status(agent("BYE")),
        cdr("NO ANSWER") | {"callfrom": "6700(1004)"},
    ]

    for place in order:
        push(client, office, told[place])
    looking.over(Call.objects.get())  # two of its phones rang, and of one no more was told

    assert Call.objects.get().outcome == "no_answer"
