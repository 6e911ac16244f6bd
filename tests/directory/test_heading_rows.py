"""Headings are found below a title, on a later sheet, and whatever divides and quotes them."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from unittest.mock import Mock

import openpyxl
import pytest

from directory.importing import workbooks
from directory.importing.cards import Card
from directory.importing.faults import Unreadable
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

    assert names(tmp_path / "a.xlsx") == ["Contacts", "More"]


def test_sheets_with_the_same_headings_are_one_list(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (["All our people"], ["Name", "Phone"], ["Anna", "030 1"], ["Ben", "030 2"]):
        book.active.append(row)
    book.create_sheet("Empty")
    for title, rows in {
        "Berlin": [["Berlin"], [], [" Name ", "Phone", ""], ["Clara", "030 3", "x"]],
        "Sums": [["Town", "People"], ["Berlin", "1"]],
        "Rome": [["Name", "Phone"]],
        "Paris": [["Name", "Phone"], ["Dora", "030 4"], [], ["Emil", "030 5"]],
    }.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(tmp_path / "a.xlsx")

    assert names(tmp_path / "a.xlsx") == ["Anna", "Ben", "Clara", "Dora", "Emil"]


def test_rows_are_counted_over_all_sheets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for sheet in (book.active, book.create_sheet("More")):
        for row in (["Name", "Phone"], ["Anna", "030 1"], ["Ben", "030 2"]):
            sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    monkeypatch.setattr(workbooks, "MOST_ROWS", 4)
    assert names(tmp_path / "a.xlsx") == ["Anna", "Ben", "Anna", "Ben"]

    monkeypatch.setattr(workbooks, "MOST_ROWS", 3)
    with pytest.raises(Unreadable, match="more than 3 rows"):
        names(tmp_path / "a.xlsx")


def test_a_vcard_is_known_below_other_lines_and_without_a_mark(file: Callable[[str | bytes], Path]) -> None:
    card = "BEGIN:VCARD\nFN:Jürgen\nTEL:030 1\nEND:VCARD\n"

    assert names(file(f"# written by a program\n{card}")) == ["Jürgen"]
    assert names(file(card.encode("utf-16-le"))) == ["Jürgen"]


def test_one_process_looks_at_all_sheets_but_no_further_than_the_tenth(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading = Mock(wraps=workbooks._reading)
    monkeypatch.setattr(workbooks, "_reading", reading)
    book = openpyxl.Workbook()
    for place in range(11):
        sheet = book.create_sheet(f"Sheet {place}")
        sheet.append(["Name", "Phone"] if place in {9, 10} else ["Red", "Blue"])
        sheet.append([f"Anna {place}", "030 23125 100"])
    path = tmp_path / "contacts.xlsx"
    book.save(path)

    assert names(path) == ["Anna 9"]
    del book["Sheet 9"], book["Sheet 8"]
    book.create_sheet("Another", 1).append(["Green", "White"])
    book.create_sheet("One more", 1).append(["Green", "White"])
    book.save(path)
    with pytest.raises(Unreadable, match='No column is headed "name"'):
        names(path)
    assert [called.args[1] for called in reading.call_args_list] == [
        *("0", "beginnings", "9", "beginnings"),
        *("0", "beginnings"),
    ]


def test_a_broken_sheet_behind_the_first_one_does_not_keep_it_from_being_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["Red", "Blue"])
    book.create_sheet("Broken").append(["Name", "Phone"])
    book.save(tmp_path / "whole.xlsx")
    with zipfile.ZipFile(tmp_path / "whole.xlsx") as whole, zipfile.ZipFile(tmp_path / "a.xlsx", "w") as broken:
        for part in whole.namelist():
            broken.writestr(part, b"<worksheet><row></sheet" if part.endswith("sheet2.xml") else whole.read(part))

    with pytest.raises(Unreadable, match='No column is headed "name"'):
        names(tmp_path / "a.xlsx")


def test_a_blank_or_a_quotation_mark_divides_nothing(file: Callable[[str | bytes], Path]) -> None:
    for mark in (" ", '"', "'", "a"):
        assert names(file(f"sep={mark}\nName;Phone\nAnna Keller;030 1\n")) == ["Anna Keller"]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16", "utf-16-le"])
def test_ldif_is_read_in_any_encoding(file: Callable[[str | bytes], Path], encoding: str) -> None:
    record = "dn: cn=Jürgen Groß\ncn: Jürgen Groß\nsn: Groß\ntelephoneNumber: 030\n  1\nmobile: 0171 1\n\n"

    path = file((record + record.replace("Groß", "Kühn")).encode(encoding))

    assert names(path) == ["Jürgen Groß", "Jürgen Kühn"]
    assert [phone.typed for card in cards_of(path) if isinstance(card, Card) for phone in card.phones] == [
        *("030 1", "0171 1"),
        *("030 1", "0171 1"),
    ]
