"""A queue calls a customer, and somebody speaks to a paging group, as people in the office see it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from clicktocall.pbxsim.simulator import Simulator
from directory.models import Extension
from tests.factories import let_others_call, make_office_number, make_own_number

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

CLARA = "Call Clara Winter, Work, 030 23125100"


@pytest.fixture
def rights(phone: Extension) -> Extension:
    """Anna may let others call, has a number of her own, and the office knows its numbers."""
    let_others_call(phone.user)
    make_own_number("+49 171 39200 18", user=phone.user)
    make_office_number("6700", "Support", "queue", pbx=phone.pbx)
    make_office_number("6300", "Warehouse", "paging_group", pbx=phone.pbx)
    return phone


def test_the_support_queue_calls_a_customer_and_is_chosen_for_one_page_only(
    rights: Extension, anna: Page, sim: Simulator
) -> None:
    how_it_begins = anna.locator(".next-call summary")
    expect(how_it_begins).to_be_visible()
    anna.get_by_label("My phone").select_option("6700@office")
    expect(how_it_begins).to_be_hidden()  # only a desk phone can go off-hook by itself
    anna.get_by_role("button", name=CLARA).click()

    live = anna.locator("#live")
    expect(live).to_contain_text("The first free agent of the Support queue is rung, then Clara Winter.")
    sim.pick_up("1008")
    expect(live).to_contain_text("The Support queue is talking to Clara Winter.")
    expect(live.get_by_role("button", name="Hold")).to_have_count(0)
    sim.hang_up("1008")
    expect(live).to_contain_text("The call of the Support queue with Clara Winter has ended.")
    anna.reload()

    expect(anna.get_by_label("My phone")).to_have_value("1000@office")
    assert sim.dials == [{"caller": "6700", "callee": "03023125100", "autoanswer": "no", "dialpermission": "1000"}]


def test_a_paging_group_is_found_by_its_name_and_heard_at_once(rights: Extension, anna: Page, sim: Simulator) -> None:
    anna.keyboard.press("/")
    anna.keyboard.type("wareh")
    expect(anna.locator(".person")).to_have_count(1)
    expect(anna.locator(".person")).to_contain_text("Paging group")
    anna.keyboard.press("ArrowDown")
    anna.keyboard.press("Enter")

    live = anna.locator("#live")
    expect(live).to_contain_text("Your phone 1000 rings. Lift it and we call the Warehouse paging group.")
    sim.pick_up("1000")
    expect(live).to_contain_text("You are heard by the Warehouse paging group. Speak now.")
    sim.hang_up("1000")
    expect(live).to_contain_text("Your announcement to the Warehouse paging group has ended.")
    assert [dial["callee"] for dial in sim.dials] == ["6300"]


def test_my_own_number_stays_chosen(rights: Extension, anna: Page, sim: Simulator) -> None:
    anna.get_by_label("My phone").select_option("+491713920018")
    anna.reload()
    anna.get_by_role("button", name=CLARA).click()

    expect(anna.locator("#live")).to_contain_text("You are talking to Clara Winter.")
    expect(anna.locator("#live .station").first).to_contain_text("You on 0171 3920018")
    assert [dial["caller"] for dial in sim.dials] == ["01713920018"]
