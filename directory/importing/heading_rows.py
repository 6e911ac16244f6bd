"""Finds the row of a table that holds its headings: often the first one, sometimes below a title."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence

from directory.importing.columns import Field
from directory.importing.layouts import EVERYBODY, recognised

NAMES = frozenset({Field.NAME, Field.INVERTED, Field.GIVEN, Field.FAMILY, Field.COMPANY, Field.NICKNAME})
REACHED_BY = frozenset({Field.PHONE, Field.EMAIL})
LOOKED_AT = 20
"""Rows among which the headings are looked for."""
_LONGEST = 1 << 16
_MOST = 200
"""Headings of a row that are looked at."""
_USUAL = ",;\t|"
_UNUSUAL = "^~:¦§"
_DIVIDES = frozenset(";\t|")
_IS_DATA = re.compile(r"\d{3}|@")


def understood(cells: Sequence[str]) -> int:
    """How many of these cells are headings that we know. 0 without a name among them, or without a way to reach it."""
    headings = tuple(cells[:_MOST])
    if len(headings) < 2 or any(map(_IS_DATA.search, headings)):
        return 0
    columns = (recognised(headings) or EVERYBODY).columns(headings)
    fields = {column.field for column in columns}
    return sum(column.field is not Field.NOTHING for column in columns) if fields & NAMES and fields & REACHED_BY else 0


def separator_of(lines: Iterable[str]) -> str:
    """What divides the cells of a file that begins so: by its headings, if we know them, else by its first line."""
    first = ""
    for line in _whole(lines):
        first = first or line
        found = {separator: _sense(_divided(line, separator)) for separator in _USUAL + _UNUSUAL}
        best = max(found, key=found.__getitem__)
        if found[best] > 0:
            return best
    headings = re.sub(r'"[^"]*"', "", first)
    return max(_USUAL, key=headings.count)


def _whole(lines: Iterable[str]) -> Iterator[str]:
    """Lines in which each quotation mark has another: a heading may have a line break in it."""
    begun = ""
    for line in lines:
        begun += line
        if begun.count('"') % 2 == 0 or len(begun) > _LONGEST:
            yield begun
            begun = ""
    if begun:
        yield begun


def _sense(cells: list[str]) -> int:
    """How much sense these headings make. What divides others hardly stands in one."""
    return understood(cells) - sum(not _DIVIDES.isdisjoint(cell) for cell in cells)


def _divided(line: str, separator: str) -> list[str]:
    if separator not in line:
        return []
    try:
        return next(csv.reader(line.splitlines(keepends=True), delimiter=separator, skipinitialspace=True), [])
    except csv.Error:
        return []
