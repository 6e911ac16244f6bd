"""Calls whose dial answer was lost, and what gives them away afterwards."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from clicktocall.calls import accounting, looking
from clicktocall.calls.models import Call
from clicktocall.pbx.models import Pbx
from tests.calls.conftest import PbxInMemory
from tests.calls.messages import CALLID, cdr, ext, push

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(("callee", "found"), [("03023125100", "answered"), ("03023125199", "unknown")])
def test_a_call_that_was_over_before_it_could_be_looked_for_is_known_by_its_cdr(
    client: Client, dialed: Call, office: Pbx, pbx_in_memory: PbxInMemory, callee: str, found: str
) -> None:
    Call.objects.filter(pk=dialed.pk).update(callid="")
    dialed.refresh_from_db()
    push(client, office, cdr("ANSWERED", 12) | {"callto": callee})

    if not looking.find(dialed):
        accounting.settle([dialed])

    dialed.refresh_from_db()
    assert dialed.outcome == found


@pytest.mark.parametrize("answer", [{"status": "Success"}, {"status": "Success", "Calls": [{"callid": CALLID}]}])
def test_a_call_that_a_query_does_not_list_goes_on_while_the_phone_is_in_it(
    dialed: Call, pbx_in_memory: PbxInMemory, answer: dict[str, object]
) -> None:
    """The guide lets a query list calls that come in and go out, and says nothing of those inside."""
    pbx_in_memory.answers_with("call/query", answer)
    at_the_phone = {"callid": CALLID, "members": [ext("RING")]}
    listed = {"status": "Success", "calllist": [{"number": "1000", "numbercalls": [at_the_phone]}]}
    pbx_in_memory.answers_with("extension/query_call", listed)

    looking.ask(dialed)

    dialed.refresh_from_db()
    assert (dialed.status, dialed.gone_at) == ("ringing_caller", None)


@pytest.mark.parametrize("refused", [{"status": "Success", "calllist": []}, {"status": "Failed", "errno": "10006"}])
def test_a_call_that_stands_nowhere_is_gone(
    dialed: Call, pbx_in_memory: PbxInMemory, refused: dict[str, object]
) -> None:
    pbx_in_memory.answers_with("call/query", {"status": "Success", "Calls": []})
    pbx_in_memory.answers_with("extension/query_call", refused)

    looking.ask(dialed)

    dialed.refresh_from_db()
    assert dialed.gone_at is not None


def test_a_call_that_the_pbx_says_it_does_not_have_is_not_looked_for_twice(
    dialed: Call, pbx_in_memory: PbxInMemory
) -> None:
    looking.ask(dialed)

    assert pbx_in_memory.asked("extension/query_call") == []


def test_a_late_message_of_an_earlier_lost_call_is_not_taken_for_the_next_one(
    client: Client, dialed: Call, office: Pbx, pbx_in_memory: PbxInMemory
) -> None:
    Call.objects.filter(pk=dialed.pk).update(
        callid="", status="ended", outcome="unknown", ended_at=timezone.now(), placed_at=timezone.now()
    )
    again = Call.objects.create(
        user=dialed.user,
        extension=dialed.extension,
        pbx=office,
        key="k2",
        typed="1",
        caller="1000",
        callee=dialed.callee,
    )
    Call.objects.filter(pk=again.pk).update(status="dialing", claimed_at=again.placed_at)
    again.refresh_from_db()
    push(client, office, cdr("ANSWERED", 12))

    assert looking.find(again) is False
