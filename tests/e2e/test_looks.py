"""Every page, by day and by night: nothing that axe objects to, nothing wider than the screen."""

from __future__ import annotations

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page

from clicktocall.calls import lifecycle
from clicktocall.calls.models import Call, Leg
from directory.models import Extension
from tests.factories import make_call, make_contact, make_extension

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

TALKING = "4f1a3c52-0000-4000-8000-000000000001"
PAGES = {
    "the directory": "/",
    "nobody found": "/?q=zzz",
    "a typed number": "/?q=030+23125177",
    "recent calls": "/calls/",
    "a link": "/call/?to=tel:%2B493023125100",
    "no number": "/call/?to=hello",
    "the live line": "/calls/live/",
    "one call": f"/calls/{TALKING}/",
    "a transfer": f"/calls/{TALKING}/transfer/",
    "no such page": "/nowhere",
}
WIDTHS = (320, 360, 768, 1280)


@pytest.fixture
def full_history(phone: Extension) -> None:
    """A call of each outcome, two that go on, and a second phone."""
    about = {"user": phone.user, "pbx": phone.pbx, "extension": phone, "contact_name": "Maximilian Freiherr von Aretin"}
    for outcome in Call.Outcome.values:
        make_call(**about, status="ended", outcome=outcome, ended_at=timezone.now(), callid="1571620483.18")
    talking = make_call(**about, pk=TALKING, status="talking", answered_at=timezone.now(), callid="1571620483.19")
    ringing = make_call(
        **about | {"extension": make_extension("1006", user=phone.user, pbx=phone.pbx)}, status="ringing_callee"
    )
    for call, state in ((talking, "talking"), (ringing, "ringing")):
        Leg.objects.create(call=call, side="caller", state="talking", channelid="a")
        Leg.objects.create(call=call, side="callee", state=state, channelid="b")
        lifecycle.note(call, source=lifecycle.Source.EVENT, status=call.status, code="486 Busy here")
        lifecycle.note(call, source=lifecycle.Source.USER, detail="A word that is far too long " + "x" * 200)


def objections(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {node['html']}" for rule in found for node in rule["nodes"]]


@pytest.mark.usefixtures("full_history")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_objects_to_nothing(anna: Page, scheme: Literal["light", "dark"]) -> None:
    anna.emulate_media(color_scheme=scheme)

    for name, path in PAGES.items():
        anna.goto(path)
        assert (name, objections(anna)) == (name, [])
    anna.context.clear_cookies()
    anna.goto("/login/")
    assert objections(anna) == []


@pytest.mark.usefixtures("full_history")
def test_no_page_is_wider_than_the_screen(anna: Page) -> None:
    for width in WIDTHS:
        anna.set_viewport_size({"width": width, "height": 700})
        for name, path in PAGES.items():
            anna.goto(path)
            too_wide = anna.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert (name, width, too_wide) == (name, width, 0)


def test_nothing_that_has_the_keyboard_hides_behind_the_live_line(anna: Page, phone: Extension) -> None:
    whom = "Dr. Wilhelmina Featherstonehaugh-Cholmondeley of the Northern Lighthouse Board"
    make_call(
        user=phone.user, pbx=phone.pbx, extension=phone, status="talking", answered_at=timezone.now(), contact_name=whom
    )
    anna.set_viewport_size({"width": 360, "height": 640})
    anna.goto("/")

    anna.locator("#search").focus()
    last = anna.locator("#results .call-button").last
    while not last.evaluate("element => element === document.activeElement"):
        anna.keyboard.press("Tab")
        foot = anna.evaluate("document.activeElement.getBoundingClientRect().bottom")
        assert foot <= anna.locator(".dock").evaluate("element => element.getBoundingClientRect().top")


def test_the_admin_panel_obeys_the_policy(anna: Page, phone: Extension) -> None:
    phone.user.is_staff = phone.user.is_superuser = True
    phone.user.save()

    for path in (
        "/admin/",
        "/admin/directory/contact/",
        "/admin/directory/contact/add/",
        "/admin/accounts/user/",
        f"/admin/accounts/user/{phone.user.pk}/change/",
        "/admin/accounts/user/add/",
        "/admin/pbx/pbx/",
        f"/admin/pbx/pbx/{phone.pbx.pk}/change/",
        "/admin/calls/call/",
    ):
        answer = anna.goto(path)
        assert (path, answer.status if answer else 0) == (path, 200)
        anna.wait_for_load_state("networkidle")


def test_a_number_of_another_country_stands_in_one_line_from_a_tablet_on(anna: Page) -> None:
    """DejaVu's digits are wide: no office has wider ones."""
    make_contact("Aoife Ní Dhomhnaill", "+353 20 912 0140", "+353 20 912 0100")
    make_contact("Begoña Etxeberria", "+34 910 05 51 11", "+33 6 39 98 45 20", "+1 212-555-0110 ext. 215")

    for width in (640, 768, 1024, 1280):
        anna.set_viewport_size({"width": width, "height": 700})
        anna.goto("/")
        lines = anna.locator("#people .number-line p > .number").evaluate_all(
            """numbers => numbers.map((number) => {
                document.body.style.fontFamily = "DejaVu Sans";
                const text = document.createRange();
                text.selectNodeContents(number);
                return text.getClientRects().length;
            })"""
        )
        assert (width, set(lines)) == (width, {1})
