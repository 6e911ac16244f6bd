"""Names as the keys of a telephone: 2662 is Anna."""

from __future__ import annotations

from functools import lru_cache
from itertools import product
from math import prod

LONGEST = 10
"""So many keys tell names apart; more would only make the index larger."""
MARK = "0"
"""Begins what is no word, so that an index, which knows no capitals, never takes it for one that begins so."""
MOST = 256
"""So many beginnings of names are looked for at once: those of any four keys."""
_LETTERS = ("abc", "def", "ghi", "jkl", "mno", "pqrs", "tuv", "wxyz")
_KEYS = str.maketrans(
    "abcdefghijklmnopqrstuvwxyz0123456789",
    "JJJKKKQQQVVVWWWXXXXYYYZZZZ" + "01" + "JKQVWXYZ",
)
"""A capital letter for each key, so that keys are never taken for the digits of a number or the letters of a name."""


@lru_cache(maxsize=4096)
def keypad_name(word: str) -> str:
    """The keys of a folded word; empty for one that no keypad can write."""
    return f"{MARK}{word[:LONGEST].translate(_KEYS)}" if word.isascii() else ""


def keypad_word(digits: str) -> str:
    """What keys that were typed stand for: the same capitals; empty unless they are keys with letters alone."""
    return f"{MARK}{digits[:LONGEST].translate(_KEYS)}" if digits and set(digits) <= set("23456789") else ""


def letters_of(digits: str) -> list[str]:
    """The letters of each of these keys; none where they are not keys with letters alone, or could mean too much."""
    letters = [_LETTERS[int(key) - 2] for key in digits] if keypad_word(digits) else []
    return letters if prod(map(len, letters)) <= MOST else []


def beginnings_of(letters: list[str]) -> list[str]:
    """All that such keys can write."""
    return ["".join(written) for written in product(*letters)]
