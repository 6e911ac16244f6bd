"""What the PBX says, in order, out of order, twice or too early, becomes what the page says."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import permutations
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from clicktocall.calls import following
from clicktocall.calls.models import Call, CallEvent
from clicktocall.pbx.models import Notice, Pbx
from tests.calls.messages import CALLID, cdr, ext, failed, outbound, push, status

pytestmark = pytest.mark.django_db(transaction=True)

Event = dict[str, Any]

RINGS = status(ext("RING"))
RINGBACK = status(ext("ALERT"), outbound("RING"))
TALK = status(ext("ANSWERED"), outbound("ANSWER"))
HELD = status(ext("HOLD"), outbound("ANSWER"))
BYE = status(ext("BYE"), outbound("BYE"))

STORIES: dict[str, tuple[list[Event], str, int | None]] = {
    "answered": ([RINGS, RINGBACK, TALK, BYE, cdr("ANSWERED", 12)], "answered", 12),
    "answered, held and back": ([RINGS, RINGBACK, TALK, HELD, TALK, BYE, cdr("ANSWERED", 12)], "answered", 12),
    "busy": ([RINGS, RINGBACK, failed("486 Busy here", ext("ALERT"), outbound("RING")), cdr("BUSY")], "busy", 0),
    "no answer": (
        [RINGS, RINGBACK, failed("408 Request Time", ext("ALERT"), outbound("RING")), cdr("NO ANSWER")],
        "no_answer",
        0,
    ),
    "declined": (
        [RINGS, RINGBACK, failed("User Busy", ext("ALERT"), outbound("RING")), cdr("NO ANSWER")],
        "rejected",
        0,
    ),
    "nobody there": (
        [RINGS, RINGBACK, failed("404 NOT found", ext("ALERT"), outbound("RING")), cdr("NO ANSWER")],
        "invalid_number",
        0,
    ),
    "own phone not lifted": ([RINGS, failed("408 Request Time", ext("RING")), cdr("NO ANSWER")], "caller_no_answer", 0),
    "own phone, without the failure": ([RINGS, status(ext("BYE")), cdr("NO ANSWER")], "caller_no_answer", 0),
    "no permission": ([RINGS, failed("NO Outbound Restriction", ext("ALERT")), cdr("FAILED")], "refused", 0),
    "a reason nobody knows": (
        [RINGS, RINGBACK, failed("777 Martians", ext("ALERT"), outbound("RING"))],
        "failed",
        None,
    ),
    "only a CDR": ([cdr("NO ANSWER")], "no_answer", 0),
}


@pytest.mark.parametrize("story", STORIES)
def test_each_story_ends_as_the_pbx_told_it(client: Client, office: Pbx, dialed: Call, story: str) -> None:
    events, outcome, talked = STORIES[story]

    answers = {push(client, office, event) for event in events}

    dialed.refresh_from_db()
    assert answers == {200}
    assert (dialed.status, dialed.outcome, dialed.billed_talk_seconds) == ("ended", outcome, talked)
    assert (dialed.talk_seconds is None) == (outcome != "answered")


@pytest.mark.thorough
@pytest.mark.parametrize("story", STORIES)
def test_the_order_of_events_does_not_change_the_end(client: Client, office: Pbx, dialed: Call, story: str) -> None:
    events, outcome, _talked = STORIES[story]

    ends = set()
    for order in list(permutations(events))[:: max(1, len(events) ** 2)]:
        Notice.objects.all().delete()
        dialed.legs.all().delete()
        facts: dict[str, object] = {
            "failed_as": "",
            "failed_side": "",
            "cdr_as": "",
            "answered_at": None,
            "ended_at": None,
        }
        Call.objects.filter(pk=dialed.pk).update(status="dialing", outcome="", code="", **facts)
        for event in order:
            push(client, office, event)
        ends.add(Call.objects.get(pk=dialed.pk).outcome)

    assert ends == {outcome}


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (status(ext("RING")), "ringing_caller"),
        (status(ext("ALERT")), "ringing_callee"),
        (status(ext("ANSWER")), "ringing_callee"),  # lifted; nobody else is there yet
        (status(ext("ALERT"), outbound("RING")), "ringing_callee"),
        (status(ext("ANSWERED"), outbound("RING")), "ringing_callee"),  # ringing is not answered
        (status(ext("ANSWERED"), outbound("ANSWER")), "talking"),
        (status(ext("HOLD"), outbound("ANSWER")), "talking"),
        (status(ext("ALERT"), outbound("EARLYMEDIA")), "ringing_callee"),
        (status(ext("SOMETHING")), "dialing"),
        (status(), "dialing"),
        (status({"robot": {"number": "7"}}), "dialing"),
    ],
)
def test_no_more_is_said_than_the_pbx_said(
    client: Client, office: Pbx, dialed: Call, event: Event, expected: str
) -> None:
    push(client, office, event)

    dialed.refresh_from_db()
    assert dialed.status == expected


def test_an_event_sent_again_is_stored_and_applied_once(client: Client, office: Pbx, dialed: Call) -> None:
    for _ in range(3):
        push(client, office, RINGS)

    assert Notice.objects.count() == 1
    assert [event.status for event in dialed.events.all()] == ["ringing_caller"]


def test_the_same_words_after_others_are_news(client: Client, office: Pbx, dialed: Call) -> None:
    states = []
    for event in (TALK, HELD, TALK, HELD, HELD):
        push(client, office, event)
        states.append(dialed.legs.get(side="caller").state)

    assert states == ["talking", "held", "talking", "held", "held"]
    assert Notice.objects.count() == 4


def test_an_event_before_the_dial_answer_waits_for_it(client: Client, office: Pbx, dialed: Call) -> None:
    Call.objects.filter(pk=dialed.pk).update(callid="")

    push(client, office, RINGS)
    push(client, office, RINGBACK)
    waiting = Notice.objects.waiting().count(), dialed.legs.count()
    dialed.refresh_from_db()
    following.accepted(dialed, CALLID, source=CallEvent.Source.WORKER)

    dialed.refresh_from_db()
    assert (waiting, dialed.status) == ((2, 0), "ringing_callee")
    assert Notice.objects.waiting().count() == 0


def test_an_event_that_could_not_be_applied_is_kept_and_applied_later(office: Pbx, dialed: Call) -> None:
    body = json.dumps(RINGS).encode()

    with connection.execute_wrapper(no_new_legs), pytest.raises(OperationalError):
        following.receive(office, body)
    waiting = Notice.objects.waiting().count()
    following.receive(office, body)  # the PBX sends it again; that changes nothing, it is kept already
    following.apply_waiting(dialed)

    dialed.refresh_from_db()
    assert (waiting, dialed.status, Notice.objects.count(), Notice.objects.waiting().count()) == (
        1, "ringing_caller", 1, 0,
    )  # fmt: skip


def no_new_legs(proceed: Callable[..., Any], sql: str, *arguments: Any) -> Any:
    if sql.startswith('INSERT INTO "calls_leg"'):
        raise OperationalError("the disk is full")
    return proceed(sql, *arguments)


def test_a_burst_about_one_call_asks_little_of_the_database(
    office: Pbx, dialed: Call, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for event in (RINGS, RINGBACK):
        following.receive(office, json.dumps(event).encode())

    # the call, the message; its telephones, both change; status and step; transaction
    with django_assert_num_queries(7 + 2):
        following.receive(office, json.dumps(TALK).encode())


def test_an_event_of_another_call_changes_nothing(client: Client, office: Pbx, dialed: Call) -> None:
    push(client, office, status(ext("RING"), callid="1571620483.180"))

    dialed.refresh_from_db()
    assert dialed.status == "dialing"


def test_a_late_event_does_not_bring_a_call_back(client: Client, office: Pbx, dialed: Call) -> None:
    for event in (TALK, BYE, RINGBACK, RINGS):
        push(client, office, event)

    dialed.refresh_from_db()
    assert (dialed.status, dialed.outcome) == ("ended", "answered")
    assert {leg.state for leg in dialed.legs.all()} == {"gone"}


def test_a_cdr_tells_how_a_call_ended_that_we_had_lost(client: Client, office: Pbx, dialed: Call) -> None:
    from_before = {"status": "ended", "outcome": "unknown", "ended_at": dialed.placed_at, "reason": "Lost."}
    Call.objects.filter(pk=dialed.pk).update(**from_before)

    push(client, office, cdr("ANSWERED", 33))

    dialed.refresh_from_db()
    assert (dialed.outcome, dialed.billed_talk_seconds, dialed.reason) == ("answered", 33, "")


@pytest.mark.parametrize(
    "body", ["", "null", "[]", "<html>", '{"event":', '{"event": 7}', "\udcff".encode("utf-8", "replace").decode()]
)
def test_what_cannot_be_read_is_kept_and_acknowledged(client: Client, office: Pbx, dialed: Call, body: str) -> None:
    answer = push(client, office, body)

    dialed.refresh_from_db()
    assert (answer, dialed.status) == (200, "dialing")
    assert Notice.objects.count() == 1


def test_a_trailing_comma_loses_no_event(client: Client, office: Pbx, dialed: Call) -> None:
    push(
        client,
        office,
        '{"event":"CallFailed","callid":"1.1","reason":"486 Busy here","members":[{"ext":{"number":"1000",}}],}',
    )

    assert Notice.objects.get().kind == "call_failed"
