"""Cells: plain text, and the guard against spreadsheets that would run a cell as a formula."""

from __future__ import annotations

import re

_WOULD_RUN = re.compile(r"'*[=+\-@\t\r]")
_SPACE = re.compile(r"[^\S\n]+")
_BREAKS = re.compile(r"\r\n?|[\u2028\u2029\v\f]")
_INVISIBLE = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ud800-\udfff]")
"""Characters that databases refuse or people cannot see."""


def guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula. `unguarded` undoes exactly this.

    Source: OWASP, CSV injection: cells that begin with = + - @, a tab or a carriage return.
    """
    return f"'{cell}" if _WOULD_RUN.match(cell) else cell


def unguarded(cell: str) -> str:
    """A cell without its guard. The apostrophe of 't Hooft is none."""
    return cell[1:] if cell.startswith("'") and _WOULD_RUN.match(cell) else cell


def one_line(cell: str) -> str:
    """Words with one space between them."""
    return " ".join((cell if cell.isprintable() else _INVISIBLE.sub("", cell)).split())


def lines(cell: str) -> str:
    """Text that may have several lines: line breaks are one sign, nothing stands at the end of a line."""
    plain = _INVISIBLE.sub("", _BREAKS.sub("\n", cell)).replace("\t", " ")
    return "\n".join(_SPACE.sub(" ", line).strip() for line in plain.split("\n")).strip("\n")
