"""A click becomes one call, however often it arrives, and every no is a sentence."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from clicktocall.accounts.models import User
from clicktocall.audit.models import Entry
from clicktocall.calls import lifecycle, placing, tasks
from clicktocall.calls.limits import PhoneInUse
from clicktocall.calls.models import Call
from clicktocall.calls.placing import Wish
from clicktocall.celery import app
from directory.models import Extension
from tests.calls.conftest import PbxInMemory
from tests.calls.messages import CALLID
from tests.factories import make_call, make_contact, make_extension, make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_tasks_run_at_once")]

CLICK = {"to": "+49 30 23125 100", "key": "k1"}
PLACE = "/calls/"

TRANSACTION = 2  # its begin and its end, which Django counts


def test_a_click_dials_once_and_keeps_what_was_clicked(
    signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory
) -> None:
    make_contact("Clara Winter", "+49 30 23125 100")

    signed_in.post(PLACE, CLICK)

    call = Call.objects.get()
    assert (call.callid, call.status, call.contact_name, call.e164) == (
        CALLID,
        "dialing",
        "Clara Winter",
        "+493023125100",
    )
    assert pbx_in_memory.asked("call/dial") == [{"caller": "1000", "callee": "03023125100", "autoanswer": "no"}]


def test_a_second_arrival_of_the_form_joins_the_first_call(
    signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory
) -> None:
    first = signed_in.post(PLACE, CLICK)
    second = signed_in.post(PLACE, CLICK)

    assert (first.status_code, second.status_code) == (302, 302)
    assert Call.objects.count() == 1
    assert len(pbx_in_memory.asked("call/dial")) == 1


def test_ten_arrivals_at_once_are_one_call(anna: User, phone: Extension, pbx_in_memory: PbxInMemory) -> None:
    def arrive(_: int) -> object:
        try:
            return placing.place(anna, Wish(to="+49 30 23125 100", extension="", key="k1")).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as threads:
        placed = set(threads.map(arrive, range(10)))

    assert placed == {Call.objects.get().pk}
    assert len(pbx_in_memory.asked("call/dial")) == 1


def test_ten_different_clicks_at_once_ring_one_phone_once(
    anna: User, phone: Extension, pbx_in_memory: PbxInMemory
) -> None:
    def arrive(key: int) -> str:
        try:
            placing.place(anna, Wish(to="+49 30 23125 100", extension="", key=str(key)))
        except PhoneInUse:
            return "in use"
        finally:
            connection.close()
        return "placed"

    with ThreadPoolExecutor(10) as threads:
        answers = sorted(threads.map(arrive, range(10)))

    assert answers == ["in use"] * 9 + ["placed"]
    assert len(pbx_in_memory.asked("call/dial")) == 1


def test_a_phone_in_a_call_says_with_whom(signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory) -> None:
    make_call(extension=phone, user=phone.user, contact_name="Clara Winter")

    answer = signed_in.post(PLACE, CLICK)

    assert answer.status_code == 422
    assert (
        "Phone 1000 is already in a call with Clara Winter. Hang up first, then call again." in answer.content.decode()
    )
    assert pbx_in_memory.asked("call/dial") == []


def test_the_form_of_a_page_places_another_call_for_another_number(
    signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory
) -> None:
    signed_in.post(PLACE, CLICK)
    while_it_goes_on = signed_in.post(PLACE, CLICK | {"to": "+49 30 23125 200"}).status_code
    Call.objects.update(status="ended", outcome="busy", ended_at=timezone.now())

    afterwards = signed_in.post(PLACE, CLICK | {"to": "+49 30 23125 200"}).status_code

    assert (while_it_goes_on, afterwards) == (422, 302)
    assert [dialed["callee"] for dialed in pbx_in_memory.asked("call/dial")] == ["03023125100", "03023125200"]


def test_only_ones_own_phones_ring(signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory) -> None:
    make_extension("1001", user=make_user("ben"), pbx=phone.pbx)

    answer = signed_in.post(PLACE, CLICK | {"extension": "1001"})

    assert answer.status_code == 422
    assert "This phone is not one of yours." in answer.content.decode()
    assert Call.objects.count() == 0


@pytest.mark.parametrize("chosen", ["1006", "1006@office"])
def test_the_chosen_phone_rings(signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory, chosen: str) -> None:
    make_extension("1006", user=phone.user, pbx=phone.pbx, autoanswer=True)

    signed_in.post(PLACE, CLICK | {"extension": chosen})

    assert pbx_in_memory.asked("call/dial") == [{"caller": "1006", "callee": "03023125100", "autoanswer": "yes"}]


@pytest.mark.parametrize(
    ("click", "sentence"),
    [
        ({"to": "", "key": "k1"}, "Write the number that you want to call."),
        ({"to": "+49 30 23125 100"}, "This form is incomplete, so nothing was dialled."),
        ({"to": "1000", "key": "k1"}, "This is the phone that would ring first."),
    ],
)
def test_what_cannot_be_called_is_refused_in_a_sentence(
    signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory, click: dict[str, str], sentence: str
) -> None:
    answer = signed_in.post(PLACE, click)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert Call.objects.count() == 0


def test_a_user_without_a_phone_is_told_whom_to_ask(signed_in: Client, pbx_in_memory: PbxInMemory) -> None:
    answer = signed_in.post(PLACE, CLICK)

    assert "No phone is set up for you. Ask your administrator for an extension." in answer.content.decode()


def test_a_click_asks_little_of_the_database_before_it_is_queued(
    anna: User, phone: Extension, django_assert_num_queries: DjangoAssertNumQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_contact("Clara Winter", "+49 30 23125 100")
    queued: list[str] = []
    monkeypatch.setattr(tasks.dial, "apply_async", lambda *_, **__: queued.append("dial"))

    # my phones with their PBX, whose number it is, what forbids it; then the call and its line in the audit trail
    kept = 1 if connection.vendor == "postgresql" else 2
    with django_assert_num_queries(3 + kept + TRANSACTION):
        placing.place(anna, Wish(to="+49 30 23125 100", extension="", key="k1"))

    assert queued == ["dial"]


def test_a_claim_is_one_statement(phone: Extension, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    call = make_call(user=phone.user, pbx=phone.pbx, extension=phone)

    with django_assert_num_queries(1):
        assert lifecycle.claim(call)


@pytest.mark.usefixtures("_no_broker")
def test_without_a_broker_the_click_is_kept(signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory) -> None:
    app.conf.task_always_eager = False
    signed_in.post(PLACE, CLICK)

    assert Call.objects.get().status == "queued"
    assert pbx_in_memory.asked("call/dial") == []


def test_nobody_calls_without_signing_in(client: Client, phone: Extension) -> None:
    answer = client.post(PLACE, CLICK)

    assert answer.headers["Location"] == f"{reverse('login')}?next={reverse('directory:index')}"
    assert Call.objects.count() == 0


def test_each_click_leaves_one_line_in_the_audit_trail(
    signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory
) -> None:
    signed_in.post(PLACE, CLICK | {"via": "link"})
    signed_in.post(PLACE, CLICK | {"via": "link"})
    signed_in.post(PLACE, CLICK | {"key": "k2"})

    kept = Entry.objects.filter(what__startswith="dial").order_by("pk")
    call = Call.objects.get()
    assert [(entry.what, entry.who, entry.address, entry.subject) for entry in kept] == [
        ("dial_allowed", "anna", "127.0.0.1", "+493023125100"),
        ("dial_refused", "anna", "127.0.0.1", "+49 30 23125 100"),
    ]
    assert (kept[0].detail["call"], kept[0].detail["via"]) == (str(call.pk), "link")
    assert kept[1].detail["why"].startswith("Phone 1000 is already in a call")
