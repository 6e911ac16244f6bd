"""Digits in a number, for PostgreSQL: its index of words knows any four of them that stand together.

Of a million contacts tens of thousands have three digits, of which trigrams are made, and a thousand have four. How a
number begins is in the index too: its sign with two digits and with three.
"""

from __future__ import annotations

from string import digits as every_digit

TOGETHER = 4
MOST = 8
"""So many of them are asked for. They tell a number from any other, and somebody may type a hundred digits."""
_FEWEST = 3
_SIGNS = "+="
_AS_INDEXED = str.maketrans(every_digit, "ABCDEFGHIJ")
"""As capitals, which words have none of."""


def is_of_digits(piece: str) -> bool:
    """Whether it is a number or a part of one. Behind a blank digits begin a word, and are looked for as one."""
    bare = _bare(piece)
    return bare.isascii() and bare.isdecimal()


def query(piece: str) -> str:
    """A tsquery that all numbers with these digits meet; empty where the index knows nothing of so few."""
    sign, bare = piece[: len(piece) - len(piece.lstrip(_SIGNS))], _bare(piece)
    if len(bare) >= TOGETHER:
        places = range(len(bare) - TOGETHER + 1)[-MOST:]
        begun = [_lexeme(sign + bare[:_FEWEST])] if sign else []
        return " & ".join([*begun, *(_lexeme(bare[place : place + TOGETHER]) for place in places)])
    if sign:
        return _lexeme(f"{sign}{bare}") if len(bare) > 1 or piece.endswith("\n") else ""
    return f"({' | '.join([_lexeme(bare + digit) for digit in ('', *every_digit)])})" if len(bare) == _FEWEST else ""


def _bare(piece: str) -> str:
    return piece.lstrip(_SIGNS).removesuffix("\n")


def _lexeme(text: str) -> str:
    return f"'{text.translate(_AS_INDEXED)}'"
