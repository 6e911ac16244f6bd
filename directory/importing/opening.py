"""Opens a file of contacts, whatever program wrote it, and gives its cards one after the other. Knows no database."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from django.utils.translation import gettext as _

from directory.folding import fold
from directory.importing.bounds import MOST_BYTES
from directory.importing.cards import Card
from directory.importing.columns import Column, Field, column_of
from directory.importing.faults import Fault, Unreadable
from directory.importing.heading_rows import NAMES, REACHED_BY
from directory.importing.layouts import EVERYBODY, recognised
from directory.importing.ldif import BEGINNING, open_ldif
from directory.importing.tables import Table, open_text
from directory.importing.tabular import read_table
from directory.importing.vcards import read_vcards
from directory.importing.workbooks import open_workbook

__all__ = ["Book", "Fault", "Unmapped", "Unreadable", "mapping_key", "open_book", "open_table"]

WHY = "Why it was rejected"
"""The heading of the reasons in a file of rejected entries. Nothing is taken from it."""
_ARCHIVE = b"PK\x03\x04"
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
_VCARD = re.compile(rb"^[ \t]*(?:[\w.]+:\s*)?BEGIN\s*:\s*VCARD\s*$", re.IGNORECASE | re.MULTILINE)
_IS_NO_TABLE = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"\x7fELF",
    b"[{",
    b'["vcard"',
    b'{"',
)
_MARKUP = (b"<?xml", b"<!doctype", b"<html", b"<table")
"""However it is written: what many programs give as a table for Excel is a web page with the name of a workbook."""

_OPENERS = {"ldif": open_ldif, "text": open_text}


class Unmapped(Unreadable):
    """Its columns say nothing to us: somebody has to say what they mean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """An open file. Iterating `cards` may raise Unreadable. `ignored` are the headings of which nothing is taken."""

    format: str
    cards: Iterator[Card | Fault]
    headings: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()

    @property
    def ignored(self) -> tuple[str, ...]:
        pairs = zip(self.headings, self.columns, strict=True)
        return tuple(heading for heading, column in pairs if heading and column.field is Field.NOTHING)


@contextmanager
def open_book(path: Path, *, region: str = "", mapping: Mapping[str, str] | None = None) -> Iterator[Book]:
    """The contacts of a file. `mapping` says what its headings mean, if somebody has chosen. Raises Unreadable.

    `region` is the country that it comes from: what is not in Unicode is read as Windows writes it there.
    """
    if _kind(path) == "vcard":
        yield Book(format="vCard", cards=_at_least_one(read_vcards(path, region=region)))
        return
    with open_table(path, region=region) as table:
        name, columns = _meaning(table.headings, mapping)
        cards = _at_least_one(read_table(table, columns))
        yield Book(format=name, cards=cards, headings=table.headings, columns=columns)


@contextmanager
def open_table(path: Path, *, region: str = "") -> Iterator[Table]:
    """The rows of a table as they stand, for whoever has to say what its columns mean. Raises Unreadable."""
    kind = _kind(path)
    if kind == "vcard":
        raise Unreadable(_("A vCard file has no columns."))
    with open_workbook(path) if kind == "workbook" else _OPENERS[kind](path, region=region) as table:
        yield table


def mapping_key(headings: tuple[str, ...]) -> str:
    """Files with the same headings are mapped alike, rejected entries that come back included."""
    return "\n".join(fold(heading) or heading for heading in headings if heading != WHY)


def _kind(path: Path) -> str:
    """What sort of file it is, by its first bytes: names lie."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            beginning = file.read(1024)
    except OSError as error:
        said = {"file": path, "reason": error.strerror or error}
        raise Unreadable(_("%(file)s cannot be read: %(reason)s.") % said) from None
    if size > MOST_BYTES:
        raise Unreadable(_("The file is larger than %d megabytes. Divide it.") % (MOST_BYTES // 1024 // 1024))
    if beginning.startswith((_ARCHIVE, _OLD_WORKBOOK)):
        return "workbook"
    text = (
        beginning.replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    )
    if beginning.startswith(_IS_NO_TABLE) or text.lstrip().startswith(_IS_NO_TABLE):
        raise Unreadable(_("This is no list of contacts. Bring a CSV file, a workbook (XLSX, ODS), vCards or LDIF."))
    if text.lstrip().lower().startswith(_MARKUP):
        raise Unreadable(
            _("This is a web page or XML, whatever it is called. Open it in a spreadsheet program and save it as XLSX.")
        )
    if BEGINNING.match(text):
        return "ldif"
    return "vcard" if _VCARD.search(text.replace(b"\r", b"\n")) else "text"


def _meaning(headings: tuple[str, ...], mapping: Mapping[str, str] | None) -> tuple[str, tuple[Column, ...]]:
    if mapping is not None:
        usual = (recognised(headings) or EVERYBODY).columns(headings)
        chosen = [
            column_of(mapping[heading]) if heading in mapping else column
            for heading, column in zip(headings, usual, strict=True)
        ]
        columns = tuple(
            replace(column, group=column.group or f"{index}") if column.field in REACHED_BY else column
            for index, column in enumerate(chosen)
        )
        name = _("a table mapped by hand")
    else:
        layout = recognised(headings) or EVERYBODY
        name, columns = layout.name or _("a table"), layout.columns(headings)
    fields = {column.field for column in columns}
    if not fields & NAMES:
        raise Unmapped(_('No column is headed "name". The first row has to hold the headings.'))
    if not fields & REACHED_BY:
        raise Unmapped(_('No column holds numbers. Head it with "phone", "mobile", "work" or "home".'))
    return name, columns


def _at_least_one(cards: Iterator[Card | Fault]) -> Iterator[Card | Fault]:
    first = next(cards, None)
    if first is None:
        raise Unreadable(_("There is no contact in the file."))
    yield from chain([first], cards)
