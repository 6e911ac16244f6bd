"""A PBX that has not answered for a while: clicks are refused at once, waiting calls end, and it is asked nothing."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clicktocall.calls import dialing, ending, sweeping
from clicktocall.calls.models import Call
from clicktocall.calls.phones import PbxSilent, refuse_unless_it_can_ring
from clicktocall.pbx import presence, sessions
from clicktocall.pbx.drivers.reports import PhoneState
from clicktocall.pbx.models import Pbx
from clicktocall.pbx.turns import Errand, turn
from directory.models import Extension
from tests.calls.conftest import PbxInMemory
from tests.calls.messages import CALLID, ext, outbound
from tests.factories import make_call, make_extension, make_pbx

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_tasks_run_at_once")]

HTMX = {"HX-Request": "true"}
CLICK = {"to": "+49 30 23125 100", "key": "k1"}


def fall_silent(pbx: Pbx, *, failures: int = 3) -> None:
    now = timezone.now()
    Pbx.objects.filter(pk=pbx.pk).update(failures=failures, failed_at=now, silent_since=now)


def test_a_click_is_refused_at_once_with_since_when_and_what_to_do(
    signed_in: Client, phone: Extension, office: Pbx, pbx_in_memory: PbxInMemory
) -> None:
    fall_silent(office)

    answer = signed_in.post("/calls/", CLICK, headers=HTMX)

    since = timezone.localtime(Pbx.objects.get().silent_since).strftime("%H:%M")
    assert answer.context["refusal"] == (
        f"The PBX has not answered since {since}, so nothing was dialled. "
        "Dial on your phone, or try again in a minute: it is asked every few seconds."
    )
    assert (answer.status_code, Call.objects.count(), len(pbx_in_memory.mock.calls)) == (422, 0, 0)


def test_a_phone_at_another_pbx_is_offered(signed_in: Client, phone: Extension, office: Pbx) -> None:
    make_extension("1006", user=phone.user, pbx=office)
    make_extension("2006", user=phone.user, pbx=make_pbx("branch", url="http://branch.example:8088"))
    fall_silent(office)

    answer = signed_in.post("/calls/", CLICK, headers=HTMX)

    assert [str(offer) for offer in answer.context["offers"]] == ["2006@branch"]


def test_a_call_that_begins_elsewhere_than_at_a_phone_is_refused_as_well(phone: Extension, office: Pbx) -> None:
    fall_silent(office)

    with pytest.raises(PbxSilent):
        refuse_unless_it_can_ring(Call(user=phone.user, extension=None, pbx=Pbx.objects.get()))


def test_two_failures_refuse_nothing(
    signed_in: Client, phone: Extension, office: Pbx, pbx_in_memory: PbxInMemory
) -> None:
    fall_silent(office, failures=2)

    signed_in.post("/calls/", CLICK)

    assert len(pbx_in_memory.asked("call/dial")) == 1
    assert Pbx.objects.get().failures == 0


def test_where_no_probe_runs_calls_are_tried_again_after_a_minute(
    signed_in: Client, phone: Extension, office: Pbx, pbx_in_memory: PbxInMemory
) -> None:
    fall_silent(office)

    with time_machine.travel(timezone.now() + timedelta(seconds=61)):
        signed_in.post("/calls/", CLICK)

    assert len(pbx_in_memory.asked("call/dial")) == 1


def test_three_clicks_that_the_pbx_does_not_take_are_the_last_ones_for_now(
    signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory
) -> None:
    pbx_in_memory.answers_with("call/dial", "<html>Bad gateway</html>")
    pbx_in_memory.answers_with("extension/query_call", "<html>Bad gateway</html>")
    statuses = []
    for key in range(3):
        statuses.append(signed_in.post("/calls/", CLICK | {"key": str(key)}).status_code)
        Call.objects.update(status="ended", outcome="unknown", ended_at=timezone.now())

    assert (statuses, len(pbx_in_memory.asked("call/dial"))) == ([302, 302, 422], 2)


def test_a_call_that_waited_while_its_pbx_fell_silent_is_not_sent(
    phone: Extension, office: Pbx, pbx_in_memory: PbxInMemory
) -> None:
    queued = make_call(extension=phone, user=phone.user, pbx=office)
    fall_silent(office)

    dialing.dial(queued.pk)

    queued.refresh_from_db()
    assert (queued.outcome, pbx_in_memory.asked("call/dial")) == ("unreachable", [])
    assert queued.reason.startswith("The PBX has not answered since ")


@pytest.mark.parametrize("number", ["112", "116117"])
def test_an_emergency_number_or_short_code_is_tried_whatever_is_known_of_pbx_and_phone(
    signed_in: Client, phone: Extension, office: Pbx, pbx_in_memory: PbxInMemory, number: str
) -> None:
    fall_silent(office)
    presence.heard((office.pk, "1000"), PhoneState.OFFLINE)

    signed_in.post("/calls/", CLICK | {"to": number, "sure": number})

    assert [dialed["callee"] for dialed in pbx_in_memory.asked("call/dial")] == [number]


def test_a_hang_up_is_tried_all_the_same_and_shows_that_the_pbx_is_back(
    dialed: Call, office: Pbx, pbx_in_memory: PbxInMemory
) -> None:
    members = [ext("RING"), outbound("RING")]
    pbx_in_memory.answers_with("call/query", {"status": "Success", "Calls": [{"callid": CALLID, "members": members}]})
    fall_silent(office)

    ending.ask_to_end(dialed)

    assert len(pbx_in_memory.asked("call/hangup")) == 2
    assert (Call.objects.get().outcome, Pbx.objects.get().failures) == ("cancelled", 0)


def test_a_silent_pbx_is_not_asked_about_its_calls(dialed: Call, office: Pbx, pbx_in_memory: PbxInMemory) -> None:
    Call.objects.update(heard_at=timezone.now() - timedelta(seconds=50))
    fall_silent(office)

    sweeping.look(office.pk)
    going_on = Call.objects.get().status
    Call.objects.update(heard_at=timezone.now() - timedelta(seconds=91))
    sweeping.look(office.pk)

    assert (going_on, Call.objects.get().outcome) == ("dialing", "unknown")
    assert pbx_in_memory.asked("call/query") == []


def test_a_round_that_finds_no_place_at_the_pbx_gives_up_nothing(
    dialed: Call, office: Pbx, pbx_in_memory: PbxInMemory
) -> None:
    Call.objects.update(heard_at=timezone.now() - timedelta(seconds=91))

    with ExitStack() as stack:
        for _ in range(4):
            stack.enter_context(turn(office.pk, Errand.LOOK))
        sweeping.look(office.pk)

    assert (pbx_in_memory.asked("call/query"), Call.objects.get().outcome) == ([], "")


def test_a_round_that_is_held_up_by_somebody_elses_login_gives_up_nothing(
    dialed: Call, office: Pbx, pbx_in_memory: PbxInMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that was killed while it logged in keeps others from it for half a minute."""
    Call.objects.update(heard_at=timezone.now() - timedelta(seconds=91))
    monkeypatch.setattr(sessions, "WAIT_SECONDS", 0.05)
    cache.set(sessions.SharedTokens(office.pk, office.line()).lock_key, "somebody", 30)

    sweeping.look(office.pk)

    assert (pbx_in_memory.asked("login"), Call.objects.get().outcome) == ([], "")


