"""Calls of which nothing is heard any more, and what the PBX's own records tell of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from clicktocall.calls import accounting, sweeping
from clicktocall.calls.models import Call
from clicktocall.pbx.models import Notice, Pbx
from tests.calls.conftest import API, PbxInMemory
from tests.calls.messages import CALLID, cdr, ext, outbound, push, status
from tests.factories import make_call, make_extension

pytestmark = pytest.mark.django_db(transaction=True)

NAMES = "callid,timestart,callfrom,callto,callduraction,talkduraction,srctrunkname,dsttrunkname,status,type"


@pytest.fixture
def records(pbx_in_memory: PbxInMemory) -> list[str]:
    """Rows of the sheet that the PBX gives; its clock shows UTC."""
    rows: list[str] = []
    pbx_in_memory.answers_with(
        "deviceinfo/query", {"status": "Success", "deviceinfo": {"systemtime": f"{datetime.now(tz=UTC):%F %T} UTC+0"}}
    )
    pbx_in_memory.answers_with("cdr/get_random", {"status": "Success", "random": "r-1"})
    pbx_in_memory.mock.add_callback(
        "GET", f"{API}/cdr/download", callback=lambda _request: (200, {}, "\n".join([NAMES, *rows]))
    )
    return rows


def row(status: str, *, callid: str = CALLID, callee: str = "03023125100", talked: int = 0, ago: float = 0) -> str:
    begun = timezone.now().astimezone(UTC) - timedelta(seconds=ago)
    return f"{callid},{begun:%F %T},1000,{callee},9,{talked},,trunk,{status},Outbound"


def without_callid(call: Call) -> Call:
    Call.objects.filter(pk=call.pk).update(callid="", claimed_at=timezone.now())
    call.refresh_from_db()
    return call


def settled(*calls: Call) -> list[tuple[str, str]]:
    accounting.settle(list(calls))
    return [(found.outcome, found.callid) for found in Call.objects.order_by("placed_at")]


@pytest.mark.parametrize(
    ("status", "outcome"), [("BUSY", "busy"), ("NO ANSWER", "no_answer"), ("ANSWERED", "answered"), ("ODD", "failed")]
)
def test_a_call_whose_messages_were_lost_ends_as_its_record_says(
    dialed: Call, records: list[str], status: str, outcome: str
) -> None:
    records.append(row(status))

    assert settled(dialed) == [(outcome, CALLID)]
    step = dialed.events.filter(detail="CDR").get()
    assert (step.source, step.code) == ("query", status)


def test_a_call_whose_dial_answer_was_lost_is_known_by_its_record(dialed: Call, records: list[str]) -> None:
    records.append(row("BUSY", callid="7.7"))

    assert settled(without_callid(dialed)) == [("busy", "7.7")]


@pytest.mark.parametrize("otherwise", [{"callee": "03023125199"}, {"ago": 600}, {"ago": -600}, {"callid": ""}], ids=str)
def test_a_record_that_may_be_of_another_call_is_not_taken_for_its_own(
    dialed: Call, records: list[str], otherwise: dict[str, Any]
) -> None:
    records.append(row("BUSY", **otherwise))

    assert settled(without_callid(dialed))[0][0] in {"unknown", "failed"}
    assert Call.objects.get().callid == ""


def test_a_call_that_stands_nowhere_at_the_pbx_was_not_dialled(dialed: Call, records: list[str]) -> None:
    records.append(row("ANSWERED", ago=600, callid="1.1"))

    assert settled(without_callid(dialed)) == [("failed", "")]
    assert Call.objects.get().reason.endswith("so it was not dialled. Look at your phone before you call again.")


@pytest.mark.parametrize("message", [status(ext("RING"), callid="7.7"), cdr("ANSWERED", 12) | {"callid": "7.7"}])
def test_a_call_of_whose_phone_the_pbx_has_spoken_is_not_said_to_be_undialled(
    client: Client, dialed: Call, office: Pbx, records: list[str], message: dict[str, object]
) -> None:
    lost = without_callid(dialed)
    push(client, office, message)
    lost.refresh_from_db()

    assert (settled(lost), records) == ([("unknown", "")], [])


def test_with_another_record_of_that_phone_and_time_nobody_knows(dialed: Call, records: list[str]) -> None:
    records.append(row("ANSWERED", callee="0302312", callid="1.1"))

    assert settled(without_callid(dialed)) == [("unknown", "")]


def test_a_pbx_that_took_the_call_and_has_no_record_of_it_leaves_it_unknown(dialed: Call, records: list[str]) -> None:
    assert settled(dialed) == [("unknown", CALLID)]
    assert records == []


def test_a_pbx_without_such_records_leaves_it_unknown(dialed: Call, pbx_in_memory: PbxInMemory) -> None:
    assert settled(without_callid(dialed)) == [("unknown", "")]
    assert len(pbx_in_memory.asked("cdr/get_random")) == 1


def test_several_calls_cost_one_download(
    dialed: Call, office: Pbx, records: list[str], pbx_in_memory: PbxInMemory
) -> None:
    other = make_extension("1001", user=dialed.user, pbx=office)
    second = Call.objects.create(
        user=dialed.user, extension=other, pbx=office, key="k2", typed="1", caller="1001", callee="0302312"
    )
    Call.objects.filter(pk=second.pk).update(status="dialing", callid="8.8", claimed_at=second.placed_at)
    second.refresh_from_db()
    records += [row("BUSY"), row("NO ANSWER", callid="8.8")]

    assert settled(dialed, second) == [("busy", CALLID), ("no_answer", "8.8")]
    assert [asked["number"] for asked in pbx_in_memory.asked("cdr/get_random")] == ["1000,1001"]


def test_a_call_that_its_worker_finds_meanwhile_is_left_alone(dialed: Call, records: list[str]) -> None:
    looked_at = without_callid(dialed)
    Call.objects.filter(pk=dialed.pk).update(callid="7.7", heard_at=timezone.now())

    assert settled(looked_at) == [("", "7.7")]
    assert records == []


def test_records_that_do_not_come_are_asked_for_in_a_few_rounds(
    dialed: Call, records: list[str], pbx_in_memory: PbxInMemory
) -> None:
    pbx_in_memory.answers_with("cdr/get_random", "<html>")
    call = without_callid(dialed)
    early = settled(call)
    Call.objects.filter(pk=call.pk).update(lost_at=timezone.now() - timedelta(minutes=1))
    call.refresh_from_db()

    assert (early, settled(call)) == ([("", "")], [("unknown", "")])
    assert records == []


def ended_unknown(call: Call, *, seconds_ago: float = 0, **state: Any) -> Call:
    at = timezone.now() - timedelta(seconds=seconds_ago)
    changes = {"status": "ended", "outcome": "unknown", "ended_at": at, **state}
    Call.objects.filter(pk=call.pk).update(**changes)
    call.refresh_from_db()
    return call


def looked_back(call: Call) -> tuple[str, str]:
    sweeping.look(call.pbx_id)
    call.refresh_from_db()
    return call.outcome, call.callid


def test_a_record_that_may_be_of_either_of_two_lost_calls_is_taken_for_neither(
    dialed: Call, records: list[str]
) -> None:
    first = without_callid(dialed)
    second = make_call(
        user=dialed.user,
        pbx=dialed.pbx,
        callee=dialed.callee,
        caller="1000",
        status="dialing",
        claimed_at=timezone.now(),
    )
    records.append(row("BUSY", callid="7.7"))

    assert settled(first, second) == [("unknown", ""), ("unknown", "")]


@pytest.mark.parametrize(
    "state", [{}, {"callid": ""}, {"callid": "", "outcome": "failed"}], ids=["taken", "lost", "undialled"]
)
def test_a_record_that_was_written_late_corrects_how_the_call_ended(
    dialed: Call, records: list[str], state: dict[str, Any]
) -> None:
    call = ended_unknown(dialed, **state)
    records.append(row("BUSY", ago=2))

    assert looked_back(call) == ("busy", CALLID)
    assert sweeping.sweep().to_look == []


def test_what_began_after_a_lost_call_was_given_up_was_dialled_by_hand(dialed: Call, records: list[str]) -> None:
    call = ended_unknown(without_callid(dialed), seconds_ago=6)
    Call.objects.filter(pk=call.pk).update(claimed_at=timezone.now() - timedelta(seconds=10))
    records.append(row("ANSWERED", callid="7.7"))

    assert looked_back(call) == ("unknown", "")


def test_once_all_messages_have_their_calls_one_that_stands_nowhere_was_not_dialled(
    client: Client, dialed: Call, office: Pbx, records: list[str], settings: LazySettings
) -> None:
    settings.LOOK_BACK_SECONDS = 0
    call = ended_unknown(without_callid(dialed))
    push(client, office, status(ext("RING"), callid="7.7"))
    early = looked_back(call)
    Notice.objects.update(applied_at=timezone.now())

    assert (early, looked_back(call), records) == (("unknown", ""), ("failed", ""), [])
    assert Call.objects.get().reason.startswith("The PBX has neither this call nor a record of it")


def test_a_call_that_the_pbx_has_after_all_is_not_said_to_be_undialled(
    dialed: Call, records: list[str], pbx_in_memory: PbxInMemory
) -> None:
    call = ended_unknown(without_callid(dialed))
    there = {"callid": "7.7", "members": [ext("ALERT"), outbound("RING")]}
    listed = {"status": "Success", "calllist": [{"number": "1000", "numbercalls": [there]}]}
    pbx_in_memory.answers_with("extension/query_call", listed)

    assert (looked_back(call), records) == (("unknown", "7.7"), [])


def test_a_pbx_is_asked_about_them_once_in_a_while(
    dialed: Call, records: list[str], pbx_in_memory: PbxInMemory
) -> None:
    call = ended_unknown(dialed)
    due = sweeping.sweep().to_look

    looked_back(call)
    looked_back(call)

    assert (due, sweeping.sweep().to_look) == ([call.pbx_id], [])
    assert len(pbx_in_memory.asked("cdr/get_random")) == 1


def test_after_ten_minutes_it_stays_unknown(dialed: Call, records: list[str], pbx_in_memory: PbxInMemory) -> None:
    call = ended_unknown(dialed, seconds_ago=601)
    records.append(row("BUSY"))

    assert looked_back(call) == ("unknown", CALLID)
