"""The doctor's page and its buttons, as staff use them."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from clicktocall.calls.models import Call
from clicktocall.pbx.models import Notice, Pbx
from clicktocall.pbx.sessions import SharedTokens
from clicktocall.pbxsim.simulator import Simulator
from tests.factories import make_extension, make_pbx, make_user
from tests.pbx.doctor.conftest import API_ON, PASSWORD, Serve
from tests.pbx.drivers.certificates import make_certificate
from tests.pbx.drivers.raw_server import closed_port, say

pytestmark = pytest.mark.django_db(transaction=True)


def page_of(pbx: Pbx) -> str:
    return f"/admin/pbx/pbx/{pbx.pk}/doctor/"


def press(staff: Client, pbx: Pbx, do: str, value: str = "") -> list[str]:
    """What the page says after a button was pressed."""
    answer = staff.post(page_of(pbx), {"do": do, "value": value}, follow=True)
    return [str(message) for message in answer.context["messages"]]


def test_the_page_shows_every_line_with_its_state_in_a_word(staff: Client, office: Pbx) -> None:
    make_extension("4711", pbx=office, user=make_user("anna"))

    page = staff.get(page_of(office)).content.decode()

    assert page.count('class="doctor-line"') == 12
    assert page.count('<span class="doctor-state doctor-bad">bad</span>') == 1
    assert page.count('<span class="doctor-state doctor-good">good</span>') == 10
    assert ("<script>" in page, "style=" in page) == (False, False)


def test_the_page_is_reached_from_the_list_and_from_the_settings(staff: Client) -> None:
    pbx = make_pbx()

    pages = [staff.get("/admin/pbx/pbx/"), staff.get(f"/admin/pbx/pbx/{pbx.pk}/change/")]

    assert [page.content.decode().count(f'href="{page_of(pbx)}"') for page in pages] == [1, 1]


def test_looking_at_the_page_changes_no_row_and_logs_nobody_in(staff: Client, sim: Simulator) -> None:
    pbx = make_pbx(url=sim.url, password="wrong")
    before = Pbx.objects.values().get()

    for _ in range(3):
        assert staff.get(page_of(pbx)).status_code == 200

    assert (Pbx.objects.values().get(), sim.requests("login"), LogEntry.objects.count()) == (before, [], 0)


def test_secrets_are_not_on_the_page(staff: Client, office: Pbx) -> None:
    token = str(SharedTokens(office.pk, office.line()).current())

    page = staff.get(page_of(office)).content.decode()

    assert [secret for secret in (PASSWORD, token, office.event_secret) if secret in page] == []


def test_the_page_is_for_those_who_may_change_a_pbx(client: Client, sim: Simulator) -> None:
    pbx = make_pbx(url=sim.url)
    client.force_login(make_user("ben", is_staff=True))

    answers = [client.get(page_of(pbx)), client.post(page_of(pbx), {"do": "log_in"})]

    assert ([answer.status_code for answer in answers], sim.log) == ([403, 403], [])
    assert client.get("/admin/pbx/pbx/4711/doctor/").status_code == 404


def test_a_button_logs_in(staff: Client, sim: Simulator) -> None:
    pbx = make_pbx(url=sim.url, password=PASSWORD)

    said = press(staff, pbx, "log_in")

    assert (said, len(sim.requests("login"))) == (["Logged in at the PBX."], 1)


def test_a_button_lets_logins_try_again_and_tries_none_itself(staff: Client, sim: Simulator) -> None:
    pbx = make_pbx(url=sim.url, password=PASSWORD)
    whom = SharedTokens(pbx.pk, pbx.line()).whom
    Pbx.objects.update(logins_stopped_at=timezone.now(), logins_stopped_for=whom, logins_stopped_reason="Wrong.")

    stopped = press(staff, pbx, "log_in")
    said = press(staff, pbx, "let_logins")

    assert (stopped, said) == (
        ["Wrong."],
        ["The next call logs in again. Five wrong passwords lock us out for ten minutes."],
    )
    assert (Pbx.objects.get().logins_stopped_at, sim.requests("login")) == (None, [])


def test_a_button_pins_the_certificate_that_was_seen(staff: Client, serve: Serve) -> None:
    server = serve(API_ON, make_certificate(days=90))
    pbx = make_pbx(url=server.url)
    seen = staff.get(page_of(pbx)).context["report"].findings[1].remedy_value

    said = press(staff, pbx, "pin", seen)

    pbx.refresh_from_db()
    assert (said, pbx.fingerprint, pbx.tls_check) == (
        ["The certificate is pinned. From now on only this one is accepted."],
        seen,
        "fingerprint",
    )
    assert staff.get(page_of(pbx)).context["report"].findings[1].state == "good"
    assert LogEntry.objects.get().get_change_message() == f"Pinned the certificate with the fingerprint {seen}."


@pytest.mark.parametrize("value", ["", "AA:" * 31 + "AA"])
def test_another_certificate_than_the_seen_one_is_not_pinned(staff: Client, serve: Serve, value: str) -> None:
    pbx = make_pbx(url=serve(API_ON, make_certificate()).url)

    said = press(staff, pbx, "pin", value)

    pbx.refresh_from_db()
    assert said == ["Nothing was pinned: the PBX shows another certificate by now. Compare the one below."]
    assert (pbx.fingerprint, pbx.tls_check) == ("", "system")


def test_nothing_is_pinned_while_the_pbx_is_away(staff: Client) -> None:
    said = press(staff, make_pbx(url=f"https://127.0.0.1:{closed_port()}"), "pin", "AA")

    assert said[0].startswith("Nothing was pinned. The PBX cannot be reached,")


def test_an_unknown_button_does_nothing(staff: Client, office: Pbx) -> None:
    assert press(staff, office, "explode") == ["This page does not know that button. Nothing was done."]


def test_the_self_test_tells_the_pbx_and_knocks_at_our_own_door(
    staff: Client, sim: Simulator, office: Pbx, live_server: LiveServer, settings: Settings
) -> None:
    settings.PBX_EVENTS_URL = live_server.url

    said = press(staff, office, "self_test")

    assert said == [
        "Telling the PBX: The PBX took the address for its events.",
        "Our door for events: A test event that this server sent to that address arrived here and was kept.",
    ]
    assert sim.requests("heartbeat")[-1].body["url"] == f"{live_server.url}{office.events_path}".removeprefix("http://")
    assert [(notice.kind, notice.callid) for notice in Notice.objects.all()] == [("other", "")]
    assert (Call.objects.count(), Pbx.objects.get().last_event_at) == (0, None)


def test_the_self_test_says_when_the_pbx_does_not_take_the_address(
    staff: Client, sim: Simulator, office: Pbx, settings: Settings
) -> None:
    settings.PBX_EVENTS_URL = f"http://127.0.0.1:{closed_port()}"
    sim.fault("heartbeat", "errno", errno="20011")

    told, door = press(staff, office, "self_test")

    assert told.endswith("The PBX did not accept where its events shall go. Check the address for events. (code 20011)")
    assert door.startswith("Our door for events: This server cannot connect to its own address for events (http://127.")


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ("200 OK", "Something answers at the address for events, but it is not this application."),
        ("404 Not Found", "What answers at the address for events refuses them."),
        ("302 Found", "What answers at the address for events sends us on elsewhere."),
        ("502 Bad Gateway", "The address for events did not answer properly."),
    ],
)
def test_the_self_test_is_not_fooled_by_a_stranger(
    staff: Client, office: Pbx, settings: Settings, serve: Serve, answer: str, says: str
) -> None:
    server = serve(say(b"OK", status=answer))
    settings.PBX_EVENTS_URL = server.url

    _told, door = press(staff, office, "self_test")

    assert (door.startswith(f"Our door for events: {says} Check PBX_EVENTS_URL"), len(server.requests)) == (True, 1)
    assert office.event_secret not in door
