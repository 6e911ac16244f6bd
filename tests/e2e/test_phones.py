"""My phones, as somebody in the office sees them: what they do, and what happens when one cannot ring."""

from __future__ import annotations

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from clicktocall.pbx import presence
from clicktocall.pbx.drivers.reports import PhoneState
from clicktocall.pbxsim.simulator import Simulator
from directory.models import Extension
from tests.factories import make_extension, make_pbx, make_user

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

CLARA = "Call Clara Winter, Work, 030 23125100"


@pytest.fixture
def second_phone(phone: Extension) -> Extension:
    return make_extension("1006", user=phone.user, pbx=phone.pbx)


def test_an_unplugged_phone_is_refused_and_the_other_one_calls_instead(
    anna: Page, sim: Simulator, phone: Extension, second_phone: Extension
) -> None:
    sim.offline("1000")
    presence.ask(phone.pbx)
    anna.reload()
    expect(anna.get_by_label("My phone").locator("option:checked")).to_have_text("1000 · offline")

    anna.get_by_role("button", name=CLARA).click()
    refusal = anna.get_by_role("alert")
    expect(refusal).to_contain_text("Phone 1000 is offline, so it cannot ring.")
    refusal.get_by_role("button", name="Call from phone 1006").click()

    expect(anna.locator("#live")).to_contain_text("Your phone 1006 rings. Lift it and we call Clara Winter.")
    expect(refusal).to_be_empty()
    assert [dial["caller"] for dial in sim.dials] == ["1006"]


def test_without_javascript_the_other_phone_is_offered_as_well(
    browser: Browser,
    live_server: LiveServer,
    session: dict[str, str],
    sim: Simulator,
    phone: Extension,
    second_phone: Extension,
) -> None:
    sim.busy("1000")
    presence.ask(phone.pbx)
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    context.add_cookies([{"name": session["name"], "value": session["value"], "url": live_server.url}])
    page = context.new_page()
    page.goto("/call/?to=tel:%2B493023125100")

    page.get_by_role("button", name="Call Clara Winter").click()
    expect(page.get_by_role("alert").first).to_contain_text("Phone 1000 is busy. Hang up there first, then call again.")
    page.get_by_role("button", name="Call from phone 1006").click()

    expect(page.locator("#live")).to_contain_text("Your phone 1006 rings.")
    assert [dial["caller"] for dial in sim.dials] == ["1006"]
    context.close()


def test_the_switch_follows_what_the_phone_does(anna: Page, sim: Simulator, phone: Extension) -> None:
    mine = anna.locator(".my-phone .phone-label")
    expect(mine).to_have_text("1000")
    presence.ask(phone.pbx)

    expect(mine).to_have_text("1000 · idle")
    expect(anna.locator(".my-phone [data-state]")).to_have_attribute("data-state", "free")


@pytest.fixture
def colleague(phone: Extension) -> Extension:
    return make_extension("1006", user=make_user("ben", first_name="Ben", last_name="Weber"), pbx=phone.pbx)


def test_a_colleague_on_the_page_follows_what_their_phone_does(
    colleague: Extension, anna: Page, phone: Extension
) -> None:
    anna.goto("/?q=ben")
    does = anna.locator(".person", has_text="Ben Weber").locator(".does")
    expect(does).to_be_hidden()
    presence.heard((phone.pbx_id, "1006"), PhoneState.BUSY)

    expect(does).to_have_text("on the phone")
    expect(does).to_have_attribute("data-state", "busy")


def test_for_one_call_the_phone_goes_off_hook_by_itself(anna: Page, sim: Simulator) -> None:
    anna.get_by_title("How my next call begins").click()
    anna.get_by_label("it goes off-hook by itself").check()
    anna.keyboard.press("Escape")
    expect(anna.get_by_label("it goes off-hook by itself")).to_be_hidden()

    anna.get_by_role("button", name=CLARA).click()

    expect(anna.locator("#live")).to_contain_text("Clara Winter")
    expect(anna.locator('[name="autoanswer"]:checked')).to_have_value("")
    assert [dial["autoanswer"] for dial in sim.dials] == ["yes"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_objects_to_nothing_in_the_sheet_and_the_refusal_and_nothing_is_wider_than_the_screen(
    anna: Page, phone: Extension, second_phone: Extension, scheme: Literal["light", "dark"]
) -> None:
    presence.heard((phone.pbx_id, "1000"), PhoneState.OFFLINE)
    anna.emulate_media(color_scheme=scheme)
    anna.reload()
    anna.get_by_role("button", name=CLARA).click()
    expect(anna.get_by_role("button", name="Call from phone 1006")).to_be_visible()
    anna.get_by_title("How my next call begins").click()
    expect(anna.get_by_label("it goes off-hook by itself")).to_be_visible()

    found = Axe().run(anna).response["violations"]
    assert [f"{rule['id']}: {node['html']}" for rule in found for node in rule["nodes"]] == []
    for width in (320, 360, 768):
        anna.set_viewport_size({"width": width, "height": 800})
        sheet = anna.locator(".next-call .autoanswer").bounding_box()
        assert sheet is not None
        assert (sheet["x"] >= 0, sheet["x"] + sheet["width"] <= width) == (True, True)
        assert anna.evaluate("document.documentElement.scrollWidth") <= width


def test_the_preview_follows_the_phone_that_is_chosen(anna: Page, phone: Extension) -> None:
    milan = make_pbx("milan", region="IT", outside_prefix="9", url=phone.pbx.url)
    make_extension("1009", user=phone.user, pbx=milan)
    anna.goto("/?q=clara")
    line = anna.locator(".number-line").first
    expect(line.locator(".sent")).to_have_count(0)  # as it is written

    anna.get_by_label("My phone").select_option("1009@milan")

    expect(line.locator(".sent")).to_contain_text("9 00 49 30 23125100")
    anna.goto("/?q=clara")
    expect(anna.get_by_label("My phone")).to_have_value("1009@milan")
    expect(line.locator(".sent")).to_contain_text("9 00 49 30 23125100")

    anna.goto("/call/?to=tel:%2B493023125100")
    expect(anna.locator(".sent-in-full")).to_contain_text("office")
    anna.get_by_label("My phone").select_option("1009@milan")
    expect(anna.locator("main .refusal")).to_contain_text("does not allow calls to Germany")
