"""Reads a search: which pieces of text must stand in a contact's search text for it to be meant.

The search text is described at `directory.search.describe`.
"""

from __future__ import annotations

from itertools import groupby
from typing import TypeAlias

import phonenumbers

from clicktocall.numbering import plans
from clicktocall.numbering.formatting import search_digits
from clicktocall.numbering.parsing import NotANumber, parse
from directory.folding import fold, fold_spelled_out

Criterion: TypeAlias = frozenset[frozenset[str]]
"""Alternatives; each is a set of pieces that must all be there."""

FEWEST_DIGITS = 3
"""Fewer would be found somewhere inside almost every number."""


def criteria(query: str, *, region: str) -> list[Criterion]:
    """What must all be met. Digits and signs in a row are one number, read as in `region`; each word counts.

    The line of a whole number meets every criterion, whatever way it is spelled.
    """
    found: list[Criterion] = []
    for is_word, tokens in groupby(query.split(), key=_has_letters):
        if is_word:
            found += [_word(token) for token in tokens]
        else:
            found.append(_number(" ".join(tokens), region=region))
    whole = _whole_number(query, region=region)
    return [criterion | whole for criterion in dict.fromkeys(found) if criterion]


def _has_letters(token: str) -> bool:
    return any(character.isalpha() for character in token)


def _word(token: str) -> Criterion:
    return frozenset(frozenset(folded.split()) for folded in (fold(token), fold_spelled_out(token)) if folded)


def _whole_number(query: str, *, region: str) -> Criterion:
    try:
        number = parse(query, region=region)
    except NotANumber:
        return frozenset()
    return frozenset({frozenset({f"{number.e164}\n"})}) if number.e164 else frozenset()


def _number(text: str, *, region: str) -> Criterion:
    """Part of a number, or of a name with digits in it (Studio 54, 1 800 Flowers)."""
    spellings = {search_digits(text), search_digits(text.replace("(0)", ""))} - {""}
    is_international = text.lstrip(" (").startswith("+")
    begun = spellings if is_international else _after_prefix(spellings, region=region)
    pieces = {f"+{beginning}" for digits in begun for beginning in (digits, _without_trunk_zero(digits))}
    if spellings:
        pieces |= {f"\n{fold(text)}", f" {fold(text)}"}
    if not is_international:
        pieces |= {f"={digits}\n" for digits in spellings}
        pieces |= {digits for digits in spellings if len(digits) >= FEWEST_DIGITS}
    return frozenset(frozenset({piece}) for piece in pieces)


def _after_prefix(spellings: set[str], *, region: str) -> set[str]:
    """What follows 00 or the prefix that `region` dials for +: country code first."""
    prefixes = ("00", plans.international_prefix(region))
    return {digits.removeprefix(prefix) for digits in spellings for prefix in prefixes if digits.startswith(prefix)} - {
        ""
    }


def _without_trunk_zero(digits: str) -> str:
    """+49 0171 means +49 171."""
    for length in (1, 2, 3):
        code, rest = digits[:length], digits[length:]
        if int(code) in phonenumbers.COUNTRY_CODE_TO_REGION_CODE and rest.startswith("0"):
            return code + rest[1:]
    return digits
