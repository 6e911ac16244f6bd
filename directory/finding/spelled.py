"""The words in which some letters stand, for PostgreSQL: a hundredth of the texts has all of them.

Whoever looks for letters in the middle of a word looks for these words instead, each whole. PostgreSQL's index of words
knows who has several of them without reading all who have one; its trigrams read all that have three letters each.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from clicktocall.prepared import fetch
from directory.finding import indexes
from directory.finding.conditions import Condition, is_sqlite, simplest
from directory.finding.trigrams import FEWEST, tellable
from directory.spelling import Criterion

MOST = 200
"""So many words are asked for instead of their letters; letters that more words have are asked of the trigrams."""
LONG = 5
"""If most words only begin with so many letters, the index is asked for that beginning and for the others."""
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


def source(wanted: Sequence[Criterion]) -> tuple[str, Condition] | None:
    """As `indexes.source`, by whole words where that is quicker. None: there are no such words, and nobody is meant.

    Letters that too many words have are left to the row, if two other criteria are there to tell contacts apart.
    """
    asked = tellable(wanted)
    pieces = list(dict.fromkeys(piece for criterion in asked for some in simplest(criterion) for piece in some))
    if is_sqlite() or not _are_telling(pieces):
        return indexes.source(wanted)
    known = dict(zip(pieces, _words_with(pieces), strict=True))
    alternatives = [[[known[piece] for piece in some] for some in simplest(criterion)] for criterion in asked]
    possible = [[some for some in one if all(words.terms for words in some)] for one in alternatives]
    if not all(possible):
        return None
    telling = [one for one in possible if all(words.are_few for some in one for words in some)]
    if len(telling) < min(2, len(possible)):
        return indexes.source(wanted)
    return indexes.whole_words([[[words.terms for words in some] for some in one] for one in telling])


def others_with(letters: str) -> list[str] | None:
    """The words that hold them and begin otherwise. None: they are too many, or words are not kept by such letters."""
    if not _are_telling([letters]):
        return None
    (words,) = _words_with([letters])
    return words.others if words.are_few else None


def _are_telling(pieces: Sequence[str]) -> bool:
    """Parts of words in plain letters, or their beginnings beside others: for one alone the index is as quick."""
    if len(pieces) > MOST_PIECES or not any(len(pieces) > 1 or piece[0] != " " for piece in pieces):
        return False
    bare = [piece.removeprefix(" ") for piece in pieces]
    return all(len(piece) >= FEWEST and piece.isascii() and piece.isalnum() and not piece.isdecimal() for piece in bare)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelled:
    """Those that begin with a piece, and the others that hold it; of each no more than one above `MOST`."""

    piece: str
    begun: list[str]
    others: list[str]

    @property
    def are_few(self) -> bool:
        """Whether the index can be asked for them: each by itself, or those that begin so all at once."""
        return len(self.others) <= MOST and (_is_long(self.piece) or len(self.begun) + len(self.others) <= MOST)

    @property
    def terms(self) -> list[str]:
        """For `indexes.whole_words`."""
        begun = self.begun if len(self.begun) + len(self.others) <= MOST else [f"{self.piece.removeprefix(' ')}*"]
        return [*begun, *self.others]


def _kinds(piece: str) -> tuple[str, ...]:
    """Those that begin so and the others apart, where both are wanted to tell which there are too many of."""
    return ("is_begun", "NOT is_begun") if _is_long(piece) and piece[0] != " " else ("TRUE",)


def _is_long(piece: str) -> bool:
    return len(piece.removeprefix(" ")) >= LONG


def _words_with(pieces: Sequence[str]) -> list[Spelled]:
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
            f"(SELECT {place}, word, is_begun FROM {name} WHERE {which} LIMIT {MOST + 1})" for which in _kinds(piece)
        ]
    found = [Spelled(piece=piece, begun=[], others=[]) for piece in pieces]
    for place, word, is_begun in fetch(f"WITH {', '.join(hits)} {' UNION ALL '.join(few)}", values):
        (found[place].begun if is_begun else found[place].others).append(word)
    return found
