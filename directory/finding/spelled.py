"""The words in which some letters stand, for PostgreSQL: a hundredth of the texts has all of them.

Whoever looks for letters in the middle of a word looks for these words instead, each whole. PostgreSQL's index of words
knows who has several of them without reading all who have one; its trigrams read all that have three letters each.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from clicktocall.prepared import fetch
from directory.finding.conditions import simplest
from directory.finding.trigrams import FEWEST
from directory.spelling import Criterion

MOST = 200
"""So many words are read. Names by a word that holds the letters are looked for if no more words have them."""
FEW = 50
"""So many words are asked for beside others: what PostgreSQL does for them grows with their square."""
LONG = 5
"""If most words only begin with so many letters, the index is asked for that beginning and for the others."""
LONG_BESIDE_COMMON = 3
"""The same beside three digits, which many have: the trigrams would have each of those rows looked at once more."""
MOST_PIECES = 8


def keep(words: Iterable[str]) -> None:
    """For the look-up. Always in the same order, so that two processes that keep the same words do not embrace."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        some = "SELECT unnest(string_to_array(%s, ' '))"  # no word has a space in it
        cursor.execute(
            f"INSERT INTO directory_searchword (word) {some} ON CONFLICT DO NOTHING", [" ".join(sorted(words))]
        )


def exactly(criteria: Sequence[Criterion], *, long: int = LONG) -> list[list[list[list[str]]] | None]:
    """For each criterion its alternatives, for `indexes.whole_words`; none of them if there are no such words.

    None where more than a few words have the letters, or words are not kept by them. For `long` see `LONG`.
    """
    pieces = list(dict.fromkeys(piece for criterion in criteria for some in simplest(criterion) for piece in some))
    if not pieces or not _are_plain(pieces):
        return [None for _ in criteria]
    known = dict(zip(pieces, _words_with(pieces, long=long), strict=True))
    found: list[list[list[list[str]]] | None] = []
    for criterion in criteria:
        alternatives = [[known[piece] for piece in some] for some in simplest(criterion)]
        possible = [some for some in alternatives if all(words.terms for words in some)]
        are_few = all(len(words.terms) <= FEW for some in possible for words in some)
        found.append([[words.terms for words in some] for some in possible] if are_few else None)
    return found


def others_with(letters: str) -> list[str] | None:
    """The words that hold them and begin otherwise. None: they are too many, or words are not kept by such letters."""
    if not _are_plain([letters]):
        return None
    (words,) = _words_with([letters], long=LONG)
    return words.others if words.are_all else None


def _are_plain(pieces: Sequence[str]) -> bool:
    """Some parts of words in plain letters, or their beginnings."""
    bare = [piece.removeprefix(" ") for piece in pieces]
    return len(pieces) <= MOST_PIECES and all(
        len(piece) >= FEWEST and piece.isascii() and piece.isalnum() and not piece.isdecimal() for piece in bare
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelled:
    """Those that begin with a piece, and the others that hold it; of each no more than one above `MOST`."""

    piece: str
    is_long: bool
    begun: list[str]
    others: list[str]

    @property
    def are_all(self) -> bool:
        """Whether the others are all that there are."""
        return len(self.others) <= MOST and (self.is_long or len(self.begun) + len(self.others) <= MOST)

    @property
    def terms(self) -> list[str]:
        """For `indexes.whole_words`: each by itself, or those that begin so all at once."""
        begin = f"{self.piece.removeprefix(' ')}*"
        return [*([begin] if len(self.begun) > FEW and self.is_long else self.begun), *self.others]


def _kinds(piece: str, *, long: int) -> tuple[str, ...]:
    """Those that begin so and the others apart, where both are wanted to tell which there are too many of."""
    return ("is_begun", "NOT is_begun") if _is_long(piece, long) and piece[0] != " " else ("TRUE",)


def _is_long(piece: str, long: int) -> bool:
    return len(piece.removeprefix(" ")) >= long


def _words_with(pieces: Sequence[str], *, long: int) -> list[Spelled]:
    """For each piece the words that begin so, and unless a blank stands before it those that hold it.

    What is MATERIALIZED is planned as if all were wanted: the index is asked, and the table is not read to its end.
    """
    hits, few, values = [], [], []
    for place, piece in enumerate(pieces):
        begin, name = piece.removeprefix(" "), f"h{place}"
        table = "SELECT word, starts_with(word, %s) AS is_begun FROM directory_searchword WHERE word LIKE %s"
        hits.append(f"{name} AS MATERIALIZED ({table})")
        values += [begin, f"{begin}%" if begin != piece else f"%{begin}%"]
        few += [
            f"(SELECT {place}, word, is_begun FROM {name} WHERE {which} LIMIT {MOST + 1})"
            for which in _kinds(piece, long=long)
        ]
    found = [Spelled(piece=piece, is_long=_is_long(piece, long), begun=[], others=[]) for piece in pieces]
    for place, word, is_begun in fetch(f"WITH {', '.join(hits)} {' UNION ALL '.join(few)}", values):
        (found[place].begun if is_begun else found[place].others).append(word)
    return found
