"""Opens one workbook and prints its rows as lines of JSON: a program of its own, that may use up only so much.

A workbook is a small archive of anything: a few kilobytes can ask for all memory there is. Whoever starts this
reads lines and is not harmed by its end. Standard library and python-calamine only, nothing of ours.
"""

from __future__ import annotations

import datetime
import json
import resource
import sys
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

MOST_MEMORY = 1 << 30
MOST_SECONDS = 60
MOST_SHEETS = 10
LOOKED_AT = 20
"""Rows of each of these sheets among which somebody looks for headings."""
LONGEST_EXACT = 10**15
"""From here on a spreadsheet keeps no longer every digit of a whole number."""


def main(path: str, what: str) -> int:
    """`what` is the place of a sheet, or "beginnings"."""
    for bound, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, MOST_SECONDS),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):  # a system that does not know this bound; the reader's clock still holds
            resource.setrlimit(bound, (most, most))
    try:
        for row in beginnings(path) if what == "beginnings" else rows(path, int(what)):
            sys.stdout.write(json.dumps(row) + "\n")
    except (CalamineError, OSError, ValueError) as error:
        sys.stderr.write(type(error).__name__)
        return 3
    return 0


def rows(path: str, place: int) -> Iterator[list[str]]:
    """The rows of a visible sheet that has any, from its first row on; so many of them stand before it."""
    with CalamineWorkbook.from_path(path) as book:
        for sheet in islice(sheets(book), place, place + 1):
            yield from texts(sheet)


def beginnings(path: str) -> Iterator[list[str] | None]:
    """The first rows that say something of each of the first such sheets; None stands before each sheet."""
    with CalamineWorkbook.from_path(path) as book:
        for sheet in islice(sheets(book), MOST_SHEETS):
            yield None
            yield from islice(filter(any, texts(sheet)), LOOKED_AT)


def sheets(book: CalamineWorkbook) -> Iterator[CalamineSheet]:
    for meta in book.sheets_metadata:
        if meta.typ == SheetTypeEnum.WorkSheet and meta.visible == SheetVisibleEnum.Visible:
            sheet = book.get_sheet_by_name(meta.name)
            if sheet.height:
                yield sheet


def texts(sheet: CalamineSheet) -> Iterator[list[str]]:
    for row in sheet.iter_rows():
        yield [text(cell) for cell in row]


def text(cell: object) -> str:
    """What a cell says. A number without its decorations; one too long to be exact keeps the look of an amount."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < LONGEST_EXACT else repr(cell)
    if isinstance(cell, datetime.datetime | datetime.date | datetime.time):
        return str(cell)
    return "" if cell is None else str(cell)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
