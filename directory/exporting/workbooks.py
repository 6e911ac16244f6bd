"""Contacts as an XLSX workbook, written row by row into a file that goes when it has been read."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils.exceptions import IllegalCharacterError

from directory.exporting.tables import TableFormat, rows
from directory.importing.cards import Card

PIECE = 1 << 16
LONGEST_CELL = 32_767
"""Characters. Source: Excel specifications and limits."""


def workbook_pieces(table: TableFormat, cards: Iterable[Card], *, phones: int, emails: int) -> Iterator[bytes]:
    """The bytes of the workbook. Every cell is text: numbers keep their +, and nothing is a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Contacts")
    sheet.freeze_panes = "A2"
    headings = table.headings(phones, emails)
    sheet.append(list(headings))
    for cells in rows(table, cards, headings):
        sheet.append([_text(sheet, cell) for cell in cells])
    with tempfile.TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


def _text(sheet: object, text: str) -> object:
    if not text:
        return None
    try:
        cell = WriteOnlyCell(sheet, value=text[:LONGEST_CELL])
    except IllegalCharacterError:
        cell = WriteOnlyCell(sheet, value="".join(filter(str.isprintable, text))[:LONGEST_CELL])
    cell.data_type = "s"
    return cell
