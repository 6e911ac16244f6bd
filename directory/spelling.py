"""Reads a search: which pieces of text must stand in a contact's search text for it to be meant.

The search text is described at `directory.describing.describe`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import TypeAlias

import phonenumbers

from clicktocall.numbering import plans
from clicktocall.numbering.formatting import search_digits
from clicktocall.numbering.parsing import NotANumber, parse
from directory.folding import fold, fold_apart, fold_spelled_out
from directory.keypad import MARK, keypad_word, letters_of

Criterion: TypeAlias = frozenset[frozenset[str]]
"""Alternatives; each is a set of pieces that must all be there."""

FEWEST_DIGITS = 3
"""Fewer would be found somewhere inside almost every number."""
MOST_INITIALS = 4
FEWEST_LETTERS = 3
"""Fewer are looked for at the beginning of words alone: no index answers for less in the middle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was typed, as conditions. Whoever meets all of `strict` meets all of `loose`."""

    beginning: str
    """How a name begins that is meant before all others; folded."""
    strict: tuple[Criterion, ...]
    """Words that begin so, numbers that begin so, initials, keys of a keypad."""
    loose: tuple[Criterion, ...]
    """The same anywhere in a word or number."""
    numbers: frozenset[str]
    """Beginnings of international numbers, if nothing but a number was typed."""
    internal: frozenset[str]
    """Beginnings of numbers that have no international form, if nothing but digits were typed."""
    keys: str
    """Keys of a keypad, if nothing but a few of those were typed."""
    initials: str
    """Behind the mark that stands before initials, if nothing but two letters were typed."""
    words: tuple[str, ...]
    """The words in which a slip may be looked for."""


def read(query: str, *, region: str) -> Asked:
    """What must all be met. Digits and signs in a row are one number, read as in `region`; each word counts.

    The line of a whole number meets every criterion, whatever way it is spelled.
    """
    groups = [(is_word, list(tokens)) for is_word, tokens in groupby(query.split(), key=_has_letters)]
    words = [token for is_word, tokens in groups if is_word for token in tokens]
    numbers = [" ".join(tokens) for is_word, tokens in groups if not is_word]
    whole = _whole_number(query, region=region)
    strict = [_word(token, is_strict=True, is_alone=len(query.split()) == 1) for token in words]
    strict += [_begun_number(text, region=region, has_forms=bool(words)) for text in numbers]
    loose = [_word(token, is_strict=False, is_alone=len(query.split()) == 1) for token in words]
    loose += [_begun_number(text, region=region, has_forms=True) | _digits_anywhere(text) for text in numbers]
    digits = "" if words else " ".join(numbers)
    return Asked(
        beginning=fold(query),
        strict=_met(strict, whole),
        loose=_met(loose, whole),
        numbers=_international(digits, region=region) if digits else frozenset(),
        internal=frozenset() if _is_international(digits) else frozenset(_spellings(digits)),
        keys=digits if len(digits) >= FEWEST_DIGITS and letters_of(digits) else "",
        initials=_initials(query.strip(), most=2),
        words=tuple(word for token in words for word in fold(token).split()),
    )


def _met(criteria: Iterable[Criterion], whole: Criterion) -> tuple[Criterion, ...]:
    return tuple(criterion | whole for criterion in dict.fromkeys(criteria) if criterion)


def _has_letters(token: str) -> bool:
    return any(character.isalpha() for character in token)


def _word(token: str, *, is_strict: bool, is_alone: bool) -> Criterion:
    alternatives = {
        frozenset(f" {word}" if is_strict or _is_short(word) else word for word in folded.split())
        for folded in (fold(token), fold_spelled_out(token))
        if folded
    }
    if apart := fold_apart(token):
        alternatives.add(frozenset({f" {apart}"}))
    if is_alone and (initials := _initials(token, most=MOST_INITIALS)):
        alternatives.add(frozenset({initials}))
    return frozenset(alternatives)


def _initials(token: str, *, most: int) -> str:
    letters = fold(token) if token.isalpha() else ""
    return f"^{MARK}{letters.upper()}" if 2 <= len(letters) <= most else ""


def _is_short(word: str) -> bool:
    return len(word) < FEWEST_LETTERS


def _whole_number(query: str, *, region: str) -> Criterion:
    try:
        number = parse(query, region=region)
    except NotANumber:
        return frozenset()
    return frozenset({frozenset({f"{number.e164}\n"})}) if number.e164 else frozenset()


def _begun_number(text: str, *, region: str, has_forms: bool) -> Criterion:
    """The beginning of a number, of a name with digits in it (Studio 54, 1 800 Flowers), or a name on a keypad.

    `has_forms`: also of the form that people use for it at home, or of an internal number.
    """
    pieces = {frozenset({piece}) for piece in _international(text, region=region)}
    spellings = _spellings(text)
    if spellings:
        pieces.add(frozenset({f" {fold(text)}"}))
    if has_forms and not _is_international(text):
        pieces |= {frozenset({f"={digits}\n"}) for digits in spellings}
        pieces |= {frozenset({f"={digits}"}) for digits in spellings if len(digits) >= FEWEST_DIGITS}
    keys = [keypad_word(token) for token in text.split()]
    if keys and all(keys) and len(text) >= FEWEST_DIGITS:
        pieces.add(frozenset(f"~{key}" for key in keys))
    return frozenset(pieces)


def _digits_anywhere(text: str) -> Criterion:
    if _is_international(text):
        return frozenset()
    return frozenset(frozenset({digits}) for digits in _spellings(text) if len(digits) >= FEWEST_DIGITS)


def _spellings(text: str) -> set[str]:
    return {search_digits(text), search_digits(text.replace("(0)", ""))} - {""}


def _is_international(text: str) -> bool:
    return text.lstrip(" (").startswith("+")


def _international(text: str, *, region: str) -> frozenset[str]:
    """How international numbers begin that `text` may mean: +49171 for +49 (0)171, 0049 171, 0171 and 171."""
    spellings = _spellings(text)
    if _is_international(text):
        return frozenset(f"+{digits}" for begun in spellings for digits in (begun, _without_trunk_zero(begun)))
    abroad = _after_prefix(spellings, region=region)
    begun = {digits for one in abroad for digits in (one, _without_trunk_zero(one))}
    home = {digits for one in spellings if (digits := _at_home(one, region=region))}
    written = {digits for digits in spellings if len(digits) >= FEWEST_DIGITS and digits[0] != "0"}
    return frozenset(f"+{digits}" for digits in begun | home | {_with_country_code(one) for one in written})


def _after_prefix(spellings: set[str], *, region: str) -> set[str]:
    """What follows 00 or the prefix that `region` dials for +: country code first."""
    prefixes = ("00", plans.international_prefix(region))
    return {digits.removeprefix(prefix) for digits in spellings for prefix in prefixes if digits.startswith(prefix)} - {
        ""
    }


def _at_home(digits: str, *, region: str) -> str:
    """With the country code of the office before it, if it may be a number of that country; else empty."""
    code, trunk = plans.country_code(region), plans.trunk_prefix(region)
    if not code:
        return ""
    if trunk and digits.startswith(trunk) and len(digits) > len(trunk):
        return f"{code}{digits.removeprefix(trunk)}"
    return f"{code}{digits}" if len(digits) >= FEWEST_DIGITS and not digits.startswith("00") else ""


def _with_country_code(digits: str) -> str:
    """49 0171 means +49 171. Of 4901 that cannot be told yet, and whoever typed it sees numbers that hold it."""
    return _without_trunk_zero(digits) if len(digits) > FEWEST_DIGITS + 1 else digits


def _without_trunk_zero(digits: str) -> str:
    """+49 0171 means +49 171."""
    for length in (1, 2, 3):
        code, rest = digits[:length], digits[length:]
        if int(code) in phonenumbers.COUNTRY_CODE_TO_REGION_CODE and rest.startswith("0"):
            return code + rest[1:]
    return digits
