"""The search box by keyboard: what was typed last is what is shown, and Enter calls only what is certain."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from clicktocall.pbxsim.simulator import Simulator
from tests.factories import make_contact

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

KEEP_WHAT_IS_SHOWN = """() => {
  window.shown = [];
  const look = () => {
    const results = document.getElementById("results");
    const now = `${results.dataset.query}: ${results.querySelectorAll(".person").length}`;
    if (now !== shown.at(-1)) shown.push(now);
  };
  new MutationObserver(look).observe(document.getElementById("main"), { childList: true, subtree: true });
}"""
"""Whatever stood on the page for a moment: what was searched for, and how many people were found."""


def let_through(held: list[Route]) -> None:
    """Late answers arrive, or are given up by the browser that does not want them any more."""
    for route in held:
        route.continue_()
        route.request.response()


def test_arrows_walk_from_person_to_person_and_from_number_to_number(anna: Page) -> None:
    anna.keyboard.press("Control+k")
    anna.keyboard.press("ArrowDown")
    expect(anna.get_by_role("button", name=re.compile("Anton Berger"))).to_be_focused()
    anna.keyboard.press("ArrowDown")
    anna.keyboard.press("ArrowRight")
    expect(anna.get_by_role("button", name=re.compile("Clara Winter.*0171 3920010"))).to_be_focused()
    anna.keyboard.press("ArrowUp")
    expect(anna.get_by_role("button", name=re.compile("Anton Berger"))).to_be_focused()
    anna.keyboard.press("ArrowUp")
    expect(anna.get_by_label("Name, company or number")).to_be_focused()


def test_numbers_that_are_folded_away_are_reached_by_keyboard_and_passed_over_until_then(anna: Page) -> None:
    make_contact("Zoe Zorn", *[f"+49 30 23125 {200 + one}" for one in range(6)])
    anna.set_viewport_size({"width": 360, "height": 700})
    anna.goto("/?q=zoe")
    buttons = anna.locator("#people .call-button")
    buttons.first.focus()

    for _press in range(7):
        anna.keyboard.press("ArrowRight")
    expect(buttons.nth(3)).to_be_focused()
    expect(buttons.nth(4)).to_be_hidden()
    anna.keyboard.press("Tab")
    anna.keyboard.press("Enter")
    anna.keyboard.press("Tab")

    expect(buttons.nth(4)).to_be_focused()
    anna.keyboard.press("ArrowRight")
    expect(buttons.nth(5)).to_be_focused()


def test_escape_goes_back_to_the_box_then_empties_it(anna: Page) -> None:
    box = anna.get_by_label("Name, company or number")
    box.press_sequentially("clara")
    expect(anna.locator(".person")).to_have_count(1)
    box.press("ArrowDown")

    anna.keyboard.press("Escape")
    expect(box).to_be_focused()
    anna.keyboard.press("Escape")

    expect(box).to_have_value("")
    expect(anna.locator(".person")).to_have_count(4)


def test_the_slash_key_can_be_switched_off(anna: Page) -> None:
    anna.get_by_text("Keyboard", exact=True).click()
    anna.get_by_label("The / key alone goes to the search").uncheck()
    anna.reload()

    anna.keyboard.press("/")

    expect(anna.get_by_label("Name, company or number")).not_to_be_focused()


def test_enter_with_several_people_calls_nobody_and_goes_to_the_first(anna: Page, sim: Simulator) -> None:
    box = anna.get_by_label("Name, company or number")
    box.press_sequentially("cl")
    expect(anna.locator(".person")).to_have_count(2)

    box.press("Enter")

    expect(anna.get_by_role("button", name="Call Clara Winter, Work, 030 23125100")).to_be_focused()
    assert sim.dials == []


def test_enter_with_one_person_calls_their_first_number(anna: Page, sim: Simulator) -> None:
    box = anna.get_by_label("Name, company or number")
    box.press_sequentially("winter opt")
    expect(anna.locator("#results")).to_have_attribute("data-query", "winter opt")

    box.press("Enter")

    expect(anna.locator("#live")).to_contain_text("Lift it and we call Clara Winter.")
    assert [dial["callee"] for dial in sim.dials] == ["03023125100"]


def test_enter_before_the_answer_calls_nobody_and_goes_to_who_is_found(anna: Page, sim: Simulator) -> None:
    box = anna.get_by_label("Name, company or number")
    box.fill("winter opt")
    box.press("Enter")

    expect(anna.get_by_role("button", name="Call Clara Winter, Work, 030 23125100")).to_be_focused()
    assert sim.dials == []


def test_a_button_that_has_only_just_appeared_calls(anna: Page, sim: Simulator) -> None:
    anna.evaluate("""
        const press = () => document.querySelector(".call-button").click();
        document.addEventListener("htmx:afterSwap", press, { once: true });
    """)

    anna.get_by_label("Name, company or number").fill("winter opt")

    expect(anna.locator("#live")).to_contain_text("Lift it and we call Clara Winter.")
    assert [dial["callee"] for dial in sim.dials] == ["03023125100"]


def test_a_typed_number_and_enter_at_once_call_it_once(anna: Page, sim: Simulator) -> None:
    box = anna.get_by_label("Name, company or number")
    box.fill("030 23125 177")
    box.press("Enter")

    expect(anna.locator("#live")).to_contain_text("Lift it and we call 030 23125177.")
    assert [dial["callee"] for dial in sim.dials] == ["03023125177"]


def test_a_late_answer_does_not_replace_what_was_typed_since(anna: Page) -> None:
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if route.request.url.endswith("q=ant"):
            held.append(route)
        else:
            route.continue_()

    anna.route("**/?q=*", hold_the_first)
    box = anna.get_by_label("Name, company or number")
    with anna.expect_request("**/?q=ant"):
        box.press_sequentially("ant")
    anna.evaluate(KEEP_WHAT_IS_SHOWN)
    box.fill("clem")
    expect(anna.locator(".person-who")).to_have_text(["Clemens Sommer"])
    expect(anna).to_have_url(re.compile(r"/\?q=clem$"))

    let_through(held)
    box.fill("clemens")

    expect(anna).to_have_url(re.compile(r"/\?q=clemens$"))
    assert anna.evaluate("shown") == ["clem: 1", "clemens: 1"]


def test_a_screen_reader_hears_how_many_were_found(anna: Page) -> None:
    anna.get_by_label("Name, company or number").press_sequentially("cl")

    expect(anna.locator("#said")).to_have_text("2 people found.")


def test_nobody_found_says_what_to_do(anna: Page) -> None:
    anna.get_by_label("Name, company or number").press_sequentially("zzz")

    expect(anna.locator("#results")).to_contain_text("Nobody here is called “zzz”. Try fewer letters")


def many(count: int) -> None:
    for place in range(count):
        make_contact(f"Person {place:02}", f"+49 30 23125 {200 + place}")


def test_show_more_goes_on_where_the_list_ends_and_takes_the_keyboard_along(anna: Page) -> None:
    many(45)
    box = anna.get_by_label("Name, company or number")
    box.press_sequentially("person")
    names = anna.locator("#people .person-name")
    expect(names).to_have_count(20)

    anna.get_by_role("link", name="Show more").focus()
    anna.keyboard.press("Enter")
    expect(names).to_have_count(40)
    expect(anna.get_by_role("link", name="Person 20")).to_be_focused()
    anna.get_by_role("link", name="Show more").click()

    expect(names).to_have_text([f"Person {place:02}" for place in range(45)])
    expect(anna.get_by_role("link", name="Show more")).to_have_count(0)
    expect(box).to_have_value("person")


def test_an_answer_to_show_more_does_not_come_into_the_list_of_another_search(anna: Page) -> None:
    many(25)
    held: list[Route] = []
    anna.route("**/?q=person&after=*", lambda route: held.append(route))  # noqa: PLW0108 -- a bare append takes no marks
    box = anna.get_by_label("Name, company or number")
    box.press_sequentially("person")
    with anna.expect_request("**/?q=person&after=*"):
        anna.get_by_role("link", name="Show more").click()
    anna.evaluate(KEEP_WHAT_IS_SHOWN)
    box.fill("clem")
    expect(anna.locator(".person-who")).to_have_text(["Clemens Sommer"])

    let_through(held)
    box.fill("clemens")

    expect(anna).to_have_url(re.compile(r"/\?q=clemens$"))
    assert anna.evaluate("shown") == ["clem: 1", "clemens: 1"]


def test_show_more_is_a_link_without_javascript(
    browser: Browser, live_server: LiveServer, session: dict[str, str]
) -> None:
    many(25)
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    context.add_cookies([{"name": session["name"], "value": session["value"], "url": live_server.url}])
    page = context.new_page()
    page.goto("/?q=person")

    page.get_by_role("link", name="Show more").click()

    expect(page.locator("#people .person-name")).to_have_text([f"Person {place}" for place in range(20, 25)])
    context.close()
