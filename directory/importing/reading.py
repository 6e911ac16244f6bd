"""Takes a file of contacts apart: encoding, separator, headings, rows. Knows no database."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from django.utils.translation import gettext as _

from directory.folding import fold
from directory.importing.faults import Fault, Unreadable

__all__ = ["Fault", "Row", "Sheet", "Unreadable", "open_sheet"]

_NAME = frozenset({"name", "full name", "display name"})
_NAME_PARTS = ("first name", "middle name", "last name")
_COMPANY = frozenset({"company", "company name", "organisation", "organization", "organization name"})
_NUMBER_ANYWHERE = frozenset({"phone", "telephone", "telefon", "tel", "mobile", "mobil", "cell", "fax"})
_NUMBER_IN_FRONT = frozenset({"number", "work", "home", "business", "direct", "central", "switchboard", "internal"})
_NO_NUMBER = frozenset(
    {"address", "city", "country", "email", "label", "mail", "page", "postal", "postcode", "region", "state"}
    | {"street", "title", "type", "url", "web", "website", "zip"}
)
"""Headings such as "Work email" or "Phone 1 - Label" have one of these."""
_SEVERAL = re.compile(r":::|[\r\n]+")
_LONGEST_HEADING_LINE = 65536


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What one row says. `number` counts as a spreadsheet does: the headings are row 1."""

    number: int
    name: str
    company: str
    numbers: tuple[tuple[str, str], ...]
    """Label and number, as they are written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """An open file. `ignored` are the headings of which nothing is taken. Iterating `rows` may raise Unreadable."""

    rows: Iterator[Row | Fault]
    ignored: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Columns:
    names: tuple[int, ...]
    company: int | None
    numbers: tuple[tuple[int, str], ...]
    count: int


@contextmanager
def open_sheet(path: Path) -> Iterator[Sheet]:
    """The contacts in a file of comma-, semicolon- or tab-separated text. Raises Unreadable."""
    try:
        file = path.open(encoding=_encoding(path), newline="")
    except OSError as error:
        reason = error.strerror or error
        raise Unreadable(_("%(file)s cannot be read: %(reason)s.") % {"file": path, "reason": reason}) from None
    with file:
        yield _sheet(file)


def _sheet(file: TextIO) -> Sheet:
    try:
        cells = csv.reader(file, delimiter=_separator(file), strict=True)
        headings = [heading.strip() for heading in next(cells, [])]
    except (UnicodeError, csv.Error) as error:
        raise Unreadable(_("Its headings cannot be read: %s. Save it as CSV in UTF-8.") % error) from None
    columns = _columns(headings)
    used = {*columns.names, columns.company, *(index for index, _label in columns.numbers)}
    ignored = tuple(heading for index, heading in enumerate(headings) if heading and index not in used)
    return Sheet(rows=_rows(cells, columns), ignored=ignored)


def _encoding(path: Path) -> str:
    """UTF-16 where a mark says so (Excel's "Unicode text"), UTF-8 if all of it is, else what Windows writes."""
    with path.open("rb") as file:
        if file.read(2) in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
            return "utf-16"
    try:
        with path.open(encoding="utf-8-sig", newline="") as text:
            while text.read(1 << 20):
                pass
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _separator(file: TextIO) -> str:
    """The one that separates most headings. The file is left at its beginning."""
    headings = re.sub(r'"[^"]*"', "", file.readline(_LONGEST_HEADING_LINE))
    file.seek(0)
    return max(",;\t", key=headings.count)


def _columns(headings: list[str]) -> _Columns:
    folded = [fold(heading) for heading in headings]
    names = [index for index, heading in enumerate(folded) if heading in _NAME][:1] or [
        folded.index(part) for part in _NAME_PARTS if part in folded
    ]
    numbers = tuple((index, headings[index]) for index, heading in enumerate(folded) if _is_number(heading))
    if not names:
        raise Unreadable(_('No column is headed "name". The first row has to hold the headings.'))
    if not numbers:
        raise Unreadable(_('No column holds numbers. Head it with "phone", "mobile", "work" or "home".'))
    companies = [index for index, heading in enumerate(folded) if heading in _COMPANY]
    return _Columns(
        names=tuple(names), company=companies[0] if companies else None, numbers=numbers, count=len(headings)
    )


def _is_number(heading: str) -> bool:
    words = heading.split()
    if not words or _NO_NUMBER & set(words):
        return False
    return words[0] in _NUMBER_IN_FRONT or bool(_NUMBER_ANYWHERE & set(words))


def _rows(cells: Iterator[list[str]], columns: _Columns) -> Iterator[Row | Fault]:
    number = 1
    while True:
        number += 1
        try:
            row = next(cells, None)
        except (csv.Error, UnicodeError) as error:
            raise Unreadable(
                _("Row %(row)s and what follows cannot be read: %(reason)s.") % {"row": number, "reason": error}
            ) from None
        if row is None:
            return
        if row:
            yield _row(row, columns, number=number)


def _row(cells: list[str], columns: _Columns, *, number: int) -> Row | Fault:
    if any(cell.strip() for cell in cells[columns.count :]):
        return Fault(
            row=number, sentence=_("It has more cells than the headings. Put a cell with a separator in quotes.")
        )
    cells += [""] * (columns.count - len(cells))
    name = " ".join(filter(None, (_clean(cells[index]) for index in columns.names)))
    company = "" if columns.company is None else _clean(cells[columns.company])
    numbers = tuple((label, part) for index, label in columns.numbers for part in _parts(cells[index]))
    if not (name or company or numbers):
        return Fault(row=number, sentence=_("It is empty."))
    if not (name or company):
        return Fault(row=number, sentence=_("It has no name."))
    if not numbers:
        return Fault(row=number, sentence=_("%s has no number.") % (name or company))
    if not name:
        name, company = company, ""
    return Row(number=number, name=name, company=company, numbers=numbers)


def _clean(cell: str) -> str:
    """One line of text. A NUL, which databases refuse, goes too."""
    return " ".join(cell.replace("\0", "").split())


def _parts(cell: str) -> list[str]:
    """The numbers in a cell: Google joins several with `:::`; an apostrophe in front keeps a spreadsheet calm."""
    parts = (_clean(part).removeprefix("'") for part in _SEVERAL.split(cell))
    return [part for part in parts if part]
