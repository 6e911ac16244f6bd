"""An emergency number is asked about once, then dialled as it is: no rule, prefix or limit stands in its way."""

from __future__ import annotations

import pytest
from django.test import Client

from clicktocall.audit.models import Entry
from clicktocall.calls.models import Call
from directory.models import Extension
from tests.calls.conftest import PbxInMemory
from tests.factories import make_contact

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_tasks_run_at_once")]

PART = {"HX-Request": "true"}
BY_HAND = "Lift it and dial 112 by hand: that is faster."


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
