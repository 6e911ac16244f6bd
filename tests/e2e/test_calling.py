"""From the click to the end of the call, as somebody in the office sees it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from clicktocall.calls.models import Call
from clicktocall.pbxsim.simulator import Simulator
from directory.models import Extension
from tests.factories import make_extension

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

CLARA = "Call Clara Winter, Work, 030 23125100"
MARK_WHAT_HAS_COME = """() => {
  const send = XMLHttpRequest.prototype.send;
  XMLHttpRequest.prototype.send = function (body) {
    this.addEventListener("loadend", () => (document.documentElement.dataset.come = this.responseText));
    send.call(this, body);
  };
}"""
"""The page's last answer from us stands on its root, once htmx is done with it."""


def test_a_call_from_the_first_letter_to_the_end(anna: Page, sim: Simulator) -> None:
    anna.keyboard.press("/")
    anna.keyboard.type("clar")
    expect(anna.locator(".person")).to_have_count(1)
    anna.keyboard.press("ArrowDown")
    anna.keyboard.press("Enter")

    live = anna.locator("#live")
    expect(live).to_contain_text("Your phone 1000 rings. Lift it and we call Clara Winter.")
    expect(live.locator(".station").first).to_contain_text("rings: lift it")
    expect(live.locator(".station").last).to_contain_text("not called yet")
    sim.pick_up("1000")
    expect(live).to_contain_text("It rings at Clara Winter.")
    expect(live.locator(".station").first).to_contain_text("lifted")
    expect(live).to_contain_text("You are talking to Clara Winter.")
    expect(live.locator(".station").last).to_contain_text("answered")
    sim.hang_up("1000")
    expect(live).to_contain_text("The call with Clara Winter has ended.")
    expect(anna.locator("#said")).to_contain_text("The call with Clara Winter has ended.")
    expect(live).not_to_have_attribute("hx-trigger", "every 1s")
    assert [dial["callee"] for dial in sim.dials] == ["03023125100"]


def test_the_clock_counts_between_two_answers(anna: Page, sim: Simulator) -> None:
    anna.get_by_role("button", name=CLARA).click()

    clock = anna.locator(".call-clock")
    expect(clock).to_have_text("0:00")
    expect(clock).to_have_text("0:02")


def test_two_clicks_are_one_call(anna: Page, sim: Simulator) -> None:
    anna.get_by_role("button", name=CLARA).dblclick()

    expect(anna.locator("#live")).to_contain_text("Lift it and we call Clara Winter.")
    assert (len(sim.dials), Call.objects.count()) == (1, 1)


def test_after_the_end_the_same_button_calls_again(anna: Page, sim: Simulator) -> None:
    button = anna.get_by_role("button", name="Call Ines Herbst, Work, 030 23125901")
    button.click()
    expect(anna.locator("#live")).to_contain_text("Your phone 1000 rings.")
    sim.pick_up("1000")
    expect(anna.locator("#live")).to_contain_text("The line of Ines Herbst is busy.")

    button.click()

    expect(anna.locator("#live")).to_contain_text("Your phone 1000 rings.")
    assert len(sim.dials) == 2


def test_hang_up_ends_the_call_and_the_keyboard_stays_with_the_calls(anna: Page, sim: Simulator) -> None:
    anna.get_by_role("button", name=CLARA).click()
    hang_up = anna.get_by_role("button", name="Hang up Clara Winter")
    hang_up.focus()
    anna.keyboard.press("Enter")

    expect(anna.locator("#live")).to_contain_text("The call to Clara Winter was cancelled.")
    expect(anna.get_by_role("button", name="Call again Clara Winter")).to_be_visible()
    expect(anna.locator("#live")).to_be_focused()
    assert len(sim.requests("call/hangup")) == 1


def test_the_keyboard_stays_on_hang_up_while_the_call_goes_on(anna: Page, sim: Simulator) -> None:
    anna.get_by_role("button", name=CLARA).click()
    hang_up = anna.get_by_role("button", name="Hang up Clara Winter")
    hang_up.focus()
    sim.pick_up("1000")

    expect(anna.locator("#live")).to_contain_text("It rings at Clara Winter.")
    expect(hang_up).to_be_focused()


