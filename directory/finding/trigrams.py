"""What trigram indexes are asked. SQLite's answers for three signs; two spaces stand before each word in it."""

from __future__ import annotations

from collections.abc import Sequence

from directory.finding.conditions import simplest
from directory.spelling import Criterion

FEWEST = 3
TELLING = 5
"""So many signs of a word tell contacts apart beside another word, and each sign costs time."""


def tellable(wanted: Sequence[Criterion]) -> list[Criterion]:
    """Those by which contacts are told apart: of one or two letters an index knows half the directory.

    All of them, if there are no others; the row is asked for the rest.
    """
    return [criterion for criterion in wanted if plain(criterion)] or list(wanted)


def plain(criterion: Criterion) -> list[str]:
    """A text of three signs and more for each alternative, one of which every contact has that is meant; or none.

    Without the sign before it, such as the + of a number: what has +4917 has 4917, and far fewer do than have +49. Two
    digits keep it: beside 0060, which stands in the middle of numbers, those in Malaysia (+60) may be meant.
    """
    texts = [max((_telling(piece) for piece in pieces), key=len) for pieces in simplest(criterion)]
    if not texts or min(map(len, texts)) < FEWEST:
        return []
    return [text for text in dict.fromkeys(texts) if not any(other in text and other != text for other in texts)]


def match(wanted: Sequence[Criterion]) -> str:
    """An FTS5 query whose answers hold all that meet these criteria, and few others. Empty: the index cannot tell.

    The index keeps no positions, so a piece is asked for as its trigrams; whether they stand together the row tells.
    """
    asked = [_criterion(criterion, is_alone=len(wanted) == 1) for criterion in wanted]
    return " AND ".join(one for one in asked if one)


def _criterion(criterion: Criterion, *, is_alone: bool) -> str:
    alternatives = [_pieces(pieces, is_alone=is_alone) for pieces in sorted(criterion, key=sorted)]
    return f"({' OR '.join(dict.fromkeys(alternatives))})" if alternatives and all(alternatives) else ""


def _pieces(pieces: frozenset[str], *, is_alone: bool) -> str:
    texts = [_as_indexed(piece) if is_alone else _some(piece) for piece in sorted(pieces)]
    grams = dict.fromkeys(gram for text in texts for gram in _grams(text))
    return f"({' AND '.join(grams)})" if grams else ""


def _some(piece: str) -> str:
    """Beside another criterion a few signs are enough: of a word its first ones, of a number, which begins as others
    do, its last.
    """
    bare = _bare(piece)
    if len(bare) < FEWEST:
        return _as_indexed(piece)
    return bare[-TELLING:] if bare.isdecimal() else bare[:TELLING].replace(" ", "  ")


def _as_indexed(piece: str) -> str:
    """As `directory.finding.keeping` writes it: each space and each line break is two spaces.

    Of those that every tenth contact has, such as the beginning of a word, the index is asked only where it must be.
    """
    if len(_bare(piece)) >= FEWEST:
        return piece.lstrip("+=").rstrip("\n").replace(" ", "  ").removeprefix(" ")
    spaced = piece.replace("\n", " ").replace(" ", "  ")
    return f"  {spaced}" if spaced[0] in "+=^" else spaced


def _telling(piece: str) -> str:
    bare = _bare(piece)
    return piece if len(bare) == FEWEST - 1 and piece == f"+{bare}" else bare


def _bare(piece: str) -> str:
    return piece.lstrip(" +=~^").rstrip("\n")


def _grams(text: str) -> list[str]:
    grams = [text[place : place + 3] for place in range(len(text) - 2)]
    return ['"' + gram.replace('"', '""') + '"' for gram in grams]
