"""What a limit counts of a call that was sent on: both lines, until those who are left in it have hung up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from clicktocall.calls import following, looking, onward, sweeping
from clicktocall.calls.forewarning import Forewarning
from clicktocall.calls.models import Call, CallEvent
from clicktocall.calls.usage import CallUsage
from clicktocall.pbx.drivers.base import LegReport, LegState
from clicktocall.policies.models.limits import Scope
from clicktocall.policies.rulebook import rules
from clicktocall.policies.rules_of_limits import Subject
from directory.models import Extension
from tests.calls.conftest import PbxInMemory
from tests.calls.messages import CALLID, ext, outbound, push, status
from tests.factories import make_call, make_limit

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("noon")]

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
MIDNIGHT = NOON - timedelta(hours=12)
TO = "+49 30 23125 101"


def sent_on(phone: Extension, *, minutes: int | None = 20, **about: Any) -> Call:
    """Answered at 11:30, sent on at 11:35; those who are left hang up after `minutes`, or talk on."""
    transferred = NOON - timedelta(minutes=25)
    state = {
        "status": "ended",
        "outcome": "answered",
        "placed_at": transferred - timedelta(minutes=5),
        "answered_at": transferred - timedelta(minutes=5),
        "ended_at": transferred,
        "transferred_at": transferred,
        "heard_at": transferred,
        "onward_ended_at": transferred + timedelta(minutes=minutes) if minutes is not None else None,
        "callid": CALLID,
        "number_class": "internal",
        "transfer_to": "0044207946000",
        "transfer_class": "international",
    }
    return make_call(user=phone.user, extension=phone, pbx=phone.pbx, **state | about)


def minutes_of(phone: Extension, *classes: str, since: datetime = MIDNIGHT) -> float:
    make_limit("Talk", most_calls=None, most_minutes=100, classes=list(classes))
    subject = Subject(scope=Scope.USER, pk=phone.user_id)
    return CallUsage().talked(rules().limits[0], subject, since=since).seconds / 60


@pytest.mark.parametrize(
    ("about", "classes", "minutes"),
    [
        ({}, ["international"], 20),
        ({}, ["internal"], 25),  # whoever was called first is on the line from the answer on
        ({}, [], 45),
        ({"number_class": "mobile", "transfer_class": "internal"}, ["mobile"], 25),
        ({"minutes": None}, ["international"], 25),  # they talk on
        ({"billed_talk_seconds": 3600}, [], 45),  # nobody knows which line that figure is about
        ({"caller_class": "mobile", "caller_e164": "+491713920010"}, ["mobile"], 5),  # our own number has left
        ({"transfer_class": "emergency"}, ["international"], 0),
    ],
)
def test_both_lines_count_until_those_who_are_left_have_hung_up(
    phone: Extension, about: dict[str, Any], classes: list[str], minutes: float
) -> None:
    sent_on(phone, **about)

    assert minutes_of(phone, *classes) == minutes


def test_only_the_part_in_the_window_counts(phone: Extension) -> None:
    sent_on(phone)

    assert minutes_of(phone, "international", since=NOON - timedelta(minutes=10)) == 5


def test_what_nobody_has_seen_the_end_of_is_counted_for_half_a_day(
    phone: Extension, noon: time_machine.Traveller
) -> None:
    sent_on(phone, minutes=None)
    noon.move_to(NOON + timedelta(days=3))

    assert minutes_of(phone, "international", since=MIDNIGHT) == 12 * 60


def test_a_limit_that_is_used_up_by_it_says_so_before_the_click(phone: Extension) -> None:
    make_limit("Talk", most_calls=None, most_minutes=20, classes=["national"])
    sent_on(phone, transfer_class="national", minutes=None)

    assert Forewarning(phone.user, [phone]).why_not(TO).startswith("The limit “Talk” is used up: 20 minutes a day.")


def test_the_lines_of_a_pbx_are_taken_while_they_talk_on(phone: Extension) -> None:
    make_limit("Lines", scope="pbx", most_calls=4, window="at_once")
    subject = Subject(scope=Scope.PBX, pk=phone.pbx_id)
    sent_on(phone, minutes=None)
    sent_on(phone)

    assert CallUsage().live(rules().limits[0], subject) == 2


def test_the_end_is_heard_from_the_pbx(phone: Extension, pbx_in_memory: PbxInMemory, client: Client) -> None:
    call = sent_on(phone, minutes=None)
    clara, ben = outbound("ANSWER", channelid="clara"), ext("ANSWER", number="1001", channelid="ben")
    push(client, phone.pbx, status(clara, ben))
    going_on = Call.objects.get().onward_ended_at

    push(client, phone.pbx, status(outbound("BYE", channelid="clara"), ext("BYE", number="1001", channelid="ben")))

    call.refresh_from_db()
    assert (going_on, call.onward_ended_at, call.outcome) == (None, NOON, "answered")


def test_the_pbx_is_asked_where_it_says_nothing(phone: Extension, pbx_in_memory: PbxInMemory) -> None:
    call = sent_on(phone, minutes=None)

    assert sweeping.sweep().to_look == [phone.pbx_id]
    sweeping.look(phone.pbx_id)

    call.refresh_from_db()
    assert (call.onward_ended_at, sweeping.sweep().to_look) == (NOON, [])


def test_while_they_talk_the_pbx_is_asked_now_and_then(phone: Extension, pbx_in_memory: PbxInMemory) -> None:
    members = [outbound("ANSWER", channelid="clara"), ext("ANSWER", number="1001", channelid="ben")]
    pbx_in_memory.answers_with("call/query", {"status": "Success", "Calls": [{"callid": CALLID, "members": members}]})
    call = sent_on(phone, minutes=None)

    sweeping.look(phone.pbx_id)

    call.refresh_from_db()
    assert (call.onward_ended_at, call.heard_at, list(onward.quiet())) == (None, NOON, [])


CLARA_RINGS_ON = outbound("ALERT", channelid="clara")
OUR_PHONE = ext("ANSWERED")
OUR_PHONE_LEAVES = ext("BYE")


def asked_to_send_on(phone: Extension, **about: Any) -> Call:
    """A call to Clara that goes on; what became of the transfer of it the PBX has not said."""
    return sent_on(
        phone, minutes=None, status="talking", outcome="", ended_at=None, transferred_at=None, caller="1000", **about
    )


@pytest.mark.parametrize(
    ("told", "at"),
    [
        ([[OUR_PHONE_LEAVES, CLARA_RINGS_ON]], NOON),
        ([[OUR_PHONE_LEAVES], [CLARA_RINGS_ON, outbound("RING", to="0044207946000", channelid="new")]], NOON),
        ([[OUR_PHONE_LEAVES, outbound("RING", to="44207946000", channelid="new")]], NOON),
        ([[OUR_PHONE_LEAVES]], None),  # its user has hung up
        ([[OUR_PHONE_LEAVES, outbound("BYE", channelid="clara")]], None),
        ([[OUR_PHONE, CLARA_RINGS_ON]], None),
    ],
)
def test_a_transfer_whose_answer_was_lost_counts_like_any_other_once_the_pbx_tells_of_it(
    phone: Extension, pbx_in_memory: PbxInMemory, client: Client, told: list[list[dict[str, Any]]], at: datetime | None
) -> None:
    call = asked_to_send_on(phone)
    push(client, phone.pbx, status(OUR_PHONE, outbound("ANSWER", channelid="clara")))

    for members in told:
        push(client, phone.pbx, status(*members))

    call.refresh_from_db()
    assert call.transferred_at == at


def test_what_became_of_such_a_transfer_is_asked_as_well(phone: Extension, pbx_in_memory: PbxInMemory) -> None:
    """The PBX does not list our phone any more."""
    call = asked_to_send_on(phone)
    following.apply_legs(
        call,
        (LegReport(numbers=("1000",), channelid="PJSIP/1000-1", state=LegState.TALKING),),
        source=CallEvent.Source.QUERY,
    )
    members = [outbound("ANSWER", channelid="clara"), outbound("RING", to="0044207946000", channelid="new")]
    pbx_in_memory.answers_with("call/query", {"status": "Success", "Calls": [{"callid": CALLID, "members": members}]})

    looking.ask(call)

    call.refresh_from_db()
    assert (call.transferred_at, call.outcome, call.onward_ended_at) == (NOON, "answered", None)
