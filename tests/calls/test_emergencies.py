"""An emergency number is asked about once, then dialled as it is: no rule, prefix or limit stands in its way."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from django.db import connection
from django.test import Client

from clicktocall.accounts.models import User
from clicktocall.audit.models import Entry
from clicktocall.calls import dialing, placing
from clicktocall.calls.limits import PhoneInUse
from clicktocall.calls.models import Call
from clicktocall.calls.placing import Wish
from directory.models import Extension
from tests.calls.conftest import API, PbxInMemory
from tests.calls.messages import CALLID, cdr, ext, push
from tests.factories import make_call, make_contact, make_own_number

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_tasks_run_at_once")]

PART = {"HX-Request": "true"}
BY_HAND = "Lift it and dial 112 by hand: that is faster."


@pytest.fixture
def _asked_again_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dialing, "SECONDS_BETWEEN", 0)


def set_up(phone: Extension, **plan: str) -> None:
    for field, value in plan.items():
        setattr(phone.pbx, field, value)
    phone.pbx.save()


def test_the_first_click_asks_and_dials_nobody(signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory) -> None:
    set_up(phone, emergency_location="Via Roma 1, Milano")

    answer = signed_in.post("/calls/", {"to": "112", "key": "k1"}, headers=PART)

    page = answer.content.decode()
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (422, "#refusal")
    assert (BY_HAND in page, "Via Roma 1, Milano" in page) == (True, True)
    assert (Call.objects.count(), pbx_in_memory.asked("call/dial")) == (0, [])


def test_what_was_confirmed_is_dialled_as_it_is(
    signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory
) -> None:
    set_up(phone, outside_prefix="0", rules="112 = 5555")

    signed_in.post("/calls/", {"to": "112", "key": "k1", "sure": "112"})

    assert pbx_in_memory.asked("call/dial") == [{"caller": "1000", "callee": "112", "autoanswer": "no"}]


def test_the_trail_says_that_it_was_asked_and_then_allowed(
    signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory
) -> None:
    signed_in.post("/calls/", {"to": "112", "key": "k1"}, headers=PART)
    signed_in.post("/calls/", {"to": "112", "key": "k2", "sure": "112"}, headers=PART)

    kept = Entry.objects.filter(subject="112").order_by("pk").values_list("what", "who", "address", "subject")
    assert list(kept) == [
        ("dial_asked", "anna", "127.0.0.1", "112"),
        ("dial_allowed", "anna", "127.0.0.1", "112"),
    ]


def test_to_confirm_one_number_confirms_no_other(
    signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory
) -> None:
    answer = signed_in.post("/calls/", {"to": "110", "key": "k1", "sure": "112"})

    assert (answer.status_code, pbx_in_memory.asked("call/dial")) == (422, [])


@pytest.mark.parametrize("typed", ["+49 112", "112", "1 1 2", "tel:112", "１１２"])  # noqa: RUF001 -- full-width is the point
def test_every_spelling_of_it_is_asked_about(signed_in: Client, phone: Extension, typed: str) -> None:
    page = signed_in.post("/calls/", {"to": typed, "key": "k1"}).content.decode()

    assert (BY_HAND in page, 'name="sure" value="112"' in page) == (True, True)


def test_a_link_asks_at_once_and_says_when_no_place_is_known(signed_in: Client, phone: Extension) -> None:
    make_contact("Notruf", "112")

    page = signed_in.get("/call/", {"to": "tel:112"}).content.decode()

    assert (BY_HAND in page, "Nobody has entered which place" in page) == (True, True)


def test_what_merely_looks_like_it_is_not_asked_about(
    signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory
) -> None:
    signed_in.post("/calls/", {"to": "1120", "key": "k1"})

    assert [dial["callee"] for dial in pbx_in_memory.asked("call/dial")] == ["1120"]


def test_a_phone_with_a_live_call_still_calls_for_help(
    signed_in: Client, phone: Extension, dialed: Call, pbx_in_memory: PbxInMemory
) -> None:
    """What stands in our table may be old news; what is there is hung up first, or the phone would not ring."""
    there = {"status": "Success", "Calls": [{"callid": CALLID, "members": [ext("ALERT")]}]}
    pbx_in_memory.answers_with("call/query", there)
    asked = signed_in.post("/calls/", {"to": "112", "key": "k1"}, headers=PART).content.decode()
    signed_in.post("/calls/", {"to": "112", "key": "k2", "sure": "112"}, headers=PART)

    dialed.refresh_from_db()
    assert [dial["callee"] for dial in pbx_in_memory.asked("call/dial")] == ["112"]
    assert len(pbx_in_memory.asked("call/hangup")) == 1
    assert "Phone 1000 is in a call with Clara Winter, as far as we know. That call is hung up first." in asked
    assert (dialed.outcome, dialed.gave_way_at is None) == ("cancelled", False)


def test_a_call_that_is_being_sent_on_is_not_hung_up_for_it(
    signed_in: Client, phone: Extension, dialed: Call, pbx_in_memory: PbxInMemory
) -> None:
    Call.objects.filter(pk=dialed.pk).update(transferred_at=dialed.placed_at)

    signed_in.post("/calls/", {"to": "112", "key": "k1", "sure": "112"})

    dialed.refresh_from_db()
    assert (dialed.gave_way_at is None, dialed.hang_up_requested_at) == (False, None)
    assert (pbx_in_memory.asked("call/hangup"), len(pbx_in_memory.asked("call/dial"))) == ([], 1)


@pytest.mark.usefixtures("_asked_again_at_once")
@pytest.mark.parametrize(("noes", "outcome"), [(0, ""), (3, ""), (4, "refused")])
def test_a_pbx_that_says_no_has_rung_nobody_and_is_asked_again(
    signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory, noes: int, outcome: str
) -> None:
    pbx_in_memory.mock.remove("POST", f"{API}/call/dial")
    for _ in range(noes):
        pbx_in_memory.mock.post(f"{API}/call/dial", json={"status": "Failed", "errno": "10008"})
    pbx_in_memory.mock.post(f"{API}/call/dial", json={"status": "Success", "callid": CALLID})

    signed_in.post("/calls/", {"to": "112", "key": "k1", "sure": "112"})

    assert (Call.objects.get().outcome, len(pbx_in_memory.asked("call/dial"))) == (outcome, min(noes + 1, 4))


@pytest.mark.usefixtures("_asked_again_at_once")
def test_no_other_call_is_asked_for_again(signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory) -> None:
    pbx_in_memory.answers_with("call/dial", {"status": "Failed", "errno": "10008"})

    signed_in.post("/calls/", {"to": "+49 30 23125 100", "key": "k1"})

    assert len(pbx_in_memory.asked("call/dial")) == 1


def test_an_emergency_call_without_an_answer_is_not_sent_again(
    signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory
) -> None:
    pbx_in_memory.answers_with("call/dial", requests.exceptions.ReadTimeout())

    signed_in.post("/calls/", {"to": "112", "key": "k1", "sure": "112"})

    assert len(pbx_in_memory.asked("call/dial")) == 1


def test_the_older_call_still_ends_with_what_the_pbx_says(
    signed_in: Client, phone: Extension, dialed: Call, pbx_in_memory: PbxInMemory
) -> None:
    pbx_in_memory.answers_with("call/dial", {"status": "Success", "callid": "another"})
    pbx_in_memory.answers_with("call/hangup", {"status": "Failed", "errno": "10001"})
    signed_in.post("/calls/", {"to": "112", "key": "k1", "sure": "112"})

    push(signed_in, phone.pbx, cdr("ANSWERED", talked=12))

    dialed.refresh_from_db()
    assert (dialed.outcome, dialed.billed_talk_seconds) == ("answered", 12)
    assert Call.objects.live().get().callee == "112"


def test_what_nobody_has_dialled_yet_is_not_dialled_after_it(
    signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory
) -> None:
    waits = make_call(user=phone.user, extension=phone, pbx=phone.pbx)

    signed_in.post("/calls/", {"to": "112", "key": "k1", "sure": "112"})

    waits.refresh_from_db()
    assert (waits.outcome, waits.reason) == (
        "cancelled",
        "Nothing was dialled: an emergency call from the same phone went before it.",
    )
    assert [dial["callee"] for dial in pbx_in_memory.asked("call/dial")] == ["112"]


def test_the_second_arrival_of_an_emergency_click_is_the_same_call(
    signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory
) -> None:
    for _arrival in range(2):
        signed_in.post("/calls/", {"to": "112", "key": "k1", "sure": "112"})

    assert Call.objects.get().gave_way_at is None
    assert len(pbx_in_memory.asked("call/dial")) == 1


def test_clicks_at_the_same_moment_do_not_keep_it_from_its_phone(
    anna: User, phone: Extension, pbx_in_memory: PbxInMemory
) -> None:
    def click(number: int) -> bool:
        to, sure = ("112", "112") if number == 5 else (f"+49 30 23125 10{number}", "")
        try:
            placing.place(anna, Wish(to=to, extension="", key=f"k{number}", sure_of=sure))
        except PhoneInUse:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as threads:
        placed = list(threads.map(click, range(10)))

    assert placed[5]
    assert [dial["callee"] for dial in pbx_in_memory.asked("call/dial")].count("112") == 1


def test_an_own_number_that_is_rung_first_calls_for_help_as_well(
    signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory
) -> None:
    make_own_number(user=phone.user)
    first = {"extension": "+491713920010", "key": "k1"}
    signed_in.post("/calls/", {**first, "to": "+49 30 23125 100"})

    signed_in.post("/calls/", {**first, "to": "112", "sure": "112"})

    assert [dial["callee"] for dial in pbx_in_memory.asked("call/dial")] == ["03023125100", "112"]


def test_after_an_emergency_call_the_phone_is_held_by_that_one(
    signed_in: Client, phone: Extension, dialed: Call, pbx_in_memory: PbxInMemory
) -> None:
    signed_in.post("/calls/", {"to": "112", "key": "k1", "sure": "112"})

    page = signed_in.post("/calls/", {"to": "+49 30 23125 101", "key": "k2"}).content.decode()

    assert "Phone 1000 is already in a call with 112." in page
