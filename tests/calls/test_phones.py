"""My phones: shown as the PBX says they are; one that cannot ring is refused at once, and others are offered."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from clicktocall.accounts.models import User
from clicktocall.calls import lifecycle
from clicktocall.calls.models import Call
from clicktocall.calls.phones import refuse_unless_it_can_ring
from clicktocall.pbx import presence
from clicktocall.pbx.drivers.reports import PhoneState
from clicktocall.pbx.models import Pbx
from directory.colleagues import colleagues
from directory.models import Extension
from tests.calls.conftest import PbxInMemory
from tests.calls.messages import push
from tests.factories import make_call, make_extension, make_pbx, make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_tasks_run_at_once")]

HTMX = {"HX-Request": "true"}
CLICK = {"to": "+49 30 23125 100", "key": "k1"}
OFFLINE = "Phone 1000 is offline, so it cannot ring. See that it is plugged in and switched on, then call again."


def tell(client: Client, pbx: Pbx, number: str, status: str) -> None:
    push(client, pbx, {"event": "ExtensionStatus", "extension": number, "status": status, "sn": "1"})


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        ("Unregistered", OFFLINE),
        ("Busy", "Phone 1000 is busy. Hang up there first, then call again."),
        ("Ringing", "Phone 1000 is ringing. Answer or decline that call first, then call again."),
    ],
)
def test_a_phone_of_which_the_pbx_says_that_it_cannot_ring_is_refused_at_once(
    signed_in: Client, phone: Extension, office: Pbx, pbx_in_memory: PbxInMemory, status: str, sentence: str
) -> None:
    tell(signed_in, office, "1000", status)

    answer = signed_in.post("/calls/", CLICK, headers=HTMX)

    assert (answer.status_code, answer.context["refusal"]) == (422, sentence)
    assert (Call.objects.count(), len(pbx_in_memory.mock.calls)) == (0, 0)


@pytest.mark.parametrize("headers", [HTMX, {}])
def test_the_other_phones_are_offered_as_buttons_of_a_form_that_calls(
    signed_in: Client, phone: Extension, office: Pbx, pbx_in_memory: PbxInMemory, headers: dict[str, str]
) -> None:
    make_extension("1006", user=phone.user, pbx=office)
    make_extension("1007", user=phone.user, pbx=office)
    make_extension("1008", user=make_user("ben"), pbx=office)
    tell(signed_in, office, "1000", "Unregistered")
    tell(signed_in, office, "1007", "Busy")
    refused = signed_in.post("/calls/", CLICK | {"autoanswer": "yes"}, headers=headers)
    form = refused.content.decode().partition('<form class="offers"')[2].partition("</form>")[0]
    key = form.partition('name="key" value="')[2].partition('"')[0]

    pressed = {"to": CLICK["to"], "key": key, "extension": "1006@office", "autoanswer": "yes"}
    signed_in.post("/calls/", pressed, headers=headers)

    assert [str(offer) for offer in refused.context["offers"]] == ["1006@office"]
    assert ('name="to" value="+49 30 23125 100"' in form, 'name="autoanswer" value="yes"' in form) == (True, True)
    assert form.count('name="extension"') == 1
    assert pbx_in_memory.asked("call/dial") == [{"caller": "1006", "callee": "03023125100", "autoanswer": "yes"}]


def test_who_has_one_phone_only_is_offered_none(signed_in: Client, phone: Extension, office: Pbx) -> None:
    tell(signed_in, office, "1000", "Unregistered")

    answer = signed_in.post("/calls/", CLICK, headers=HTMX)

    assert "<form" not in answer.content.decode()


def test_what_was_said_long_ago_stops_no_call(
    signed_in: Client, phone: Extension, office: Pbx, pbx_in_memory: PbxInMemory
) -> None:
    tell(signed_in, office, "1000", "Unregistered")

    with time_machine.travel(timezone.now() + timedelta(seconds=16)):
        signed_in.post("/calls/", CLICK)

    assert len(pbx_in_memory.asked("call/dial")) == 1


@pytest.mark.parametrize("status", ["Registered", "Idle", "On Mars"])
def test_a_free_phone_and_one_of_unknown_state_stop_no_call(
    signed_in: Client, phone: Extension, office: Pbx, pbx_in_memory: PbxInMemory, status: str
) -> None:
    tell(signed_in, office, "1000", status)

    signed_in.post("/calls/", CLICK)

    assert len(pbx_in_memory.asked("call/dial")) == 1


def test_a_click_that_arrives_twice_joins_its_call_though_the_phone_rings_by_now(
    signed_in: Client, phone: Extension, office: Pbx, pbx_in_memory: PbxInMemory
) -> None:
    signed_in.post("/calls/", CLICK)
    tell(signed_in, office, "1000", "Ringing")

    again = signed_in.post("/calls/", CLICK)

    assert (again.status_code, Call.objects.count()) == (302, 1)


def test_a_phone_that_is_busy_with_a_call_of_ours_says_with_whom_and_offers_the_others(
    signed_in: Client, phone: Extension, office: Pbx, pbx_in_memory: PbxInMemory
) -> None:
    make_call(extension=phone, user=phone.user, pbx=office, caller="1000", contact_name="Clara Winter")
    make_extension("1006", user=phone.user, pbx=office)
    unknown = signed_in.post("/calls/", CLICK, headers=HTMX)
    tell(signed_in, office, "1000", "Busy")

    known = signed_in.post("/calls/", CLICK | {"key": "k2"}, headers=HTMX)

    for answer in (unknown, known):
        assert answer.context["refusal"].startswith("Phone 1000 is already in a call with Clara Winter.")
        assert [str(offer) for offer in answer.context["offers"]] == ["1006@office"]


def test_a_phone_that_was_busy_with_our_own_call_may_ring_as_soon_as_that_has_ended(
    signed_in: Client, phone: Extension, office: Pbx, pbx_in_memory: PbxInMemory
) -> None:
    call = make_call(extension=phone, user=phone.user, pbx=office, caller="1000")
    presence.heard((office.pk, "1000"), PhoneState.BUSY)
    lifecycle.end(call, Call.Outcome.ANSWERED, source=lifecycle.Source.EVENT)

    signed_in.post("/calls/", CLICK)

    assert len(pbx_in_memory.asked("call/dial")) == 1


@pytest.mark.parametrize("known", [[PhoneState.FREE], []])
def test_a_click_costs_no_query_more_for_what_is_known_of_the_phone(
    signed_in: Client,
    phone: Extension,
    office: Pbx,
    known: list[PhoneState],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for state in known:
        presence.heard((office.pk, "1000"), state)
    call = Call(user=phone.user, extension=phone, pbx=office)

    with django_assert_num_queries(0):
        refuse_unless_it_can_ring(call)


@pytest.mark.parametrize("address", ["/", "/call/?to=%2B493023125100"])
@pytest.mark.parametrize("count", [1, 3])
def test_the_switch_shows_what_each_phone_does(
    signed_in: Client, phone: Extension, office: Pbx, address: str, count: int
) -> None:
    for number in ("1006", "1007")[: count - 1]:
        make_extension(number, user=phone.user, pbx=office)
    tell(signed_in, office, "1000", "Registered")
    tell(signed_in, office, "1006", "Busy")

    text = signed_in.get(address).content.decode()

    words = ["1000 · idle", "1006 · busy", "1007"][:count]
    assert [f">{word}</" in text for word in words] == [True] * count
    assert presence.wanted() == [office.pk]


def test_phones_on_several_pbxs_are_told_apart_by_them(signed_in: Client, phone: Extension, office: Pbx) -> None:
    branch = make_pbx("branch", url=office.url)
    make_extension("1000", user=phone.user, pbx=branch)
    tell(signed_in, office, "1000", "Unregistered")

    page = signed_in.get("/").content.decode()
    refused = signed_in.post("/calls/", CLICK | {"extension": "1000@office"}, headers=HTMX).content.decode()

    assert [f">{word}</" in page for word in ("1000 on office · offline", "1000 on branch")] == [True, True]
    assert "Call from phone 1000 on branch" in refused


def test_a_page_asks_again_what_its_phones_do_without_any_query(
    signed_in: Client, phone: Extension, office: Pbx, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):  # user, their phones (the session lies in the cache)
        first = signed_in.get("/calls/phones/").json()
    presence.heard((office.pk, "1000"), PhoneState.RINGING)

    with django_assert_num_queries(0):
        second = signed_in.get("/calls/phones/", {"seen": first["seen"]}).json()

    assert first["phones"] == [{"value": "1000@office", "label": "1000", "state": ""}]
    assert second["phones"] == [{"value": "1000@office", "label": "1000 · rings", "state": "ringing"}]
    assert presence.wanted() == [office.pk]


def test_the_same_poll_tells_what_the_phones_of_colleagues_do(
    signed_in: Client, phone: Extension, office: Pbx, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_extension("1003", user=make_user("ben"), pbx=office)
    [ben] = colleagues("", of=phone.user_id, phones=[phone])
    seen = signed_in.get("/calls/phones/").json()["seen"]
    presence.heard((office.pk, "1003"), PhoneState.BUSY)

    with django_assert_num_queries(0):
        told = signed_in.get("/calls/phones/", {"seen": seen, "of": [ben.does.mark, "forged"]}).json()

    assert told["colleagues"] == [{"mark": ben.does.mark, "state": "busy", "words": "on the phone"}]


@pytest.mark.parametrize("mark", ["", "forged", "a:b:c"])
def test_nobody_is_told_who_has_neither_signed_in_nor_seen_the_phones(
    client: Client, anna: User, phone: Extension, mark: str
) -> None:
    answer = client.get("/calls/phones/", {"seen": mark})

    assert (answer.status_code, answer.content) == (204, b"")


def test_after_a_while_a_page_is_asked_whose_it_is(client: Client, anna: User, phone: Extension) -> None:
    client.force_login(anna)
    mark = client.get("/calls/phones/").json()["seen"]
    client.logout()

    at_once = client.get("/calls/phones/", {"seen": mark})
    with time_machine.travel(timezone.now() + timedelta(seconds=31)):
        later = client.get("/calls/phones/", {"seen": mark})

    assert (at_once.status_code, later.status_code) == (200, 204)


@pytest.mark.parametrize(
    ("as_set", "chosen", "sent"),
    [("yes", "", "yes"), ("no", "", "no"), ("no", "yes", "yes"), ("yes", "no", "no")],
)
def test_whether_the_phone_answers_by_itself_can_be_chosen_for_one_call(
    signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory, as_set: str, chosen: str, sent: str
) -> None:
    Extension.objects.update(autoanswer=as_set == "yes")

    signed_in.post("/calls/", CLICK | {"autoanswer": chosen})

    assert [dialed["autoanswer"] for dialed in pbx_in_memory.asked("call/dial")] == [sent]


def test_another_choice_than_those_is_refused_in_a_sentence(signed_in: Client, phone: Extension) -> None:
    answer = signed_in.post("/calls/", CLICK | {"autoanswer": "perhaps"})

    assert (answer.status_code, Call.objects.count()) == (422, 0)
    assert answer.context["refusal"] == "Choose whether your phone shall go off-hook by itself: yes or no."


def test_an_emptied_cache_stops_no_call(
    signed_in: Client, phone: Extension, office: Pbx, pbx_in_memory: PbxInMemory
) -> None:
    tell(signed_in, office, "1000", "Unregistered")
    cache.clear()

    signed_in.post("/calls/", CLICK)

    assert len(pbx_in_memory.asked("call/dial")) == 1
