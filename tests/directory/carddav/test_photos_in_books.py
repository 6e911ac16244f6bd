"""Photos go into an address book with the card, and are looked up only where somebody wants them."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory import editing
from directory.drafts import draft_of
from directory.models import Contact
from directory.photos import keep_squares
from directory.picturing import from_a_book, key_of
from tests.directory.carddav.client import CARD, Program, program
from tests.directory.carddav.test_filters import asked, prop, text
from tests.directory.test_photos import picture
from tests.factories import make_contact, make_user

pytestmark = pytest.mark.django_db
CARDS = "<c:address-data/>"
TEXTS = '<c:address-data><c:prop name="FN"/></c:address-data>'
FACE = '<c:address-data><c:prop name="PHOTO"/></c:address-data>'


def square(colour: str = "red") -> bytes:
    return from_a_book(picture(colour=colour))


def with_face(name: str, colour: str = "red") -> Contact:
    keep_squares([square(colour)])
    return make_contact(name, "1000", photo_key=key_of(square(colour)))


def cards(reader: Program, wish: str, filters: str = "") -> list[str]:
    told = reader.ask("REPORT", "", asked(filters, wish=wish), "1").each().values()
    return [one.text(f"{CARD}address-data").replace("\r\n ", "") for one in told]


@pytest.mark.parametrize(
    ("accepted", "start"),
    [("text/vcard", "PHOTO;ENCODING=b;TYPE=JPEG:"), ("text/vcard; version=4.0", "PHOTO:data:image/jpeg;base64,")],
)
def test_a_card_that_is_read_has_its_photo(accepted: str, start: str) -> None:
    clara, reader = with_face("Clara Winter"), program()

    answer = reader.ask("GET", f"{reader.book}{clara.uid}.vcf", Accept=accepted)

    assert f"{start}{b64encode(square()).decode()}" in answer.text.replace("\r\n ", "").split("\r\n")


@pytest.mark.parametrize("filters", ["", prop("FN", text("clara")), prop("PHOTO"), prop("TEL", text("1000"))])
def test_a_search_brings_the_photo_of_who_fits(filters: str) -> None:
    with_face("Clara Winter")

    [card] = cards(program(), CARDS, filters)

    assert b64encode(square()).decode() in card


def test_who_has_no_photo_is_found_by_that() -> None:
    with_face("Clara Winter")
    make_contact("Ben Weber", "1001")

    [card] = cards(program(), TEXTS, prop("PHOTO", "<c:is-not-defined/>"))

    assert "FN:Ben Weber" in card


def test_a_new_photo_is_a_new_card() -> None:
    clara, reader, anna = with_face("Clara Winter"), program(), make_user()
    before = reader.ask("GET", f"{reader.book}{clara.uid}.vcf").headers["ETag"]
    keep_squares([square("blue")])

    draft = replace(draft_of(clara), photo=key_of(square("blue")))
    editing.change(clara, draft, by=anna, region="DE", seen=clara.revision)

    after = reader.ask("GET", f"{reader.book}{clara.uid}.vcf")
    assert after.headers["ETag"] != before
    assert b64encode(square("blue")).decode() in after.text.replace("\r\n ", "")


@pytest.mark.parametrize(("wish", "is_looked_up"), [(CARDS, True), (FACE, True), (TEXTS, False), ("", False)])
@pytest.mark.parametrize("filters", ["", prop("FN", text("clara"))])
@pytest.mark.parametrize("count", [1, 3])
def test_photos_cost_one_query_and_only_where_they_are_wanted(
    wish: str,
    is_looked_up: bool,  # noqa: FBT001 -- of a table
    filters: str,
    count: int,
) -> None:
    for number in range(count):
        with_face(f"Clara {number}", ("red", "blue", "green")[number])
    reader = program()

    with CaptureQueriesContext(connection) as queries:
        reader.ask("REPORT", "", asked(filters, wish=wish), "1")

    looked_up = [one for one in queries if '"directory_photo"' in one["sql"]]
    assert len(looked_up) == int(is_looked_up)
