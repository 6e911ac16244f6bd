"""Hold, resume and transfer as somebody in the office does it, and the page that tells what happened."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from clicktocall.pbxsim.simulator import Simulator

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

CLARA = "Call Clara Winter, Work, 030 23125100"
ON_HOLD = "On hold. Clara Winter waits until you resume."
TALKING = "You are talking to Clara Winter."


def talk(page: Page, sim: Simulator) -> None:
    page.get_by_role("button", name=CLARA).click()
    expect(page.locator("#live")).to_contain_text("Your phone 1000 rings.")
    sim.pick_up("1000")
    expect(page.locator("#live")).to_contain_text(TALKING)


def test_the_buttons_wait_with_a_reason_then_hold_and_resume(anna: Page, sim: Simulator) -> None:
    anna.get_by_role("button", name=CLARA).click()
    hold = anna.get_by_role("button", name="Hold Clara Winter")
    expect(hold).to_be_disabled()
    expect(hold).to_have_accessible_description("Hold and transfer work once Clara Winter has answered.")
    sim.pick_up("1000")
    expect(anna.locator("#live")).to_contain_text(TALKING)

    expect(hold).to_be_enabled()
    hold.click()
    expect(anna.locator("#live")).to_contain_text(ON_HOLD)
    expect(anna.locator("#said")).to_contain_text(ON_HOLD)
    expect(anna.locator(".station").last).to_contain_text("on hold")
    anna.get_by_role("button", name="Resume Clara Winter").click()

    expect(anna.locator("#live")).to_contain_text(TALKING)
    expect(anna.locator(".station").last).to_contain_text("answered")
    assert (len(sim.requests("call/hold")), len(sim.requests("call/unhold"))) == (1, 1)


def test_what_is_typed_stays_while_the_live_line_changes_and_the_transfer_ends_our_call(
    anna: Page, sim: Simulator
) -> None:
    talk(anna, sim)
    anna.get_by_role("button", name="Transfer Clara Winter").click()
    box = anna.get_by_label("To which number")
    expect(box).to_be_focused()
    anna.keyboard.type("10")
    sim_hold(anna)
    anna.keyboard.type("77")
    expect(box).to_have_value("1077")
    anna.keyboard.press("Enter")
    expect(anna.locator("#live")).to_contain_text("The number you called does not exist.")

    anna.get_by_role("button", name="Transfer Clara Winter").click()
    box.fill("1000")
    anna.keyboard.press("Enter")
    expect(anna.get_by_role("alert").first).to_contain_text("This is the phone you are talking on.")
    expect(box).to_have_value("1000")
    box.fill("1001")
    anna.keyboard.press("Enter")

    expect(anna.locator("#live")).to_contain_text("Transferred to 1001. You are out of the call with Clara Winter")
    anna.get_by_role("link", name="What happened").click()
    expect(anna.get_by_role("heading", name="Clara Winter", level=1)).to_be_visible()
    expect(anna.locator(".steps")).to_contain_text("Transferred to 1001.")
    assert [request.body["number"] for request in sim.requests("call/transfer")] == ["1077", "1001"]


def sim_hold(page: Page) -> None:
    """The live line changes twice under the hands of somebody who types."""
    page.evaluate("document.querySelector('.call-line').dataset.old = 'yes'")
    page.evaluate("document.querySelector('form[action$=\"/hold/\"]').requestSubmit()")
    expect(page.locator("#live")).to_contain_text(ON_HOLD)
    expect(page.locator(".call-line[data-old]")).to_have_count(0)


def test_without_javascript_hold_resume_and_transfer_work(
    browser: Browser, live_server: LiveServer, session: dict[str, str], sim: Simulator
) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    context.add_cookies([{"name": session["name"], "value": session["value"], "url": live_server.url}])
    page = context.new_page()
    page.goto("/?q=clara")
    talk(page, sim)

    page.get_by_role("button", name="Hold Clara Winter").click()
    expect(page.locator("#live")).to_contain_text(ON_HOLD)
    page.get_by_role("button", name="Resume Clara Winter").click()
    expect(page.locator("#live")).to_contain_text(TALKING)
    page.get_by_role("button", name="Transfer Clara Winter").click()
    page.get_by_label("To which number").fill("1001")
    page.get_by_role("button", name="Transfer the call").click()

    expect(page.locator("#live")).to_contain_text("Transferred to 1001.")
    context.close()
