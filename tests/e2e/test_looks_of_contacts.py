"""The pages of the address book, with names that are far too long: nothing that axe objects to, nothing too wide."""

from __future__ import annotations

from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from directory import editing
from directory.drafts import TEXTS, Draft, EmailRow, NumberRow
from directory.models import Extension
from tests.e2e.test_looks import WIDTHS, objections
from tests.factories import make_contact

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
LONG = "Dr. Maximiliane-Charlotte Freiin von Hohenschönhausen-Lichtenstein-Donaudampfschiff"


@pytest.fixture
def book(phone: Extension) -> dict[str, str]:
    """Everything that can be said of a contact, in words without an end; the pages by their names."""
    phone.user.is_superuser = True
    phone.user.save()
    texts = dict.fromkeys(TEXTS, "") | {
        "kind": "person",
        "name": LONG,
        "company": "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz GmbH",
        "title": "x" * 90,
        "department": "y" * 90,
        "website": f"https://www.example.example/{'z' * 120}",
        "street": "Straße",
        "city": "City",
        "note": "n" * 300,
    }
    numbers = tuple(NumberRow(label="A label of thirty signs or more", typed=f"030 23125 {200 + i}") for i in range(12))
    emails = (EmailRow(label="", address=f"{'m' * 60}@{'e' * 60}.example"),)
    draft = Draft(texts=texts, numbers=numbers, emails=emails, tags=("t" * 50, "VIP"))
    long = editing.add(draft, by=phone.user, region="DE")
    other = make_contact("محمد الأحمد", "+49 30 23125 200")
    editing.delete(gone := make_contact(f"{LONG} gone"), by=phone.user)
    return {
        "found": "/?q=030+23125+200",
        "a contact": f"/contacts/{long.pk}/",
        "a contact without a number": f"/contacts/{gone.pk}/",
        "from right to left": f"/contacts/{other.pk}/",
        "to add": "/contacts/add/",
        "to edit": f"/contacts/{long.pk}/edit/",
        "to merge": f"/contacts/{long.pk}/merge/",
        "the merge": f"/contacts/{long.pk}/merge/{other.pk}/",
        "the bin": "/contacts/bin/",
        "nobody of that name in the bin": f"/contacts/bin/?q={'x' * 100}",
        "imports": "/imports/",
        "export": "/export/",
        "phone books": "/phonebooks/",
        "a link to it": "/call/?to=%2B493023125201",
        "nobody of that long name": f"/?q={'x' * 100}",
        "nobody of that long name to merge with": f"/contacts/{long.pk}/merge/?q={'x' * 100}",
        "a sheet begun with a long name": f"/contacts/add/?name={'W' * 200}",
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_objects_to_nothing_in_the_address_book(
    anna: Page, book: dict[str, str], scheme: Literal["light", "dark"]
) -> None:
    anna.emulate_media(color_scheme=scheme)

    for name, path in book.items():
        answer = anna.goto(path)
        assert (name, answer.status if answer else 0) == (name, 200)
        assert (name, objections(anna)) == (name, [])


def test_no_page_of_the_address_book_is_wider_than_the_screen(anna: Page, book: dict[str, str]) -> None:
    for width in WIDTHS:
        anna.set_viewport_size({"width": width, "height": 700})
        for name, path in book.items():
            anna.goto(path)
            too_wide = anna.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert (name, width, too_wide) == (name, width, 0)


@pytest.mark.usefixtures("book")
def test_the_warnings_of_a_sheet_are_no_wider_than_the_screen(anna: Page) -> None:
    long = make_contact("W" * 150, "+49 30 23125 777", company="C" * 150)
    anna.goto("/contacts/add/?number=030+23125+777")
    anna.get_by_label("Name", exact=True).fill("Clara")
    anna.get_by_role("button", name="Save", exact=True).last.click()
    expect(anna.locator(".doubts-likely")).to_contain_text(long.name)
    expect(anna.locator(".reads-whose")).to_contain_text(long.name)

    for width in WIDTHS:
        anna.set_viewport_size({"width": width, "height": 700})
        too_wide = anna.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert (width, too_wide) == (width, 0)


def test_no_field_is_wider_than_its_sheet(anna: Page, book: dict[str, str]) -> None:
    anna.set_viewport_size({"width": 360, "height": 700})

    for name in ("to add", "imports", "export", "phone books", "a link to it"):
        anna.goto(book[name])
        wide = anna.evaluate(
            """[...document.querySelectorAll(".sheet :is(input, select, textarea, button):not([type=hidden])")].filter(
                field => field.getBoundingClientRect().right > field.closest(".sheet").getBoundingClientRect().right
            ).map(field => field.name)"""
        )
        assert (name, wide) == (name, [])
