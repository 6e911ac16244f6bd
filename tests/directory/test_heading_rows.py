"""Headings are found below a title, on a later sheet, and whatever divides and quotes them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from directory.importing.cards import Card
from directory.importing.opening import open_book
from tests.directory.reading_files import cards_of, names


@pytest.mark.parametrize("separator", ["^", "~", ":", "¦"])
def test_an_unusual_separator_is_known_by_the_headings_that_it_divides(
    file: Callable[[str | bytes], Path], separator: str
) -> None:
    assert names(file(separator.join(["Name", "Phone"]) + "\n" + separator.join(["Keller, Anna; Dr.", "030 1"]))) == [
        "Keller, Anna; Dr."
    ]


def test_headings_with_commas_in_them_are_divided_by_what_makes_sense_of_them(
    file: Callable[[str | bytes], Path],
) -> None:
    assert names(file("Name, Vorname;Telefon, privat\nKeller, Anna;030 1\n")) == ["Anna Keller"]


@pytest.mark.parametrize(
    "above", ["Our list;;\n", "Telefonliste, Stand 3.4.2024\n\n", "Wer, wo, was, von uns\n;;\n", "\n\n"]
)
def test_headings_may_stand_below_a_title(file: Callable[[str | bytes], Path], above: str) -> None:
    path = file(above + "Name;Firma;Telefon\nAnna;ACME;030 1\n;;\nBen;ACME\n")

    with open_book(path) as book:
        assert book.headings == ("Name", "Firma", "Telefon")
        assert [(card.name, card.row) for card in book.cards if isinstance(card, Card)] == [
            ("Anna", above.count("\n") + 2),
            ("Ben", above.count("\n") + 4),
        ]


def test_headings_with_line_breaks_are_read(file: Callable[[str | bytes], Path]) -> None:
    assert names(file('"Vor-\nund Zuname";"Telefon\ngeschäftlich"\nAnna Keller;030 1\n')) == ["Anna Keller"]


def test_blanks_between_a_separator_and_a_quotation_mark_are_passed_over(file: Callable[[str | bytes], Path]) -> None:
    assert names(file('Name, Phone\n"Keller, Anna", "030 1"\n')) == ["Keller, Anna"]
    assert names(file('Name,Note,Phone\nAnna, "Anni" by friends,030 1\n')) == ["Anna"]


def test_cells_between_apostrophes_are_read(file: Callable[[str | bytes], Path]) -> None:
    assert names(file("'Name';'Phone'\n'Keller; Anna';'+49 30 1'\n")) == ["Keller; Anna"]


def test_a_row_with_a_wrong_quotation_mark_is_rejected_and_the_next_one_read(
    file: Callable[[str | bytes], Path],
) -> None:
    path = file('Name,Phone\n"Anna "Anni" Keller",030 1\nBen,030 2\n')

    assert names(path) == [
        "A quotation mark of it is missing, or stands inside a cell. Write it twice there.",
        "Ben",
    ]
    assert cards_of(path)[0].source == ('"Anna "Anni" Keller"', "030 1")


def test_the_sheet_with_the_contacts_is_found_behind_others(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["Read me first"])
    for title, state in (("Old", "hidden"), ("Contacts", "visible"), ("More", "visible")):
        sheet = book.create_sheet(title)
        sheet.sheet_state = state
        sheet.append(["Phone list of 2024"])
        sheet.append(["Name", "Phone"])
        sheet.append([title, "030 23125 100"])
    book.save(tmp_path / "a.xlsx")

    assert names(tmp_path / "a.xlsx") == ["Contacts"]


def test_a_vcard_is_known_below_other_lines_and_without_a_mark(file: Callable[[str | bytes], Path]) -> None:
    card = "BEGIN:VCARD\nFN:Jürgen\nTEL:030 1\nEND:VCARD\n"

    assert names(file(f"# written by a program\n{card}")) == ["Jürgen"]
    assert names(file(card.encode("utf-16-le"))) == ["Jürgen"]
