"""The numbers as people see them: what is sent stands under a number, emergencies ask, staff try a plan first."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from clicktocall.pbx.models import Pbx
from clicktocall.pbxsim.simulator import Simulator
from tests.factories import make_contact, make_policy, make_user

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def test_the_list_shows_what_the_pbx_will_be_sent(anna: Page, office: Pbx, sim: Simulator) -> None:
    make_policy("Everybody", countries=["AT"])
    make_contact("Otto Öst", "+43 1 5550100 ext 9")
    Pbx.objects.update(outside_prefix="0")
    anna.goto("/?q=otto")
    line = anna.locator(".number-line", has_text="+43 1 5550100")
    expect(line.locator(".sent")).to_have_text("sent as 0 00 43 1 5550100, then type 9")
    expect(line).to_have_attribute(
        "title",
        "+4315550100 (international, AT): sent as 0 00 43 1 5550100 through office, rule: international; then type 9",
    )

    line.get_by_role("button").click()

    expect(anna.locator("#live")).to_contain_text("Lift it and we call Otto Öst.")
    assert [dial["callee"] for dial in sim.dials] == ["0004315550100"]


def test_an_emergency_number_asks_once_and_is_dialled_as_it_is(anna: Page, office: Pbx, sim: Simulator) -> None:
    Pbx.objects.update(outside_prefix="0", emergency_location="Unter den Linden 1, Berlin")
    anna.goto("/?q=112")
    anna.locator("#typed-number .call-button").click()
    asked = anna.locator(".emergency")
    expect(asked).to_contain_text("Lift it and dial 112 by hand")
    expect(asked).to_contain_text("Unter den Linden 1, Berlin")
    assert sim.dials == []

    asked.get_by_role("button", name="Call 112 now").click()

    expect(anna.locator("#live")).to_contain_text("Lift it and we call 112.")
    expect(asked).to_have_count(0)
    assert [dial["callee"] for dial in sim.dials] == ["112"]


def test_what_is_on_the_phone_is_hung_up_for_an_emergency_call(anna: Page, sim: Simulator) -> None:
    anna.get_by_role("button", name="Call Clara Winter, Work, 030 23125100").click()
    expect(anna.locator("#live")).to_contain_text("Lift it and we call Clara Winter.")
    anna.get_by_label("Name, company or number").fill("112")
    anna.locator("#typed-number .call-button").click()
    expect(anna.locator(".emergency")).to_contain_text("Phone 1000 is in a call with Clara Winter")

    anna.get_by_role("button", name="Call 112 now").click()

    expect(anna.locator("#live")).to_contain_text("Lift it and we call 112.")
    assert [dial["callee"] for dial in sim.dials] == ["03023125100", "112"]


def test_staff_see_what_another_plan_would_change_before_they_save_it(
    page: Page, context: BrowserContext, office: Pbx
) -> None:
    make_user("admin", is_staff=True, is_superuser=True)
    page.goto(f"/admin/login/?next=/admin/pbx/pbx/{office.pk}/numbers/")
    page.get_by_label("Username").fill("admin")
    page.get_by_label("Password").fill("demo")
    page.get_by_role("button", name="Log in").click()
    page.get_by_label("Outside-line prefix").fill("0")
    page.get_by_label("Numbers to try, one a line").fill("+44 20 7946 0000")

    page.get_by_role("button", name="Try these numbers").click()
    expect(page.locator(".tried del")).to_have_text("00 44 20 7946 0000")
    expect(page.locator(".tried ins")).to_have_text("0 00 44 20 7946 0000")
    page.get_by_role("button", name="What would change in the directory?").click()
    expect(page.get_by_text("5 numbers would be sent differently")).to_be_visible()
    assert Pbx.objects.get().outside_prefix == ""
    page.get_by_role("button", name="Save this plan").click()

    expect(page.get_by_text("The plan is saved.")).to_be_visible()
    assert Pbx.objects.get().outside_prefix == "0"
