"""Text in columns: encoding, separator and rows, a row at a time whatever the file holds."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import TextIO

from django.utils.translation import gettext as _

from directory.importing.bounds import LONGEST_CELL, LONGEST_ROW, MOST_COLUMNS, MOST_ROWS
from directory.importing.cells import unguarded
from directory.importing.charsets import AS_WINDOWS, encoding_of
from directory.importing.faults import Unreadable
from directory.importing.heading_rows import LOOKED_AT, separator_of, understood

_NAMED_SEPARATOR = re.compile(r"\s*\"?sep=([^\w\s\"']|\t)\"?\s*", re.IGNORECASE)
_BETWEEN_APOSTROPHES = re.compile(r" *'[^']*' *")
_LONGEST_FIRST_LINES = 65_536
_MOST_BLANK_LINES = 1_000


@dataclass(slots=True, kw_only=True)
class Line:
    """One row. `number` counts as a spreadsheet does: the headings are row 1."""

    number: int
    cells: list[str]
    is_broken: bool = False
    """Whether its quotation marks are wrong, so that nobody can say where its cells end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """An open table. Iterating `lines` may raise Unreadable."""

    headings: tuple[str, ...]
    lines: Iterator[Line]


@contextmanager
def open_text(path: Path, *, region: str) -> Iterator[Table]:
    """A file of comma-, semicolon-, tab- or bar-separated text. Raises Unreadable."""
    encoding = encoding_of(path, region=region)
    errors = AS_WINDOWS if encoding == "utf-8-sig" else "strict"
    with path.open(encoding=encoding, errors=errors, newline="") as file:
        try:
            dialect = _dialect(file)
        except UnicodeError:
            raise Unreadable(_("Its characters cannot be read. Save it as CSV in UTF-8.")) from None
        yield table_of(_lines(_Feed(file), dialect))


def table_of(lines: Iterator[Line]) -> Table:
    """The first row of headings that we know has the headings; without one the first row that says something."""
    saying = (line for line in lines if any(map(str.strip, line.cells)))
    before: list[Line] = []
    for line in islice(saying, LOOKED_AT):
        if understood(line.cells):
            return _table(line, lines)
        before.append(line)
    if not before:
        raise Unreadable(_("The file is empty."))
    return _table(before[0], chain(before[1:], lines))


def _table(first: Line, lines: Iterator[Line]) -> Table:
    if len(first.cells) > MOST_COLUMNS:
        raise Unreadable(_("It has more than %d columns. Leave out those that are not needed.") % MOST_COLUMNS)
    return Table(headings=tuple(cell.strip() for cell in first.cells), lines=lines)


class _Feed:
    """The lines of a file for the csv module, which would gather a row of any length."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self.row: list[str] = []
        """The lines of the row that is being read."""
        self.fed = 0

    def __iter__(self) -> Iterator[str]:
        while line := self._file.readline(LONGEST_ROW + 1):
            self.fed += len(line)
            if self.fed > LONGEST_ROW:
                raise Unreadable(
                    _("A row is longer than %d characters. Perhaps a quotation mark is missing.") % LONGEST_ROW
                )
            self.row.append(line)
            yield line


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dialect:
    """How the cells of a file are divided and quoted."""

    separator: str
    quote: str = '"'
    has_blanks: bool = False
    """Whether a blank stands between a separator and the quotation mark behind it."""


def _dialect(file: TextIO) -> _Dialect:
    """By the first lines. The file is left where the headings begin, or above them."""
    first = file.readline(_LONGEST_FIRST_LINES)
    named = _NAMED_SEPARATOR.fullmatch(first)
    beginning = file.tell() if named else 0
    lines = [first] if first.strip() and not named else []
    for _line in range(_MOST_BLANK_LINES):
        if len(lines) == LOOKED_AT or not (line := file.readline(_LONGEST_FIRST_LINES)):
            break
        if line.strip():
            lines.append(line)
    file.seek(beginning)
    separator = named[1] if named else separator_of(lines)
    return _Dialect(separator=separator, quote=_quote(lines, separator), has_blanks=_has_blanks(lines, separator))


def _quote(lines: list[str], separator: str) -> str:
    """An apostrophe where each cell of the first line stands between two of them."""
    cells = lines[0].rstrip("\r\n").split(separator) if lines else []
    return "'" if cells and all(_BETWEEN_APOSTROPHES.fullmatch(cell) for cell in cells) else '"'


def _has_blanks(lines: list[str], separator: str) -> bool:
    mark = re.escape(separator)
    text = "".join(lines)
    begun = len(re.findall(rf'{mark} +"', text))
    return bool(begun) and begun == len(re.findall(rf'{mark} +"[^"]*"(?=[\r\n{mark}]|$)', text))


def _lines(feed: _Feed, dialect: _Dialect) -> Iterator[Line]:
    csv.field_size_limit(LONGEST_CELL)
    separator = dialect.separator
    rows = csv.reader(
        feed, delimiter=separator, quotechar=dialect.quote, skipinitialspace=dialect.has_blanks, strict=True
    )
    number = 0
    while True:
        number += 1
        feed.fed = 0
        feed.row.clear()
        try:
            cells = next(rows, None)
        except (csv.Error, UnicodeError) as error:
            if "expected after" not in str(error):
                raise Unreadable(_why(number, error)) from None
            yield Line(number=number, cells="".join(feed.row).strip().split(separator), is_broken=True)
            continue
        if cells is None:
            return
        if number > MOST_ROWS:
            raise Unreadable(_("The file has more than %d rows. Divide it.") % MOST_ROWS)
        if cells:
            yield Line(number=number, cells=[unguarded(cell) if cell[:1] == "'" else cell for cell in cells])


def _why(number: int, error: Exception) -> str:
    if "field limit" in str(error):
        return _("A cell of row %d does not end. Perhaps a quotation mark is missing.") % number
    return _("Row %(row)s and what follows cannot be read: %(reason)s.") % {"row": number, "reason": error}