def test_a_refusal_says_why_and_can_be_closed(anna: Page, sim: Simulator) -> None:
    anna.get_by_role("button", name=CLARA).click()
    expect(anna.locator("#live")).to_contain_text("Lift it and we call Clara Winter.")

    anna.get_by_role("button", name="Call Anton Berger, Work, 030 23125110").click()

    refusal = anna.get_by_role("alert")
    expect(refusal).to_contain_text(
        "Phone 1000 is already in a call with Clara Winter. Hang up first, then call again."
    )
    anna.get_by_role("button", name="Close").click()
    expect(refusal).to_be_empty()
    assert len(sim.dials) == 1


def test_the_chosen_phone_rings_and_is_remembered(anna: Page, sim: Simulator, phone: Extension) -> None:
    make_extension("1006", user=phone.user, pbx=phone.pbx)
    anna.reload()
    anna.get_by_label("My phone").select_option("1006")
    anna.goto("/calls/")
    anna.goto("/")

    anna.get_by_role("button", name=CLARA).click()

    expect(anna.locator("#live")).to_contain_text("Your phone 1006 rings.")
    assert [dial["caller"] for dial in sim.dials] == ["1006"]


def test_another_person_from_another_phone_is_another_call(anna: Page, sim: Simulator, phone: Extension) -> None:
    make_extension("1006", user=phone.user, pbx=phone.pbx)
    anna.reload()
    anna.get_by_role("button", name=CLARA).click()
    expect(anna.locator("#live")).to_contain_text("Your phone 1000 rings. Lift it and we call Clara Winter.")

    anna.get_by_label("My phone").select_option("1006")
    anna.get_by_role("button", name="Call Anton Berger, Work, 030 23125110").click()

    expect(anna.locator("#live")).to_contain_text("Your phone 1006 rings. Lift it and we call Anton Berger.")
    assert sorted(dial["caller"] for dial in sim.dials) == ["1000", "1006"]


def test_without_javascript_a_click_calls_as_well(
    browser: Browser, live_server: LiveServer, session: dict[str, str], sim: Simulator, phone: Extension
) -> None:
    make_extension("1006", user=phone.user, pbx=phone.pbx)
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    context.add_cookies([{"name": session["name"], "value": session["value"], "url": live_server.url}])
    page = context.new_page()
    page.goto("/?q=clara")

    page.get_by_label("My phone").select_option("1006")
    page.get_by_role("button", name=CLARA).click()
    expect(page.get_by_role("heading", name="Your calls")).to_be_visible()
    expect(page.locator("#live")).to_contain_text("Lift it and we call Clara Winter.")
    sim.pick_up("1006")
    expect(page.locator("#live")).to_contain_text("You are talking to Clara Winter.")
    page.get_by_role("button", name="Hang up").click()

    expect(page.locator("#live")).to_contain_text("The call with Clara Winter has ended.")
    assert len(sim.dials) == 1
    context.close()


def test_a_late_answer_to_a_poll_whose_line_was_replaced_says_nothing(anna: Page, sim: Simulator) -> None:
    anna.evaluate(MARK_WHAT_HAS_COME)
    anna.get_by_role("button", name=CLARA).click()
    expect(anna.locator("#live")).to_contain_text("Lift it and we call Clara Winter.")
    held: list[Route] = []
    anna.route("**/calls/live/**", lambda route: held.append(route))  # noqa: PLW0108 -- a bare append takes no marks
    while not held:
        anna.wait_for_timeout(50)

    anna.get_by_role("button", name="Hang up").click()
    expect(anna.locator("#said")).to_have_text("The call to Clara Winter was cancelled.")
    late = held[0].fetch()
    held[0].fulfill(response=late, body=late.text().replace("Clara Winter", "somebody else"))
    expect(anna.locator("html")).to_have_attribute("data-come", re.compile("somebody else"))

    expect(anna.locator("#said")).to_have_text("The call to Clara Winter was cancelled.")
