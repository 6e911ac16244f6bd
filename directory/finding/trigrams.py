"""What SQLite's trigram index is asked. It answers for three signs; two spaces stand before each word in it."""

from __future__ import annotations

from collections.abc import Sequence

from directory.spelling import Criterion


def match(wanted: Sequence[Criterion]) -> str:
    """An FTS5 query whose answers hold all that meet these criteria, and few others. Empty: the index cannot tell.

    The index keeps no positions, so a piece is asked for as its trigrams; whether they stand together the row tells.
    """
    asked = [_criterion(criterion) for criterion in wanted]
    return " AND ".join(one for one in asked if one)


def _criterion(criterion: Criterion) -> str:
    alternatives = [_pieces(pieces) for pieces in sorted(criterion, key=sorted)]
    return f"({' OR '.join(alternatives)})" if alternatives and all(alternatives) else ""


def _pieces(pieces: frozenset[str]) -> str:
    grams = dict.fromkeys(gram for piece in sorted(pieces) for gram in _grams(_as_indexed(piece)))
    return f"({' AND '.join(grams)})" if grams else ""


def _as_indexed(piece: str) -> str:
    """As `directory.finding.keeping` writes it: each space and each line break is two spaces."""
    spaced = piece.replace("\n", " ").replace(" ", "  ")
    return f"  {spaced}" if spaced[0] in "+=^" else spaced


def _grams(text: str) -> list[str]:
    grams = [text[place : place + 3] for place in range(len(text) - 2)]
    return ['"' + gram.replace('"', '""') + '"' for gram in grams]
