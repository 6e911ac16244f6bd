"""Cells that hold several numbers, a remark beside one, or nothing at all are read as a person reads them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from clicktocall.numbering.numbering_plan import NumberingPlan
from directory.importing.cards import Card, Phone
from directory.importing.faults import Fault
from directory.importing.planning import numbers_of
from directory.importing.several import addresses_in, number_and_remark, numbers_in
from tests.directory.reading_files import cards_of, names


def read(cell: str, *, label: str = "", region: str = "DE") -> list[tuple[str, str]] | str:
    """The numbers of a contact that has this cell, and their labels; why it is rejected."""
    phones = (Phone(typed=cell, label=label, is_default=True),)
    numbers = numbers_of(Card(name="Anna", phones=phones), plan=NumberingPlan(region=region))
    if isinstance(numbers, Fault):
        return numbers.sentence
    assert [number.is_default for number in numbers] == [True, False, False][: len(numbers)]
    return [(f"{number.e164 or number.digits}x{number.extension}".rstrip("x"), number.label) for number in numbers]


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("030 23125100; 0171 3920010", ["+493023125100", "+491713920010"]),
        ("030 23125100,0171 3920010", ["+493023125100", "+491713920010"]),
        ("030/23125100 / 0171/3920010", ["+493023125100", "+491713920010"]),
        ("+49 30 23125100 oder +49 (0)171 3920010", ["+493023125100", "+491713920010"]),
        ("+49\N{NO-BREAK SPACE}30\N{NO-BREAK SPACE}23125100 | 0171 3920010", ["+493023125100", "+491713920010"]),
        ("0171 3920010 & 0171 3920011 & 0171 3920012", ["+491713920010", "+491713920011", "+491713920012"]),
        ("030 23125-100/-101", ["+493023125100", "+493023125101"]),
        ("030 23125-100 / -1", ["+493023125100", "+4930231251"]),
        ("M: 0171 3920010, T: 030 23125100", ["+491713920010", "+493023125100"]),
        ("030 23125100 - 0171 3920010", ["+493023125100", "+491713920010"]),
        ("1000 / 1001", ["1000", "1001"]),
        ("100; 101", ["100", "101"]),
    ],
)
def test_several_numbers_in_one_cell_are_several_numbers(cell: str, numbers: list[str]) -> None:
    assert read(cell, label="Work") == [(number, "Work") for number in numbers]


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("030 23125100, 12", "+493023125100x12"),
        ("030 23125100 App. 12", "+493023125100x12"),
        ("030 23125100 Nebenstelle 12", "+493023125100x12"),
        ("+34 91 123 45 67 extensión 12", "+34911234567x12"),
        ("+493023125100;ext=12", "+493023125100x12"),
        ("+49 30 23125100,,01234567#", "+493023125100x01234567"),
        ("030 / 23125100", "+493023125100"),
        ("030 - 231 25 100", "+493023125100"),
        ("030/23125-100", "+493023125100"),
    ],
)
def test_an_extension_and_an_area_code_are_no_numbers_of_their_own(cell: str, number: str) -> None:
    assert read(cell) == [(number, "")]


def test_numbers_of_a_country_without_zeros_are_told_apart_by_their_length() -> None:
    assert read("(202) 555-0123, 202-555-0124", region="US") == [("+12025550123", ""), ("+12025550124", "")]


@pytest.mark.parametrize("cell", ["-", "--", "/", "?", "n/a", "N.A.", "keine", "k.A.", "none", "x", "\N{EM DASH}"])
def test_what_says_that_there_is_no_number_costs_nobody_the_contact(cell: str) -> None:
    assert read(cell) == []


@pytest.mark.parametrize(
    "cell", ["ring the mobile", "#N/A", "#NAME?", "sip:1000@pbx.example", "12:30", "Tel. 030 1 Fax 2"]
)
def test_what_may_hide_a_number_is_rejected(cell: str) -> None:
    assert str(read(cell)).startswith(f'Number "{cell}": ')


@pytest.mark.parametrize(
    ("cell", "label", "numbers"),
    [
        ("030 23125100 (Zentrale)", "", [("+493023125100", "Zentrale")]),
        ("030 23125100 (mobile)", "", [("+493023125100", "Mobile")]),
        ("030 23125100 (Zentrale)", "Work", [("+493023125100", "Work (Zentrale)")]),
        ("Büro: +49 (0)30 23125-100", "", [("+493023125100", "Büro")]),
        ("0171 3920010 - Frau Müller", "", [("+491713920010", "Frau Müller")]),
        ("0171 3920010 privat; 0172 3920010", "", [("+491713920010", "Home"), ("+491723920010", "")]),
    ],
)
def test_a_remark_beside_a_number_stands_in_its_label(cell: str, label: str, numbers: list[tuple[str, str]]) -> None:
    assert read(cell, label=label) == numbers


@pytest.mark.parametrize(
    ("cell", "emails", "note"),
    [
        ("a@a.example; b@b.example,c@c.example", ["a@a.example", "b@b.example", "c@c.example"], ""),
        ("Anna Keller <anna@a.example>", ["anna@a.example"], ""),
        ("mailto:anna@a.example", ["anna@a.example"], ""),
        ("-", [], ""),
        ("/o=ACME/ou=Exchange/cn=anna", [], "E-mail: /o=ACME/ou=Exchange/cn=anna"),
    ],
)
def test_an_email_cell_holds_addresses_and_what_is_none_goes_into_the_note(
    file: Callable[[str | bytes], Path], cell: str, emails: list[str], note: str
) -> None:
    [card] = cards_of(file(f"Name\tPhone\tE-mail\nAnna\t030 1\t{cell}\n"))

    assert isinstance(card, Card)
    assert ([email.address for email in card.emails], card.note) == (emails, note)


def test_a_cell_that_is_longer_than_ten_numbers_is_not_looked_through(file: Callable[[str | bytes], Path]) -> None:
    """It would take minutes, and is rejected anyway."""
    tails = "030 23125-1" + "/-1" * 500
    addresses = "anna@acme.example " * 100

    assert numbers_in(tails) == [tails]
    assert number_and_remark(f"{tails} at night") is None
    assert addresses_in(addresses) == [addresses]
    assert names(file(f"name,phone,email\nAnna,030 1,{addresses}\n")) == [
        "An e-mail address of it is longer than 254 characters. Correct it."
    ]
