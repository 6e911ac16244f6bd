"""The wish to hang up: kept until the PBX has fulfilled it, and said where that takes long."""

from __future__ import annotations

from datetime import timedelta

import pytest
import requests
from django.test import Client
from django.utils import timezone

from clicktocall.calls import dialing, ending, hanging_up, sweeping
from clicktocall.calls.models import Call
from clicktocall.calls.showing import show
from clicktocall.pbx.models import Pbx
from tests.calls.conftest import API, PbxInMemory, age
from tests.calls.messages import CALLID, ext, outbound, push, status

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_wish_to_hang_up_is_fulfilled_as_soon_as_there_is_a_callid(
    queued: Call, pbx_in_memory: PbxInMemory
) -> None:
    Call.objects.update(hang_up_requested_at=timezone.now())
    pbx_in_memory.answers_with(
        "call/query", {"status": "Success", "Calls": [{"callid": CALLID, "members": [ext("RING")]}]}
    )

    dialing.dial(queued.pk)

    queued.refresh_from_db()
    assert (queued.outcome, pbx_in_memory.asked("call/hangup")) == ("cancelled", [{"channelid": "PJSIP/1000-1"}])


@pytest.mark.usefixtures("_tasks_run_at_once")
def test_hanging_up_while_talking_is_an_answered_call(
    client: Client, dialed: Call, office: Pbx, pbx_in_memory: PbxInMemory
) -> None:
    push(client, office, status(ext("ANSWERED"), outbound("ANSWER")))

    ending.ask_to_end(dialed)

    dialed.refresh_from_db()
    assert dialed.outcome == "answered"
    assert pbx_in_memory.asked("call/hangup") == [{"channelid": "PJSIP/1000-1"}, {"channelid": "PJSIP/trunk-2"}]


@pytest.mark.usefixtures("_tasks_run_at_once")
def test_a_hang_up_that_fails_is_tried_again(dialed: Call, pbx_in_memory: PbxInMemory) -> None:
    pbx_in_memory.answers_with(
        "call/query", {"status": "Success", "calls": [{"callid": CALLID, "members": [ext("RING")]}]}
    )
    pbx_in_memory.answers_with("call/hangup", requests.ConnectionError("reset"))
    ending.ask_to_end(dialed)
    first = show(Call.objects.get())
    steps = dialed.events.count()
    hanging_up.hang_up(dialed.pk)
    pbx_in_memory.answers_with("call/hangup", {"status": "Success", "callid": CALLID})
    age(dialed, 3)

    for call in sweeping.sweep().to_hang_up:
        hanging_up.hang_up(call)

    dialed.refresh_from_db()
    assert (first.sentence, first.note) == (
        "Hanging up …",
        "Hanging up has not worked yet. We keep trying; you can also hang up on your phone.",
    )
    assert (dialed.outcome, dialed.events.count() - steps) == ("cancelled", 1)  # the same trouble is told once


def test_a_hang_up_that_never_works_gives_the_button_back_and_says_so(dialed: Call) -> None:
    Call.objects.update(hang_up_requested_at=timezone.now() - timedelta(minutes=3), heard_at=timezone.now())

    sweeping.sweep()

    shown = show(Call.objects.get())
    assert (shown.can_hang_up, shown.note) == (True, "Hanging up did not work. Hang up on your phone, or try again.")


@pytest.mark.usefixtures("_tasks_run_at_once")
def test_a_call_that_the_pbx_still_has_is_not_ended_because_a_channel_is_gone(
    dialed: Call, pbx_in_memory: PbxInMemory
) -> None:
    """Channels change, as by a transfer on the phone: the PBX is asked which there are now."""
    talking = [ext("ANSWERED", channelid="PJSIP/1000-9"), outbound("ANSWER", channelid="PJSIP/trunk-9")]
    pbx_in_memory.answers_with("call/query", {"status": "Success", "Calls": [{"callid": CALLID, "members": talking}]})
    pbx_in_memory.answers_with("call/hangup", {"status": "Failed", "errno": "10007"})
    ending.ask_to_end(dialed)
    age(dialed, 10)

    hanging_up.hang_up(dialed.pk)

    dialed.refresh_from_db()
    assert (dialed.status, dialed.gone_at) == ("talking", None)
    assert show(dialed).note.startswith("Hanging up has not worked yet.")


@pytest.mark.usefixtures("_tasks_run_at_once")
def test_channels_that_have_changed_are_asked_for_and_ended(
    client: Client, dialed: Call, office: Pbx, pbx_in_memory: PbxInMemory
) -> None:
    push(client, office, status(ext("ANSWERED"), outbound("ANSWER")))
    there = [ext("ANSWERED", channelid="PJSIP/1000-9")]
    pbx_in_memory.answers_with("call/query", {"status": "Success", "Calls": [{"callid": CALLID, "members": there}]})
    gone = {"status": "Failed", "errno": "10007"}
    pbx_in_memory.mock.remove("POST", f"{API}/call/hangup")
    for answer in (gone, gone, {"status": "Success", "callid": CALLID}):
        pbx_in_memory.mock.post(f"{API}/call/hangup", json=answer)

    ending.ask_to_end(dialed)

    dialed.refresh_from_db()
    asked = [question["channelid"] for question in pbx_in_memory.asked("call/hangup")]
    assert (dialed.outcome, asked) == ("answered", ["PJSIP/1000-1", "PJSIP/trunk-2", "PJSIP/1000-9"])
