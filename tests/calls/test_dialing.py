"""One queued call, at most one dial request, and the right end for each way it can fail."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from clicktocall.calls import dialing, ending, finding, sweeping
from clicktocall.calls.models import Call
from clicktocall.calls.placing import enqueue
from clicktocall.pbx.models import Notice, Pbx
from tests.calls.conftest import PbxInMemory, age
from tests.calls.messages import CALLID, ext, outbound, push, status

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_task_delivered_twice_dials_once(queued: Call, pbx_in_memory: PbxInMemory) -> None:
    dialing.dial(queued.pk)
    dialing.dial(queued.pk)

    assert len(pbx_in_memory.asked("call/dial")) == 1


def test_a_task_delivered_late_does_not_dial(queued: Call, pbx_in_memory: PbxInMemory) -> None:
    age(queued, 16)

    dialing.dial(queued.pk)

    queued.refresh_from_db()
    assert (queued.outcome, pbx_in_memory.asked("call/dial")) == ("expired", [])
    assert queued.reason.startswith("Nothing was dialled: the call waited too long to be sent.")


def test_taken_is_not_ringing(queued: Call, pbx_in_memory: PbxInMemory) -> None:
    dialing.dial(queued.pk)

    queued.refresh_from_db()
    assert (queued.status, queued.callid) == ("dialing", CALLID)


@pytest.mark.parametrize(
    ("errno", "outcome"),
    [
        ("10024", "refused"),
        ("10008", "refused"),
        ("10031", "invalid_number"),
        ("10006", "refused"),
        ("99999", "refused"),
    ],
)
def test_a_no_of_the_pbx_ends_with_its_code_and_a_sentence(
    queued: Call, pbx_in_memory: PbxInMemory, errno: str, outcome: str
) -> None:
    pbx_in_memory.answers_with("call/dial", {"status": "Failed", "errno": errno})

    dialing.dial(queued.pk)

    queued.refresh_from_db()
    assert (queued.status, queued.code) == ("ended", errno)
    assert queued.outcome in {outcome, "refused"}
    assert queued.reason.endswith(".")


def test_where_nothing_left_the_house_the_pbx_is_unreachable(queued: Call) -> None:
    Pbx.objects.update(url="http://127.0.0.1:9")

    dialing.dial(queued.pk)

    queued.refresh_from_db()
    assert queued.outcome == "unreachable"


@pytest.mark.parametrize(
    "answer", ["<html>Boa</html>", '{"status": "Succ', {"status": "Failed", "errno": "20010"}, {"status": "Success"}]
)
def test_an_answer_that_says_nothing_is_never_dialled_again_and_ends_unknown(
    queued: Call, pbx_in_memory: PbxInMemory, answer: object
) -> None:
    pbx_in_memory.answers_with("call/dial", answer)

    dialing.dial(queued.pk)
    before = Call.objects.get().status
    age(queued, 4)
    for pbx in sweeping.sweep().to_look:
        sweeping.look(pbx)

    queued.refresh_from_db()
    assert (before, queued.status, queued.outcome) == ("dialing", "ended", "unknown")
    assert "Look at your phone before you call again." in queued.reason
    assert len(pbx_in_memory.asked("call/dial")) == 1


def lose_the_answer(pbx_in_memory: PbxInMemory) -> None:
    pbx_in_memory.answers_with("call/dial", "<html>")


def calls_of_1000(callee: str, callid: str = CALLID) -> dict[str, object]:
    call = {"callid": callid, "members": [ext("ALERT"), outbound("RING", to=callee)]}
    return {"status": "Success", "calllist": [{"number": "1000", "numbercalls": [call]}]}


def test_a_call_whose_answer_was_lost_is_found_at_the_pbx(queued: Call, pbx_in_memory: PbxInMemory) -> None:
    lose_the_answer(pbx_in_memory)
    pbx_in_memory.answers_with("extension/query_call", calls_of_1000("03023125100"))

    dialing.dial(queued.pk)

    queued.refresh_from_db()
    assert (queued.status, queued.callid) == ("dialing", CALLID)
    assert len(pbx_in_memory.asked("call/dial")) == 1


def test_a_call_that_the_user_dialled_by_hand_meanwhile_is_not_taken_for_ours(
    queued: Call, pbx_in_memory: PbxInMemory
) -> None:
    lose_the_answer(pbx_in_memory)
    pbx_in_memory.answers_with("extension/query_call", calls_of_1000("0891234"))

    dialing.dial(queued.pk)

    queued.refresh_from_db()
    assert queued.callid == ""


def test_a_call_whose_answer_was_lost_is_found_by_its_events(
    client: Client, queued: Call, office: Pbx, pbx_in_memory: PbxInMemory
) -> None:
    lose_the_answer(pbx_in_memory)
    dialing.dial(queued.pk)
    push(client, office, status(ext("ALERT"), outbound("RING")))

    finding.find(Call.objects.get())

    queued.refresh_from_db()
    assert (queued.status, queued.callid) == ("ringing_callee", CALLID)


def test_a_worker_that_died_leaves_a_call_that_is_looked_for(queued: Call, pbx_in_memory: PbxInMemory) -> None:
    Call.objects.update(status="dialing", claimed_at=timezone.now() - timedelta(seconds=21))
    pbx_in_memory.answers_with("extension/query_call", calls_of_1000("03023125100"))

    for pbx in sweeping.sweep().to_look:
        sweeping.look(pbx)

    queued.refresh_from_db()
    assert (queued.callid, pbx_in_memory.asked("call/dial")) == (CALLID, [])


@pytest.mark.usefixtures("_tasks_run_at_once")
def test_a_call_that_still_waits_is_cancelled_without_the_pbx(queued: Call, pbx_in_memory: PbxInMemory) -> None:
    ending.ask_to_end(queued)

    queued.refresh_from_db()
    assert (queued.outcome, len(pbx_in_memory.mock.calls)) == ("cancelled", 0)


def test_without_a_broker_a_click_is_sent_by_the_sweeper_while_it_is_fresh(queued: Call) -> None:
    enqueue(queued.pk)
    age(queued, 3)

    due = sweeping.sweep()

    assert due.to_dial == [queued.pk]


def test_a_click_that_nobody_could_send_expires(queued: Call) -> None:
    age(queued, 16)

    due = sweeping.sweep()

    queued.refresh_from_db()
    assert (due.to_dial, queued.outcome) == ([], "expired")


def test_a_call_that_has_fallen_silent_is_looked_up(dialed: Call, pbx_in_memory: PbxInMemory) -> None:
    pbx_in_memory.answers_with(
        "call/query",
        {"status": "Success", "Calls": [{"callid": CALLID, "members": [ext("ANSWERED"), outbound("ANSWER")]}]},
    )
    age(dialed, 5)

    for pbx in sweeping.sweep().to_look:
        sweeping.look(pbx)

    dialed.refresh_from_db()
    assert dialed.status == "talking"
    assert sweeping.sweep().to_look == []


def test_a_call_that_the_pbx_no_longer_has_waits_for_its_cdr_and_then_ends(
    dialed: Call, pbx_in_memory: PbxInMemory
) -> None:
    seen = []
    for _ in range(2):
        age(dialed, 5)
        for pbx in sweeping.sweep().to_look:
            sweeping.look(pbx)
        seen.append(Call.objects.get().status)

    dialed.refresh_from_db()
    assert (seen, dialed.outcome) == (["dialing", "ended"], "unknown")


def test_a_call_of_which_nothing_can_be_found_out_ends_unknown(dialed: Call) -> None:
    Pbx.objects.update(url="http://127.0.0.1:9")
    age(dialed, 91)

    for pbx in sweeping.sweep().to_look:
        sweeping.look(pbx)

    dialed.refresh_from_db()
    assert dialed.outcome == "unknown"


def test_a_message_whose_process_died_before_applying_it_is_applied_by_the_sweeper(
    client: Client, dialed: Call, office: Pbx
) -> None:
    Call.objects.update(callid="")
    push(client, office, status(ext("RING")))
    Call.objects.update(callid=CALLID)
    Notice.objects.update(received_at=timezone.now() - timedelta(seconds=3))

    sweeping.sweep()

    dialed.refresh_from_db()
    assert dialed.status == "ringing_caller"
