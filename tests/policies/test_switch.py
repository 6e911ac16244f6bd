"""The switch: it stops all dialling at once, says so on open pages, and lets emergency numbers pass."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from clicktocall.audit.models import Entry
from clicktocall.calls import dialing
from clicktocall.calls.forewarning import Forewarning
from clicktocall.calls.models import Call
from clicktocall.policies import switch
from clicktocall.policies.models import Stop
from directory.models import Extension
from tests.calls.conftest import PbxInMemory, anna, office, pbx_in_memory, phone, signed_in
from tests.factories import make_call, make_contact, make_extension, make_pbx, make_user

__all__ = ["anna", "office", "pbx_in_memory", "phone", "signed_in"]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_tasks_run_at_once")]

CLICK = {"to": "+49 30 23125 100", "key": "k1"}
HTMX = {"HX-Request": "true"}


def stop(**about: object) -> Stop:
    return switch.stop(**{"pbx": None, "message": "We are being attacked", "who": "admin"} | about)  # type: ignore[arg-type]  # -- words of the tests


def test_a_click_is_refused_with_the_message_and_dials_nobody(
    signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory
) -> None:
    stop()

    answer = signed_in.post("/calls/", CLICK, headers=HTMX)

    text = answer.content.decode()
    assert answer.status_code == 422
    assert ("We are being attacked. Emergency numbers still work." in text, Call.objects.count()) == (True, 0)
    refused = Entry.objects.get(what="dial_refused")
    assert refused.detail["rule"] == "dialling is stopped"


@pytest.mark.parametrize("number", ["112", "110", "115"])
def test_emergency_numbers_and_short_codes_pass_without_any_question(
    signed_in: Client,
    phone: Extension,
    pbx_in_memory: PbxInMemory,
    number: str,
) -> None:
    stop()

    signed_in.post("/calls/", CLICK | {"to": number, "sure": number})

    assert [dial["callee"] for dial in pbx_in_memory.asked("call/dial")] == [number]


def test_a_stop_of_one_pbx_leaves_the_others_alone(
    signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory
) -> None:
    other = make_pbx("branch", url=phone.pbx.url)
    stop(pbx=other)

    signed_in.post("/calls/", CLICK)

    assert len(pbx_in_memory.asked("call/dial")) == 1


def test_after_the_stop_dialling_goes_on(signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory) -> None:
    stop()
    switch.resume(pbx=None, who="admin")

    signed_in.post("/calls/", CLICK)

    assert len(pbx_in_memory.asked("call/dial")) == 1


def test_it_holds_when_the_cache_is_flushed(signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory) -> None:
    stop()
    cache.clear()

    assert signed_in.post("/calls/", CLICK).status_code in {302, 422}
    assert pbx_in_memory.asked("call/dial") == []


def test_what_waits_for_its_worker_is_not_dialled_any_more(phone: Extension, pbx_in_memory: PbxInMemory) -> None:
    call = make_call(extension=phone, user=phone.user, number_class="national")
    emergency = make_call(user=make_user("ben"), pbx=phone.pbx, callee="112", e164="", number_class="emergency")
    stop()

    dialing.dial(call.pk)
    dialing.dial(emergency.pk)

    call.refresh_from_db()
    assert (call.outcome, "We are being attacked." in call.reason) == ("refused", True)
    line = Entry.objects.get(what="dial_refused")
    assert (line.who, line.subject) == ("anna", "+493023125100")
    assert line.detail == {
        "rule": "dialling is stopped",
        "why": call.reason,
        "phone": f"{phone.number}@office",
        "via": "",
        "call": str(call.pk),
        "when": "before it was sent",
    }
    assert [dial["callee"] for dial in pbx_in_memory.asked("call/dial")] == ["112"]


def test_an_open_page_asks_no_database_until_something_has_changed(
    signed_in: Client, phone: Extension, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    seen = {"seen": Forewarning(phone.user, [phone]).seen}
    with django_assert_num_queries(0):
        before = signed_in.get("/calls/forewarning/", seen, headers=HTMX)
    stop()

    after = signed_in.get("/calls/forewarning/", seen, headers=HTMX)

    assert (before.status_code, after.status_code) == (204, 200)
    assert 'data-stopped="Dialling has been stopped' in after.content.decode()
    assert '<p id="said"' in after.content.decode()


def test_the_poll_of_a_live_call_brings_the_message_along(signed_in: Client, phone: Extension) -> None:
    make_call(extension=phone, user=phone.user)
    seen = {"seen": signed_in.get("/calls/live/", headers=HTMX).context["live_line"].seen}
    quiet = signed_in.get("/calls/live/", seen, headers=HTMX)
    stop()

    loud = signed_in.get("/calls/live/", seen, headers=HTMX)

    assert (quiet.status_code, loud.status_code) == (204, 200)
    assert 'hx-swap-oob="true"' in loud.content.decode()
    assert "We are being attacked." in loud.content.decode()


def test_a_page_that_is_told_again_does_not_say_it_twice(signed_in: Client, phone: Extension) -> None:
    stop()
    seen = {"seen": Forewarning(phone.user, [phone]).seen}
    cache.clear()

    again = signed_in.get("/calls/forewarning/", seen, headers=HTMX)

    assert (again.status_code, '<p id="said"' in again.content.decode()) == (200, False)


@pytest.mark.parametrize("numbers", [1, 3])
def test_buttons_say_it_before_the_click_but_not_those_of_emergency_numbers(
    signed_in: Client, phone: Extension, numbers: int
) -> None:
    make_contact("Clara Winter", *["+49 30 23125 100"] * numbers)
    make_contact("Help", "112")
    stop()

    page = signed_in.get("/").content.decode()

    assert (page.count('aria-disabled="true" data-stopped-here'), page.count("data-always")) == (numbers, 1)


def test_whoever_has_a_phone_on_another_pbx_keeps_the_buttons(signed_in: Client, phone: Extension) -> None:
    make_extension("1006", user=phone.user, pbx=make_pbx("branch"))
    make_contact("Clara Winter", "+49 30 23125 100")
    stop(pbx=phone.pbx)

    page = signed_in.get("/").content.decode()

    assert ("data-stopped-here" in page, "office: Dialling has been stopped" in page) == (False, True)


def test_staff_stop_and_resume_in_the_admin_panel(client: Client) -> None:
    client.force_login(make_user("admin", is_staff=True, is_superuser=True))
    client.post("/admin/policies/stop/add/", {"pbx": "", "message": "Back at noon"})
    twice = client.post("/admin/policies/stop/add/", {"pbx": "", "message": "Again"}).content.decode()
    stopped = Stop.objects.get()

    client.post("/admin/policies/stop/", {"action": "resume", "_selected_action": [stopped.pk]})

    stopped.refresh_from_db()
    assert (stopped.by, stopped.ended_by, stopped.ended_at is None) == ("admin", "admin", False)
    assert "Dialling is stopped there already." in twice
    kept = Entry.objects.filter(what__in=["stopped", "resumed"]).order_by("pk")
    assert [(entry.what, entry.who, entry.subject) for entry in kept] == [
        ("stopped", "admin", "all PBXs"),
        ("resumed", "admin", "all PBXs"),
    ]


def test_scripts_stop_and_resume_on_the_command_line() -> None:
    make_pbx("office")
    said = StringIO()

    call_command("dialling_stop", "Back at noon", pbx="office", stdout=said)
    with pytest.raises(CommandError, match="Dialling is stopped there already"):
        call_command("dialling_stop", pbx="office")
    call_command("dialling_resume", pbx="office", stdout=said)
    with pytest.raises(CommandError, match="was not stopped"):
        call_command("dialling_resume", pbx="office")
    with pytest.raises(CommandError, match="There is no PBX elsewhere"):
        call_command("dialling_stop", pbx="elsewhere")

    assert said.getvalue().splitlines() == ["Dialling is stopped: office.", "Dialling goes on."]
