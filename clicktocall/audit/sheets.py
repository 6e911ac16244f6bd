"""Rows as CSV, line by line as they are read, in a form that no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r", "\n")
BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel reads UTF-8 as something else."""


class _Line:
    """What csv writes to: hands each line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def guarded(cell: object) -> str:
    """The cell as text. What a spreadsheet would calculate gets an apostrophe in front, so that it is only shown.

    Source: OWASP, "CSV Injection".
    """
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(FORMULA_BEGINS) else text


def csv_lines(head: Iterable[object], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """One line after the other; memory does not grow with their number."""
    writer = csv.writer(_Line())
    yield BYTE_ORDER_MARK + str(writer.writerow([guarded(cell) for cell in head]))
    for row in rows:
        yield str(writer.writerow([guarded(cell) for cell in row]))
