"""Bringing contacts in with a browser: a preview, what is rejected, and the way back."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import Permission
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from directory.models import Contact, Extension, ImportRun
from tests.directory.reading_files import SAMPLES

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def importer(anna: Page, phone: Extension) -> Page:
    """Anna, who may import, on the page for it."""
    phone.user.user_permissions.add(Permission.objects.get(codename="add_importrun"))
    anna.reload()
    anna.get_by_role("link", name="Import", exact=True).click()
    return anna


def bring(page: Page, path: Path) -> None:
    page.get_by_label("File").set_input_files(path)
    page.get_by_role("button", name="Look what it would do").click()
    expect(page.get_by_text("Nothing is written yet.")).to_be_visible()


def count(page: Page, what: str) -> str:
    return page.locator(".count", has_text=what).locator("dd").inner_text()


def test_a_google_file_is_previewed_brought_in_and_found(importer: Page) -> None:
    bring(importer, SAMPLES / "google-new.csv")
    expect(importer.get_by_text("Read as Google Contacts")).to_be_visible()
    assert (count(importer, "to create"), count(importer, "rejected")) == ("4", "1")
    expect(importer.get_by_text("It has no name. Give it one.")).to_be_visible()

    importer.get_by_role("button", name="Bring it in").click()
    expect(importer.get_by_text("The import is in the directory.")).to_be_visible()
    importer.goto("/")
    importer.get_by_label("Name, company or number").fill("hartley")

    expect(importer.get_by_role("button", name="Zoë Hartley").first).to_be_visible()


def test_an_outlook_file_gives_back_what_it_could_not_bring_and_is_taken_back(importer: Page, tmp_path: Path) -> None:
    before = Contact.objects.here().count()
    bring(importer, SAMPLES / "outlook.csv")
    assert (count(importer, "to create"), count(importer, "rejected")) == ("3", "1")
    importer.get_by_role("button", name="Bring it in").click()
    expect(importer.get_by_text("The import is in the directory.")).to_be_visible()

    with importer.expect_download() as download:
        importer.get_by_role("link", name="Rejected entries as a file").click()
    rest = tmp_path / "rest.csv"
    rest.write_text(download.value.path().read_text(encoding="utf-8-sig").replace("4.93023E+11", "+49 30 23125 100"))
    importer.get_by_role("button", name="Take the whole import back").click()
    expect(importer.get_by_text("The import was taken back.")).to_be_visible()
    expect(importer.locator(".tally-lead > :has(a)")).to_contain_text(
        "here or one by one: Deleted contacts."
    )  # one line
    assert Contact.objects.here().count() == before

    importer.get_by_role("link", name="Import contacts").click()
    bring(importer, rest)
    assert (count(importer, "to create"), count(importer, "rejected")) == ("1", "0")


def test_unknown_columns_are_mapped_with_the_keyboard(importer: Page) -> None:
    importer.get_by_label("File").set_input_files(SAMPLES / "by-hand.csv")
    importer.get_by_role("button", name="Look what it would do").press("Enter")
    expect(importer.get_by_text("Say what the columns mean.")).to_be_visible()

    importer.get_by_label("Wer").select_option("Name")
    importer.get_by_label("Womit").select_option("Number: mobile")
    importer.get_by_role("button", name="Read it so").press("Enter")

    expect(importer.get_by_text("Mobile +44 20 7946 0120")).to_be_visible()


def test_the_page_follows_the_work_by_itself_and_says_when_it_is_done(importer: Page) -> None:
    bring(importer, SAMPLES / "google-new.csv")
    ImportRun.objects.update(stage="applying", done=1, total=4, attempt=9)
    importer.reload()
    bar = importer.get_by_role("progressbar")
    expect(bar).to_have_attribute("value", "1")

    ImportRun.objects.update(done=3)
    expect(bar).to_have_attribute("value", "3")
    ImportRun.objects.update(stage="applied", done=4)

    expect(importer.get_by_text("The import is in the directory.")).to_be_visible()
    expect(importer.locator("#said")).to_have_text("google-new.csv is in the directory.")


def test_without_javascript_the_same_pages_do(
    importer: Page, browser: Browser, session: dict[str, str], live_server: LiveServer
) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    context.add_cookies([{"name": session["name"], "value": session["value"], "url": live_server.url}])
    page = context.new_page()
    page.goto("/imports/")

    bring(page, SAMPLES / "google-new.csv")
    page.get_by_role("button", name="Bring it in").click()

    expect(page.get_by_text("The import is in the directory.")).to_be_visible()
    context.close()


def test_nothing_stands_in_the_way_of_a_screen_reader(importer: Page) -> None:
    found = {"index": Axe().run(importer).response["violations"]}
    bring(importer, SAMPLES / "outlook.csv")
    found["preview"] = Axe().run(importer).response["violations"]
    importer.goto("/export/")
    found["export"] = Axe().run(importer).response["violations"]

    assert {name: [one["id"] for one in violations] for name, violations in found.items()} == {
        "index": [],
        "preview": [],
        "export": [],
    }
