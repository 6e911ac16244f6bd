"""What users see of the office's rules: before the click, at the click, and on a page that is open already."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from clicktocall.pbxsim.simulator import Simulator
from clicktocall.policies import switch
from tests.factories import make_contact

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

A_POLL = 12_000
"""An idle page asks every few seconds."""
CLARA = "Call Clara Winter, Work, 030 23125100"


def test_the_switch_is_seen_on_an_open_page_at_its_next_poll(anna: Page, sim: Simulator) -> None:
    button = anna.get_by_role("button", name=CLARA)
    expect(button).to_be_enabled()
    switch.stop(pbx=None, message="Back at noon", who="admin")

    notice = anna.locator("#forewarning")
    expect(notice).to_contain_text("Back at noon. Emergency numbers still work.", timeout=A_POLL)
    expect(button).to_be_disabled()
    told = "+493023125100 (national, DE): sent as 030 23125100 through office, rule: national"
    expect(button).to_have_attribute("title", f"{notice.inner_text()}\n{told}")
    expect(anna.locator("#said")).to_contain_text("Back at noon.")
    button.dispatch_event("click")
    expect(anna.get_by_role("alert")).to_contain_text("Back at noon.")
    switch.resume(pbx=None, who="admin")

    expect(notice).to_be_empty(timeout=A_POLL)
    expect(button).to_be_enabled()
    assert sim.dials == []


def test_while_dialling_is_stopped_emergency_numbers_still_ring(anna: Page, sim: Simulator) -> None:
    switch.stop(pbx=None, message="Back at noon", who="admin")
    anna.reload()
    anna.get_by_label("Name, company or number").fill("112")

    anna.locator("#typed-number .call-button").click()
    anna.get_by_role("button", name="Call 112 now, phone 1000 rings first").click()

    expect(anna.locator("#live")).to_contain_text("Your phone 1000 rings.")
    assert [dial["callee"] for dial in sim.dials] == ["112"]


def test_what_a_policy_does_not_allow_is_seen_before_the_click_and_said_at_it(anna: Page, sim: Simulator) -> None:
    make_contact("Oliver Stone", "+44 20 7946 0000")
    anna.reload()
    button = anna.get_by_role("button", name="Call Oliver Stone, Work, +44 20 7946 0000")

    expect(button).to_be_disabled()
    button.dispatch_event("click")

    sentence = "The rule “standard” does not allow calls to United Kingdom. Ask your administrator if you need it."
    told = "+442079460000 (international, GB): sent as 00 44 20 7946 0000 through office, rule: international"
    expect(button).to_have_attribute("title", f"{sentence}\n{told}")
    expect(anna.get_by_role("alert")).to_contain_text(sentence)
    assert sim.dials == []