def test_rounds_of_one_pbx_do_not_overlap(office: Pbx, phone: Extension, pbx_in_memory: PbxInMemory) -> None:
    for number in range(3):
        make_call(pbx=office, user=phone.user, callid=f"{number}.1", status="ringing_caller")
    Call.objects.update(heard_at=timezone.now() - timedelta(seconds=30))
    during: list[int] = []

    def another_round(*_: object) -> tuple[int, dict[str, str], str]:
        before = len(pbx_in_memory.asked("call/query"))
        sweeping.look(office.pk)
        during.append(len(pbx_in_memory.asked("call/query")) - before)
        return 200, {}, '{"status": "Failed", "errno": "10005"}'

    pbx_in_memory.mock.remove("POST", "http://pbx.example:8088/api/v2.0.0/call/query")
    pbx_in_memory.mock.add_callback("POST", "http://pbx.example:8088/api/v2.0.0/call/query", another_round)
    sweeping.look(office.pk)

    assert during == [0, 0, 0, 0]  # for all of them, then for each


def test_a_round_that_takes_too_long_leaves_the_rest_to_the_next_one(
    office: Pbx, phone: Extension, pbx_in_memory: PbxInMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "ROUND_SECONDS", -1.0)
    make_call(pbx=office, user=phone.user, callid="1.1", status="ringing_caller")
    Call.objects.update(heard_at=timezone.now() - timedelta(seconds=30))

    sweeping.look(office.pk)

    assert (pbx_in_memory.asked("call/query"), Call.objects.get().outcome) == ([], "")


def test_dialling_costs_no_query_for_the_health_of_the_pbx(
    phone: Extension, office: Pbx, pbx_in_memory: PbxInMemory
) -> None:
    dialing.dial(make_call(extension=phone, user=phone.user, pbx=office).pk)  # logs in
    call = make_call(user=phone.user, pbx=office)

    with CaptureQueriesContext(connection) as captured:
        dialing.dial(call.pk)

    about_the_pbx = [query["sql"] for query in captured.captured_queries if '"pbx_pbx"' in query["sql"]]
    # The call to be dialled, and whether it shall be hung up: each joined with its PBX.
    assert [(sql.split()[0], 'FROM "calls_call"' in sql) for sql in about_the_pbx] == [("SELECT", True)] * 2
