"""Calls whose dial answer was lost, and what gives them away afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from clicktocall.calls import accounting, finding, lifecycle, looking, sweeping
from clicktocall.calls.finding import Trace
from clicktocall.calls.models import Call, CallEvent
from clicktocall.pbx.models import Pbx
from tests.calls.conftest import PbxInMemory, age
from tests.calls.messages import CALLID, cdr, ext, outbound, push, status
from tests.factories import make_call

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(("callee", "found"), [("03023125100", "answered"), ("03023125199", "unknown")])
def test_a_call_that_was_over_before_it_could_be_looked_for_is_known_by_its_cdr(
    client: Client, dialed: Call, office: Pbx, pbx_in_memory: PbxInMemory, callee: str, found: str
) -> None:
    Call.objects.filter(pk=dialed.pk).update(callid="")
    dialed.refresh_from_db()
    push(client, office, cdr("ANSWERED", 12) | {"callto": callee})

    if finding.find(dialed) is Trace.NONE:
        accounting.settle([dialed])

    dialed.refresh_from_db()
    assert dialed.outcome == found


@pytest.mark.parametrize("answer", [{"status": "Success"}, {"status": "Success", "Calls": [{"callid": CALLID}]}])
def test_a_call_that_a_query_does_not_list_goes_on_while_the_phone_is_in_it(
    dialed: Call, pbx_in_memory: PbxInMemory, answer: dict[str, object]
) -> None:
    """The guide lets a query list calls that come in and go out, and says nothing of those inside."""
    pbx_in_memory.answers_with("call/query", answer)
    at_the_phone(pbx_in_memory, _1571620483_18=[ext("RING")])

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Twice:
    """A call whose dial answer was lost and that has ended, and the next one, of which no answer has come either."""

    earlier: Call
    again: Call


@pytest.fixture
def twice(dialed: Call) -> Twice:
    Call.objects.filter(pk=dialed.pk).update(
        callid="", status="ended", outcome="unknown", ended_at=timezone.now(), placed_at=timezone.now()
    )
    dialed.refresh_from_db()
    again = make_call(
        user=dialed.user,
        extension=dialed.extension,
        pbx=dialed.pbx,
        key="k2",
        callee=dialed.callee,
        status="dialing",
        claimed_at=timezone.now(),
    )
    return Twice(earlier=dialed, again=again)


def at_the_phone(pbx: PbxInMemory, **calls: list[dict[str, Any]]) -> None:
    """What the PBX says of the phone 1000: its calls, by callid (an underline for the dot), and who is in them."""
    there = [{"callid": name.strip("_").replace("_", "."), "members": members} for name, members in calls.items()]
    listed = {"status": "Success", "calllist": [{"number": "1000", "numbercalls": there}]}
    pbx.answers_with("extension/query_call", listed)


RUNG = [ext("ALERT"), outbound("RING")]


def test_a_late_message_of_an_earlier_lost_call_is_not_taken_for_the_next_one(
    client: Client, twice: Twice, office: Pbx, pbx_in_memory: PbxInMemory
) -> None:
    push(client, office, cdr("ANSWERED", 12))

    assert finding.find(twice.again) is Trace.NONE


@pytest.mark.parametrize(
    "late", [cdr("ANSWERED", 12), status(ext("ANSWERED"), outbound("ANSWER"))], ids=["cdr", "legs"]
)
def test_a_late_message_of_an_earlier_call_that_is_known_is_not_taken_for_the_next_one(
    client: Client, twice: Twice, office: Pbx, pbx_in_memory: PbxInMemory, late: dict[str, Any]
) -> None:
    Call.objects.filter(pk=twice.earlier.pk).update(callid=CALLID)
    push(client, office, late)

    assert finding.find(twice.again) is Trace.NONE
    assert Call.objects.filter(callid=CALLID).count() == 1


@pytest.mark.parametrize("members", [RUNG, [ext("RING")]], ids=["both", "alone"])
def test_a_call_at_the_pbx_that_may_be_an_earlier_lost_one_is_not_taken_for_the_next_one(
    twice: Twice, pbx_in_memory: PbxInMemory, members: list[dict[str, Any]]
) -> None:
    at_the_phone(pbx_in_memory, _9_9=members)

    assert finding.find(twice.again) is Trace.IN_DOUBT
    assert Call.objects.exclude(callid="").count() == 0


def test_while_that_is_in_doubt_the_call_goes_on_and_at_last_nobody_knows(
    twice: Twice, pbx_in_memory: PbxInMemory
) -> None:
    at_the_phone(pbx_in_memory, _9_9=RUNG)
    age(twice.again, 30)
    sweeping.look(twice.again.pbx_id)
    early = Call.objects.get(pk=twice.again.pk).status
    age(twice.again, 90)

    sweeping.look(twice.again.pbx_id)

    twice.again.refresh_from_db()
    assert (early, twice.again.outcome) == ("dialing", "unknown")


def test_it_is_found_once_the_earlier_one_is_known(twice: Twice, pbx_in_memory: PbxInMemory) -> None:
    at_the_phone(pbx_in_memory, _9_9=RUNG)
    Call.objects.filter(pk=twice.earlier.pk).update(callid="8.8")

    assert finding.find(twice.again) is Trace.FOUND
    twice.again.refresh_from_db()
    assert (twice.again.callid, twice.again.status) == ("9.9", "dialing")


def test_an_earlier_call_that_was_never_placed_leaves_no_doubt(twice: Twice, pbx_in_memory: PbxInMemory) -> None:
    at_the_phone(pbx_in_memory, _9_9=RUNG)
    lifecycle.note(twice.earlier, source=CallEvent.Source.WORKER, status="ended")

    assert finding.find(twice.again) is Trace.FOUND


@pytest.mark.parametrize(
    ("members", "trace"), [(RUNG, Trace.FOUND), ([ext("RING")], Trace.IN_DOUBT)], ids=["both", "alone"]
)
def test_a_phone_that_rings_alone_does_not_tell_whom_it_is_to_call(
    twice: Twice, pbx_in_memory: PbxInMemory, members: list[dict[str, Any]], trace: Trace
) -> None:
    at_the_phone(pbx_in_memory, _9_9=members)
    Call.objects.filter(pk=twice.earlier.pk).update(callee="03023125177")

    assert finding.find(twice.again) is trace


def test_of_two_calls_at_the_pbx_neither_is_taken(dialed: Call, pbx_in_memory: PbxInMemory) -> None:
    Call.objects.filter(pk=dialed.pk).update(callid="")
    dialed.refresh_from_db()
    at_the_phone(pbx_in_memory, _9_9=RUNG, _9_10=RUNG)

    assert finding.find(dialed) is Trace.IN_DOUBT


def test_what_the_pbx_told_of_before_the_call_was_to_be_dialled_is_another_call(
    client: Client, dialed: Call, office: Pbx, pbx_in_memory: PbxInMemory
) -> None:
    Call.objects.filter(pk=dialed.pk).update(callid="")
    push(client, office, status(*RUNG, callid="9.9"))
    Call.objects.filter(pk=dialed.pk).update(claimed_at=timezone.now())
    dialed.refresh_from_db()
    at_the_phone(pbx_in_memory, _9_9=RUNG)

    assert finding.find(dialed) is Trace.NONE


@pytest.mark.parametrize(("room", "trace"), [("6400", Trace.FOUND), ("6401", Trace.NONE)])
def test_a_phone_alone_in_a_room_is_in_that_room(
    dialed: Call, pbx_in_memory: PbxInMemory, room: str, trace: Trace
) -> None:
    Call.objects.filter(pk=dialed.pk).update(callid="", callee="6400", callee_kind="conference")
    dialed.refresh_from_db()
    member = ext("ANSWERED")
    member["ext"]["callpath"] = room
    at_the_phone(pbx_in_memory, _9_9=[member])

    assert finding.find(dialed) is trace
