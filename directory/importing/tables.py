"""Text in columns: encoding, separator and rows, a row at a time whatever the file holds."""

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

from directory.importing.bounds import LONGEST_CELL, LONGEST_ROW, MOST_COLUMNS, MOST_ROWS
from directory.importing.cells import unguarded
from directory.importing.faults import Unreadable

SEPARATORS = ",;\t|"
_NAMED_SEPARATOR = re.compile(r"\s*\"?sep=(.)\"?\s*", re.IGNORECASE)
_LONGEST_FIRST_LINES = 65_536
_MOST_BLANK_LINES = 1_000


@dataclass(slots=True, kw_only=True)
class Line:
    """One row. `number` counts as a spreadsheet does: the headings are row 1."""

    number: int
    cells: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """An open table. Iterating `lines` may raise Unreadable."""

    headings: tuple[str, ...]
    lines: Iterator[Line]


@contextmanager
def open_text(path: Path) -> Iterator[Table]:
    """A file of comma-, semicolon-, tab- or bar-separated text. Raises Unreadable."""
    with path.open(encoding=encoding_of(path), newline="") as file:
        try:
            separator = _separator(file)
        except UnicodeError:
            raise Unreadable(_("Its characters cannot be read. Save it as CSV in UTF-8.")) from None
        feed = _Feed(file)
        yield table_of(_lines(feed, separator))


def table_of(lines: Iterator[Line]) -> Table:
    """The first row that says something holds the headings."""
    first = next((line for line in lines if any(map(str.strip, line.cells))), None)
    if first is None:
        raise Unreadable(_("The file is empty."))
    if len(first.cells) > MOST_COLUMNS:
        raise Unreadable(_("It has more than %d columns. Leave out those that are not needed.") % MOST_COLUMNS)
    return Table(headings=tuple(cell.strip() for cell in first.cells), lines=lines)


def encoding_of(path: Path) -> str:
    """UTF-16 where a mark says so (Excel's "Unicode text"), UTF-8 if all of it is, else what Windows writes."""
    with path.open("rb") as file:
        beginning = file.read(2)
        if beginning in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
            return "utf-16"
        decoder = codecs.getincrementaldecoder("utf-8-sig")()
        try:
            decoder.decode(beginning)
            while piece := file.read(1 << 18):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"


class _Feed:
    """The lines of a file for the csv module, which would gather a row of any length."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self.fed = 0

    def __iter__(self) -> Iterator[str]:
        while line := self._file.readline(LONGEST_ROW + 1):
            self.fed += len(line)
            if self.fed > LONGEST_ROW:
                raise Unreadable(
                    _("A row is longer than %d characters. Perhaps a quotation mark is missing.") % LONGEST_ROW
                )
            yield line


def _separator(file: TextIO) -> str:
    """The one that separates most headings. The file is left where the headings begin."""
    first = file.readline(_LONGEST_FIRST_LINES)
    if named := _NAMED_SEPARATOR.fullmatch(first):
        return named[1]
    for _blank in range(_MOST_BLANK_LINES):
        if not first or first.strip():
            break
        first = file.readline(_LONGEST_FIRST_LINES)
    file.seek(0)
    headings = re.sub(r'"[^"]*"', "", first)
    return max(SEPARATORS, key=headings.count)


def _lines(feed: _Feed, separator: str) -> Iterator[Line]:
    csv.field_size_limit(LONGEST_CELL)
    rows = csv.reader(feed, delimiter=separator, strict=True)
    number = 0
    while True:
        number += 1
        feed.fed = 0
        try:
            cells = next(rows, None)
        except (csv.Error, UnicodeError) as error:
            if "field limit" in str(error):
                raise Unreadable(
                    _("A cell of row %d does not end. Perhaps a quotation mark is missing.") % number
                ) from None
            said = {"row": number, "reason": error}
            raise Unreadable(_("Row %(row)s and what follows cannot be read: %(reason)s.") % said) from None
        if cells is None:
            return
        if number > MOST_ROWS:
            raise Unreadable(_("The file has more than %d rows. Divide it.") % MOST_ROWS)
        if cells:
            yield Line(number=number, cells=[unguarded(cell) if cell[:1] == "'" else cell for cell in cells])
