"""Where somebody is after a part of the page was replaced: the keyboard goes along, what was written stays."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import BrowserContext, Page, expect

from directory.access import EDITORS
from directory.models import Contact, Extension
from tests.directory.test_access import editor
from tests.factories import make_contact

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def clara(phone: Extension, anna: Page) -> Contact:
    """The contact that is on the page. Staff have made Anna a directory editor."""
    Group.objects.get_or_create(name=EDITORS)
    editor(phone.user.username)
    found = Contact.objects.get(name="Clara Winter")
    anna.goto(f"/?q={found.name}")
    anna.get_by_role("link", name=found.name).click()
    return found


def press(page: Page, role: Any, name: str) -> None:
    """With the keyboard alone."""
    page.get_by_role(role, name=name, exact=True).last.focus()
    page.keyboard.press("Enter")


@pytest.mark.usefixtures("clara")
def test_a_star_that_was_pressed_keeps_the_keyboard(anna: Page) -> None:
    star = anna.get_by_role("button", name="Favourite")

    press(anna, "button", "Favourite")
    expect(star).to_have_attribute("aria-pressed", "true")
    expect(star).to_be_focused()
    anna.keyboard.press("Enter")

    expect(star).to_have_attribute("aria-pressed", "false")


@pytest.mark.usefixtures("clara")
def test_the_keyboard_goes_to_the_sheet_to_what_is_wrong_with_it_and_back_to_the_contact(anna: Page) -> None:
    press(anna, "link", "Edit")
    expect(anna.get_by_role("heading", name="Edit Clara Winter")).to_be_focused()

    anna.get_by_label("Number", exact=True).first.fill("hello")
    press(anna, "button", "Save")
    expect(anna.get_by_role("alert").filter(has_text="Nothing is saved yet.")).to_be_focused()
    anna.keyboard.press("Tab")
    expect(anna.locator(".faults a")).to_be_focused()
    anna.keyboard.press("Enter")
    expect(anna.get_by_label("Number", exact=True).first).to_be_focused()

    anna.get_by_label("Number", exact=True).first.fill("030 23125 100")
    press(anna, "button", "Save")
    expect(anna.get_by_role("heading", name="Clara Winter")).to_be_focused()


@pytest.mark.usefixtures("clara")
def test_the_keyboard_goes_to_the_warning_of_a_likely_duplicate(anna: Page) -> None:
    anna.goto("/contacts/add/")
    anna.get_by_label("Name", exact=True).fill("Clara Winter")

    press(anna, "button", "Save")

    expect(anna.get_by_role("alert").filter(has_text="may be in the directory already")).to_be_focused()


@pytest.mark.usefixtures("clara")
def test_the_next_key_after_deleting_reaches_the_way_back(anna: Page) -> None:
    press(anna, "button", "Delete")
    expect(anna.get_by_role("status").filter(has_text="Clara Winter is deleted.").first).to_be_focused()

    anna.keyboard.press("Tab")
    expect(anna.get_by_role("button", name="Undo")).to_be_focused()
    anna.keyboard.press("Enter")

    expect(anna.get_by_role("heading", name="Clara Winter")).to_be_focused()


@pytest.mark.usefixtures("clara")
def test_back_after_deleting_leads_to_the_search_that_found_it(anna: Page) -> None:
    anna.get_by_role("button", name="Delete").click()
    expect(anna.get_by_role("button", name="Undo")).to_be_visible()

    anna.go_back()

    expect(anna).to_have_url(re.compile(r"/\?q="))


@pytest.mark.usefixtures("clara")
def test_back_after_saving_loads_the_page_whole_with_all_that_its_scripts_do(anna: Page) -> None:
    anna.get_by_role("link", name="Edit").click()
    anna.get_by_label("Job title").fill("Optician")
    anna.get_by_role("button", name="Save", exact=True).last.click()
    expect(anna.get_by_text("Optician").first).to_be_visible()
    anna.evaluate("localStorage.setItem('slash-searches', 'no')")

    anna.go_back()
    expect(anna.get_by_label("Job title")).to_have_value("Optician")
    anna.go_back()

    expect(anna.get_by_role("heading", name="Clara Winter")).to_be_visible()
    anna.get_by_text("Keyboard").click()
    expect(anna.get_by_label("The / key alone goes to the search")).not_to_be_checked()


def test_a_screen_reader_hears_whether_those_are_all(anna: Page) -> None:
    for place in range(30):
        make_contact(f"Zoe {place:02}", f"+49 30 23125 {place + 200}")
    box = anna.get_by_label("Name, company or number")

    box.fill("zoe")
    expect(anna.locator("#said")).to_contain_text("20 people shown, there are more.")
    box.fill("zoe 29")
    expect(anna.locator("#said")).to_contain_text("1 person found.")


@pytest.mark.usefixtures("clara")
def test_a_save_whose_answer_is_lost_speaks_of_the_contact_and_of_no_call(anna: Page) -> None:
    anna.get_by_role("link", name="Edit").click()
    anna.get_by_label("Notes").fill("Met at the fair.")
    told = anna.locator("#refusal")
    anna.route("**/edit/", lambda route: route.abort())

    anna.get_by_role("button", name="Save", exact=True).last.click()

    expect(told).to_contain_text("The server has not answered, so we do not know whether this was saved.")
    expect(anna.get_by_label("Notes")).to_have_value("Met at the fair.")

    anna.unroute("**/edit/")
    anna.get_by_role("button", name="Save", exact=True).last.click()

    expect(anna.locator(".card")).to_contain_text("Met at the fair.")
    expect(told).to_be_empty()


@pytest.mark.usefixtures("clara")
@pytest.mark.parametrize("gone", ["sessionid", "csrftoken"])
def test_what_was_written_stays_where_the_session_has_run_out_or_begun_anew(
    anna: Page, context: BrowserContext, gone: str
) -> None:
    anna.get_by_role("link", name="Edit").click()
    anna.get_by_label("Notes").fill("Met at the fair.")
    context.clear_cookies(name=gone)

    anna.get_by_role("button", name="Save", exact=True).last.click()

    expect(anna.locator("#refusal")).to_contain_text("What you have written still stands here.")
    expect(anna.get_by_label("Notes")).to_have_value("Met at the fair.")


@pytest.mark.usefixtures("clara")
def test_coming_back_to_a_sheet_after_signing_out_elsewhere_loses_nothing(anna: Page) -> None:
    anna.get_by_role("link", name="Edit").click()
    anna.get_by_label("Notes").fill("Met at the fair.")
    anna.route("**/calls/live/**", lambda route: route.fulfill(status=204, headers={"HX-Refresh": "true"}))

    anna.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    expect(anna.locator("#refusal")).to_contain_text("or you are signed out.")
    expect(anna.get_by_label("Notes")).to_have_value("Met at the fair.")
