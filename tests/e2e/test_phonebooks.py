"""The directory on phones and in address books, in a browser: made, seen once, revoked; and how the page looks."""

from __future__ import annotations

from base64 import b64encode

import pytest
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.e2e.test_looks import WIDTHS, objections

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _addresses_are_of_this_server(settings: Settings, live_server: LiveServer) -> None:
    settings.SITE_URL = live_server.url


def make(page: Page, reader: str, name: str) -> None:
    page.goto("/")
    page.get_by_role("link", name="On phones and in address books").click()
    page.get_by_role("radio", name=reader).check()
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("What it shows").select_option(label="what everybody sees")
    page.get_by_role("button", name="Make the address").click()


def test_a_phones_address_is_made_seen_once_and_revoked(anna: Page) -> None:
    make(anna, "A desk phone", "My desk")
    address = anna.get_by_label("Yealink", exact=True).input_value()
    read = anna.request.get(address)

    anna.goto("/phonebooks/")
    expect(anna.get_by_role("button", name="Revoke My desk")).to_be_visible()
    expect(anna.get_by_label("Yealink", exact=True)).to_have_count(0)
    anna.get_by_role("button", name="Revoke My desk").click()
    expect(anna.get_by_text("My desk")).to_have_count(0)

    assert "Clara Winter" in read.text()
    assert anna.request.get(address).status == 404


def test_an_address_book_is_made_seen_once_and_revoked(anna: Page) -> None:
    make(anna, "An address book, by CardDAV", "My laptop")
    name, password = (anna.get_by_label(label).input_value() for label in ("User name", "Password"))
    said = {"Authorization": f"Basic {b64encode(f'{name}:{password}'.encode()).decode()}", "Depth": "0"}
    before = Client().generic("PROPFIND", "/carddav/", headers=said).status_code

    anna.goto("/phonebooks/")
    expect(anna.get_by_label("Password")).to_have_count(0)
    anna.get_by_role("button", name="Revoke My laptop").click()
    expect(anna.get_by_text("My laptop")).to_have_count(0)

    assert (before, Client().generic("PROPFIND", "/carddav/", headers=said).status_code) == (207, 401)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("reader", ["A desk phone", "An address book, by CardDAV"])
def test_axe_objects_to_nothing_and_the_page_is_never_too_wide(anna: Page, scheme: str, reader: str) -> None:
    anna.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    make(anna, reader, "A name that is far too long " + "x" * 32)

    assert objections(anna) == []
    for width in WIDTHS:
        anna.set_viewport_size({"width": width, "height": 700})
        wide = anna.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert (width, wide) == (width, 0)
