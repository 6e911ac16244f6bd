"""What the PBX tells of a call before it has answered the dial request: shown where it can mean no other call."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from clicktocall.calls import following, hanging_up
from clicktocall.calls.models import Call, CallEvent
from clicktocall.calls.showing import show
from clicktocall.pbx.models import Pbx
from tests.calls.conftest import PbxInMemory
from tests.calls.messages import CALLID, ext, outbound, push, status
from tests.factories import make_call

pytestmark = pytest.mark.django_db(transaction=True)

INBOUND = {"inbound": {"from": "0302312", "to": "1000", "trunkname": "t", "channelid": "in", "memberstatus": "ALERT"}}


@pytest.fixture
def asked(dialed: Call) -> Call:
    """A call whose dial request is at the PBX."""
    Call.objects.filter(pk=dialed.pk).update(callid="", heard_at=None, claimed_at=timezone.now())
    dialed.refresh_from_db()
    return dialed


@pytest.mark.parametrize(
    ("members", "to"),
    [
        ([ext("RING")], "ringing_caller"),
        ([ext("ALERT"), outbound("RING")], "ringing_callee"),
        ([ext("ALERT")], "dialing"),  # lifted, or not even ringing: which of them is not documented
        ([ext("RING"), INBOUND], "dialing"),  # somebody calls us
        ([ext("RING", number="1001")], "dialing"),
        ([ext("ALERT"), outbound("RING", to="03023125199")], "dialing"),  # dialled by hand
        ([], "dialing"),
    ],
)
def test_the_phone_that_rings_is_shown_before_the_pbx_has_answered(
    client: Client, asked: Call, office: Pbx, members: list[dict[str, Any]], to: str
) -> None:
    push(client, office, status(*members))

    asked.refresh_from_db()
    assert (asked.status, asked.callid) == (to, "")


def test_the_sentence_and_the_phone_say_it(client: Client, asked: Call, office: Pbx) -> None:
    push(client, office, status(ext("RING")))

    shown = show(Call.objects.select_related("pbx").get())
    assert (shown.sentence, shown.caller.word) == (
        "Your phone 1000 rings. Lift it and we call Clara Winter.",
        "rings: lift it",
    )


def test_the_answer_brings_everything_that_was_told_before(client: Client, asked: Call, office: Pbx) -> None:
    push(client, office, status(ext("RING")))
    push(client, office, status(ext("ANSWERED"), outbound("ANSWER")))

    following.accepted(asked, CALLID, source=CallEvent.Source.WORKER)

    asked.refresh_from_db()
    assert (asked.status, asked.legs.count()) == ("talking", 2)


@pytest.mark.parametrize(("callid", "to"), [("", "dialing"), ("8.8", "ringing_caller")])
def test_while_an_earlier_call_of_that_phone_is_lost_its_messages_are_not_shown_as_the_next_one(
    client: Client, asked: Call, office: Pbx, callid: str, to: str
) -> None:
    now = timezone.now()
    ended = {"status": "ended", "outcome": "unknown", "ended_at": now, "claimed_at": now, "callid": callid}
    make_call(user=asked.user, pbx=office, caller="1000", callee="03023125199", **ended)

    push(client, office, status(ext("RING")))

    asked.refresh_from_db()
    assert asked.status == to


def test_a_late_message_of_a_call_that_has_ended_is_not_shown_as_the_next_one(
    client: Client, asked: Call, office: Pbx
) -> None:
    now = timezone.now()
    ended = {"status": "ended", "outcome": "unknown", "ended_at": now, "claimed_at": now, "callid": CALLID}
    make_call(user=asked.user, pbx=office, caller="1000", callee=asked.callee, **ended)

    push(client, office, status(ext("RING")))

    asked.refresh_from_db()
    assert asked.status == "dialing"


def test_what_was_told_before_the_request_left_is_another_call(client: Client, asked: Call, office: Pbx) -> None:
    Call.objects.filter(pk=asked.pk).update(status="queued", claimed_at=None)
    push(client, office, status(ext("ALERT")))
    Call.objects.filter(pk=asked.pk).update(status="dialing", claimed_at=timezone.now())

    push(client, office, status(ext("RING")))

    asked.refresh_from_db()
    assert asked.status == "dialing"


def test_a_hang_up_before_the_answer_asks_the_pbx_which_call_it_is(
    client: Client, asked: Call, office: Pbx, pbx_in_memory: PbxInMemory
) -> None:
    push(client, office, status(ext("RING")))
    there = {"callid": CALLID, "members": [ext("RING")]}
    listed = {"status": "Success", "calllist": [{"number": "1000", "numbercalls": [there]}]}
    pbx_in_memory.answers_with("extension/query_call", listed)
    Call.objects.update(hang_up_requested_at=timezone.now())

    hanging_up.if_asked_for(asked)

    asked.refresh_from_db()
    assert (asked.outcome, pbx_in_memory.asked("call/hangup")) == ("cancelled", [{"channelid": "PJSIP/1000-1"}])
