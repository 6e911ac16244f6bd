"""A call that failed: on whose side, whatever else was heard of it, and in whatever order."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest
from django.test import Client

from clicktocall.calls.models import Call
from clicktocall.pbx.models import Pbx
from tests.calls.messages import cdr, ext, failed, outbound, push, status

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("members", "outcome"),
    [
        ([ext("RING")], "failed"),  # it is their own phone that does not exist
        ([ext("ALERT")], "invalid_number"),
        ([ext("")], "invalid_number"),  # as the guide has it: no state in a report of a failure
        ([ext("ALERT"), outbound("RING")], "invalid_number"),
    ],
)
@pytest.mark.parametrize("comes_last", [False, True])
def test_a_number_that_does_not_exist_is_told_from_a_phone_that_does_not(
    client: Client, office: Pbx, dialed: Call, members: list[dict[str, object]], outcome: str, *, comes_last: bool
) -> None:
    messages = [failed("404 NOT found", *members), cdr("NO ANSWER")]

    for message in reversed(messages) if comes_last else messages:
        push(client, office, message)

    dialed.refresh_from_db()
    assert dialed.outcome == outcome


def test_what_else_is_reported_of_ones_own_phone_alone_is_about_that_phone(
    client: Client, office: Pbx, dialed: Call
) -> None:
    push(client, office, failed("408 Request Time", ext("RING")))

    dialed.refresh_from_db()
    assert dialed.outcome == "caller_no_answer"


@pytest.mark.parametrize(
    ("reason", "outcome"), [("408 Request Time", "no_answer"), ("User Busy", "no_answer"), ("486 Busy here", "busy")]
)
def test_a_phone_that_hears_it_ring_is_not_said_to_have_been_left_alone(
    client: Client, office: Pbx, dialed: Call, reason: str, outcome: str
) -> None:
    """The caller alone is named, lifted as the guide has it; or it is the PBX's first word for a phone that rings."""
    push(client, office, failed(reason, ext("ALERT")))

    dialed.refresh_from_db()
    assert dialed.outcome == outcome


RINGS, HEARS_IT_RING, HANGS_UP = (status(ext(word)) for word in ("RING", "ALERT", "BYE"))


@pytest.mark.parametrize(
    ("messages", "outcome"),
    [
        ([RINGS, HANGS_UP, cdr("NO ANSWER")], "caller_no_answer"),
        ([RINGS, HEARS_IT_RING, HANGS_UP, cdr("NO ANSWER")], "no_answer"),  # so it was lifted
        # Whether it was lifted, or had only begun to ring, is not documented. Whoever it was, nobody answered.
        ([HEARS_IT_RING, HANGS_UP, cdr("NO ANSWER")], "no_answer"),
        ([HANGS_UP, cdr("NO ANSWER")], "no_answer"),
        ([HEARS_IT_RING, HANGS_UP, failed("408 Request Time", ext(""))], "no_answer"),
        ([HEARS_IT_RING, HANGS_UP, failed("User Busy", ext(""))], "no_answer"),
        ([HEARS_IT_RING, HANGS_UP, failed("486 Busy here", ext(""))], "busy"),
        ([RINGS, HANGS_UP, failed("User Busy", ext(""))], "caller_no_answer"),
        ([RINGS, HEARS_IT_RING, failed("User Busy", ext("ALERT"))], "rejected"),
    ],
)
def test_who_did_not_answer_does_not_depend_on_what_is_heard_last(
    client: Client, office: Pbx, dialed: Call, messages: list[dict[str, Any]], outcome: str
) -> None:
    outcomes = set()
    for order in permutations(messages):
        Call.objects.update(status="dialing", outcome="", ended_at=None, reason="", code="", failed_as="", cdr_as="")
        dialed.legs.all().delete()
        office.notices.all().delete()
        for message in order:
            push(client, office, message)
        outcomes.add(Call.objects.get().outcome)

    assert outcomes == {outcome}


def test_an_own_number_that_hears_it_ring_is_not_the_one_that_does_not_exist(
    client: Client, office: Pbx, dialed: Call
) -> None:
    Call.objects.update(caller_kind="external", caller="01713920010", dial_permission="1000")
    own = "01713920010"

    push(client, office, cdr("NO ANSWER"))
    push(client, office, status(outbound("ALERT", to=own)))
    push(client, office, failed("404 NOT found", outbound("", to=own)))

    dialed.refresh_from_db()
    assert dialed.outcome == "invalid_number"


@pytest.mark.parametrize(("kind", "outcome"), [("ring_group", "invalid_number"), ("external", "failed")])
def test_a_number_that_is_not_found_is_the_other_sides_where_a_group_calls(
    client: Client, office: Pbx, dialed: Call, kind: str, outcome: str
) -> None:
    """The group's phones exist. One's own number is dialled like any other, and may be the one that does not."""
    caller = {
        "caller_kind": kind,
        "caller": "6200" if kind == "ring_group" else "01713920010",
        "dial_permission": "1000",
    }
    Call.objects.filter(pk=dialed.pk).update(**caller)
    rung = ext("", number="1160") if kind == "ring_group" else outbound("", to="01713920010")

    push(client, office, failed("404 NOT found", rung))

    dialed.refresh_from_db()
    assert dialed.outcome == outcome
