"""Signing in, coming by a phone link, and losing the server on the way."""

from __future__ import annotations

import re

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from playwright.sync_api import BrowserContext, Page, expect

from clicktocall.calls.models import Call
from clicktocall.pbxsim.simulator import Simulator
from directory.models import Extension

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

LINK = "/call/?to=tel:%2B493023125100"
CLARA = "Call Clara Winter, Work, 030 23125100"


def test_a_link_leads_through_the_sign_in_to_one_focused_button(page: Page, phone: Extension, sim: Simulator) -> None:
    page.goto(LINK)
    page.get_by_label("Username").fill("anna")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("Please enter a correct username and password.")
    page.get_by_label("Password").fill("demo")
    page.get_by_role("button", name="Sign in").click()

    button = page.get_by_role("button", name="Call Clara Winter")
    expect(button).to_be_focused()
    expect(page.locator("main")).to_contain_text("Your phone 1000 rings first. Lift it and we call Clara Winter.")
    expect(page.locator("main data[value='03023125100']")).to_have_text("030 23125100")
    assert Call.objects.count() == 0
    page.keyboard.press("Enter")
    expect(page.locator("#live")).to_contain_text("Your phone 1000 rings. Lift it and we call Clara Winter.")
    assert len(sim.dials) == 1


def test_a_link_that_is_no_number_can_be_mended(anna: Page, sim: Simulator) -> None:
    anna.goto("/call/?to=tel:hello")
    expect(anna.locator("main").get_by_role("alert")).to_contain_text("Type")

    anna.get_by_label("Number", exact=True).fill("030 23125 100")
    anna.get_by_role("button", name="Call", exact=True).click()

    expect(anna.locator("#live")).to_contain_text("Lift it and we call Clara Winter.")
    assert len(sim.dials) == 1


def test_a_lost_connection_is_said_and_the_call_is_followed_again(
    anna: Page, context: BrowserContext, sim: Simulator
) -> None:
    anna.get_by_role("button", name=CLARA).click()
    expect(anna.locator("#live")).to_contain_text("Lift it and we call Clara Winter.")

    anna.route("**/calls/live/**", lambda route: route.abort())
    with anna.expect_event("requestfailed"):
        pass
    expect(anna.locator("#connection")).to_have_text("Connection lost, trying again …")
    sim.pick_up("1000")
    anna.unroute("**/calls/live/**")

    expect(anna.locator("#live")).to_contain_text("You are talking to Clara Winter.")
    expect(anna.locator("#connection")).to_be_empty()


def test_a_click_whose_answer_is_lost_does_not_pretend(anna: Page, sim: Simulator) -> None:
    anna.route("**/calls/", lambda route: route.abort())

    anna.get_by_role("button", name=CLARA).click()

    expect(anna.get_by_role("alert")).to_contain_text("we do not know whether the call was placed")


def test_a_session_that_has_run_out_leads_to_the_sign_in(anna: Page, sim: Simulator) -> None:
    Session.objects.all().delete()
    cache.clear()

    anna.get_by_role("button", name=CLARA).click()

    expect(anna).to_have_url(re.compile("/login/"))
    expect(anna.get_by_role("heading", name="Sign in")).to_be_visible()
    assert sim.dials == []


def test_whoever_comes_back_by_the_browser_can_call_the_same_person_again(anna: Page, sim: Simulator) -> None:
    anna.get_by_role("button", name=CLARA).click()
    expect(anna.locator("#live")).to_contain_text("Lift it and we call Clara Winter.")
    anna.goto("/calls/")
    anna.get_by_role("button", name="Hang up Clara Winter").click()
    expect(anna.locator("#live")).to_contain_text("was cancelled")

    anna.go_back()
    anna.get_by_role("button", name=CLARA).click()

    expect(anna.locator("#live")).to_contain_text("Your phone 1000 rings.")
    assert len(sim.dials) == 2


def test_signing_out_ends_the_session(anna: Page) -> None:
    anna.get_by_role("button", name="Sign out").click()

    expect(anna.get_by_role("heading", name="Sign in")).to_be_visible()
    assert Session.objects.count() == 0
