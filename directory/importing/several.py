"""Cells that hold more, or less, than the one number or address they are for: several, a remark beside it, or "n/a"."""

from __future__ import annotations

import re

from clicktocall.numbering.spelling import LABEL
from directory.folding import fold

_MOST = 10
"""Numbers in one cell that are told apart."""
_LONGEST = 1_000
"""Characters. A longer cell is none of several numbers or addresses, and is not looked through for them."""
_WORDS = r"\s+(?:or|oder|o|ou|und|and|e|et|y|u|&)\s+"
_BETWEEN = re.compile(rf"\s*[;|]\s*|\s+/\s+|\s*,\s*(?![,;pw])|{_WORDS}", re.IGNORECASE)
_BETWEEN_OR_SLASH = re.compile(rf"\s*[;|/]\s*|\s*,\s*(?![,;pw])|{_WORDS}", re.IGNORECASE)
_DASH = re.compile(r"\s+[-\u2013\u2014]\s+")
_LONG = 9
"""Digits of numbers on both sides of a dash. Shorter ones are more likely two pieces of one number."""
_WHOLE = re.compile(r"(?:[+(0]|(?=(?:\D*\d){10}))(?:[^\w*#]*\d){7,}[^\w*#]*", re.ASCII)
"""A number that nothing need be added to: it begins with + or zero, or it is as long as with an area code."""
_INTERNAL = re.compile(r"[1-9][0-9]{2,5}")
_AMOUNT = re.compile(r"[0-9],[0-9]")
_TAILS = re.compile(r"(?P<first>[+0-9][0-9 ()./-]*-(?P<tail>\d{1,5}))(?P<others>(?:\s*/\s*-\s*\d{1,5})+)")
"""030 23125-100/-101: of the second number only that which is different."""
_NUMBER = re.compile(r"(?<![\w+])\(?\+?\d[\d \u00a0()./-]{4,}\d\)?(?!\w)")
_ADDRESS = re.compile(r"[^\s;,<>:\"()@]+@[^\s;,<>:\"()@]+")
_ROUND_A_REMARK = " \t()[]{},;:/|-"
_LONGEST_REMARK = 40
_IS_NO_REMARK = re.compile(r"[0-9@<>=*#+\\]|:/|^(?:sip|sips|skype|callto)\b", re.IGNORECASE)
_NOTHING = frozenset({
    "na", "n a", "nd", "n d", "none", "null", "nil", "nan", "k a", "ka", "kein", "keine", "keiner", "unbekannt",
    "unknown", "x", "xx", "xxx", "nessuno", "nessuna", "aucun", "aucune", "ninguno", "geen", "leer", "empty",
})  # fmt: skip
"""What people write where there is no number, folded."""


def is_nothing(cell: str) -> bool:
    """Whether somebody has only said that there is nothing: a dash, "n/a", "keine". Not so #N/A, an error."""
    if cell.startswith("#") or any(map(str.isdigit, cell)):
        return False
    folded = fold(cell)
    return not folded or folded in _NOTHING


def numbers_in(cell: str) -> list[str]:
    """The numbers in a cell, where each of several is a whole one; else the cell as it stands."""
    if len(cell) > _LONGEST:
        return [cell]
    if tails := _TAILS.fullmatch(cell):
        return _with_tails(tails)
    for between in (_BETWEEN, _BETWEEN_OR_SLASH):
        parts = [part for part in between.split(cell, maxsplit=_MOST) if part]
        if 1 < len(parts) <= _MOST and (_are_internal(parts, cell) or all(map(_is_whole, parts))):
            return parts
    parts = [part for part in _DASH.split(cell, maxsplit=_MOST) if part]
    if 1 < len(parts) <= _MOST and all(map(_is_whole, parts)) and min(map(_digits, parts)) >= _LONG:
        return parts
    return [cell]


def _digits(part: str) -> int:
    return sum(map(str.isdigit, part))


def _are_internal(parts: list[str], cell: str) -> bool:
    return len(set(map(len, parts))) == 1 and all(map(_INTERNAL.fullmatch, parts)) and not _AMOUNT.search(cell)


def _is_whole(part: str) -> bool:
    part = LABEL.sub("", part.lower(), count=1)
    found = number_and_remark(part)
    return bool(_WHOLE.fullmatch(_in_ascii(found[0] if found else part)))


def number_and_remark(cell: str) -> tuple[str, str] | None:
    """The only number in a cell and the words beside it; None where there are others, or digits in the words."""
    found = _NUMBER.findall(cell) if len(cell) <= _LONGEST else []
    if len(found) != 1:
        return None
    before, _number, behind = cell.partition(found[0])
    words = " ".join(filter(None, (part.strip(_ROUND_A_REMARK) for part in (before, behind))))
    if not words or len(words) > _LONGEST_REMARK or not re.search(r"[^\W\d_]{2}", words) or _IS_NO_REMARK.search(words):
        return None
    return _closed(found[0]), words


def _closed(number: str) -> str:
    """A number without a bracket that has no other."""
    number = number if number.count("(") == number.count(")") else number.strip("()")
    return number.strip()


def _with_tails(found: re.Match[str]) -> list[str]:
    first, tail = found["first"], found["tail"]
    return [first, *(first.removesuffix(tail) + other for other in re.findall(r"\d+", found["others"]))]


def _in_ascii(part: str) -> str:
    """Blanks and digits of any script as plain ones: what is to be judged, not what is kept."""
    return part if part.isascii() else "".join(map(_plain, part))


def _plain(character: str) -> str:
    if character.isdecimal():
        return str(int(character))
    return " " if character.isspace() or not character.isprintable() else character


def is_address(cell: str) -> bool:
    return _ADDRESS.fullmatch(cell) is not None


def addresses_in(cell: str) -> list[str]:
    """The e-mail addresses in a cell; none where nothing has an @, and one that is too long as it stands."""
    return _ADDRESS.findall(cell)[:_MOST] if len(cell) <= _LONGEST else [cell]
