"""The rows of a contact's sheet: none is lost, however many there are and however little stands in them."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from directory import editing
from directory.drafts import TEXTS, Draft, EmailRow, NumberRow, draft_of
from directory.models import Contact
from tests.directory.sheets import at, filled_in
from tests.factories import make_user

pytestmark = pytest.mark.django_db

MANY = 45
"""More than anybody types, and less than an import brings."""


@pytest.fixture
def anna(client: Client) -> Client:
    client.force_login(make_user())
    return client


@pytest.fixture
def clara() -> Contact:
    """As an import brings somebody whom an address book has collected for years."""
    draft = Draft(
        texts={**dict.fromkeys(TEXTS, ""), "kind": "person", "name": "Clara Winter"},
        numbers=tuple(NumberRow(label="Work", typed=f"030 23125 {place + 100}") for place in range(MANY)),
        emails=tuple(EmailRow(label="", address=f"clara{place}@acme.example") for place in range(MANY)),
        tags=tuple(f"Tag {place:02} of a long list" for place in range(MANY)),
        place="personal",
    )
    return editing.add(draft, by=make_user(), region="DE")


def sent_back(client: Client, contact: Contact) -> dict[str, str]:
    """The sheet of a contact as the browser sends it when nothing in it is touched."""
    sheet = client.get(at("edit", contact)).context["sheet"]
    rows = [field for form in (*sheet.numbers, *sheet.emails) for field in form]
    fields = [field for field in sheet.contact if field.name != "default"]
    return {field.html_name: str(field.value() or "") for field in (*fields, *rows)}


def test_whoever_corrects_a_title_keeps_all_numbers_addresses_and_tags(anna: Client, clara: Contact) -> None:
    before = draft_of(clara)

    response = anna.post(at("edit", clara), sent_back(anna, clara) | {"title": "Boss", "default": f"{MANY - 1}"})

    clara.refresh_from_db()
    after = draft_of(clara)
    assert (response.status_code, clara.title) == (302, "Boss")
    assert sorted(row.typed for row in after.numbers) == [row.typed for row in before.numbers]
    assert [row.typed for row in after.numbers if row.is_default] == [before.numbers[-1].typed]
    assert (after.emails, after.tags) == (before.emails, before.tags)


def test_a_sheet_of_many_rows_gets_another_one_and_keeps_them(anna: Client, clara: Contact) -> None:
    response = anna.post(at("edit", clara), sent_back(anna, clara) | {"more": "emails"})

    sheet = response.context["sheet"]
    assert (len(sheet.numbers), len(sheet.emails)) == (MANY, MANY + 1)


@pytest.mark.parametrize(("kind", "field"), [("numbers", "typed"), ("emails", "address")])
def test_a_label_without_its_number_or_address_yet_stays_when_another_row_is_asked_for(
    anna: Client, kind: str, field: str
) -> None:
    form = filled_in(more=kind, **{f"{kind}-0-label": "Direct", f"{kind}-0-{field}": ""})

    sheet = anna.post(reverse("directory:add"), form).context["sheet"]

    assert [row["label"].value() for row in getattr(sheet, kind)] == ["Direct", ""]
