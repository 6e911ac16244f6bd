"""The words in which some letters stand, for PostgreSQL: a hundredth of the texts has all of them.

Whoever looks for letters in the middle of a word looks for these words instead, each whole. PostgreSQL's index of words
knows who has several of them without reading all who have one; its trigrams read all that have three letters each.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection

from clicktocall.prepared import fetch
from directory.finding import indexes
from directory.finding.conditions import Condition, is_sqlite, simplest
from directory.finding.trigrams import FEWEST, tellable
from directory.spelling import Criterion

MOST = 200
"""So many words are asked for instead of their letters; letters that more words have are asked of the trigrams."""
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
    possible = [[some for some in one if all(some)] for one in alternatives]
    if not all(possible):
        return None
    telling = [one for one in possible if all(len(words) <= MOST for some in one for words in some)]
    if len(telling) < min(2, len(possible)):
        return indexes.source(wanted)
    return indexes.whole_words(telling)


def words_with(letters: str) -> list[str] | None:
    """All words that hold them; None if there are more than `MOST`, or where words are not kept by such letters."""
    if not _are_telling([letters]):
        return None
    (words,) = _words_with([letters])
    return words if len(words) <= MOST else None


def _are_telling(pieces: Sequence[str]) -> bool:
    """Parts of words in plain letters, or their beginnings beside others: for one alone the index is as quick."""
    if len(pieces) > MOST_PIECES or not any(len(pieces) > 1 or piece[0] != " " for piece in pieces):
        return False
    bare = [piece.removeprefix(" ") for piece in pieces]
    return all(len(piece) >= FEWEST and piece.isascii() and piece.isalnum() and not piece.isdecimal() for piece in bare)


def _words_with(pieces: Sequence[str]) -> list[list[str]]:
    """For each piece the words that hold it, or begin so behind a blank: one more than `MOST` of them at most.

    What is MATERIALIZED is planned as if all were wanted: the index is asked, and the table is not read to its end.
    """
    patterns = [f"{piece[1:]}%" if piece[0] == " " else f"%{piece}%" for piece in pieces]
    places = range(len(pieces))
    hits = [f"h{place} AS MATERIALIZED (SELECT word FROM directory_searchword WHERE word LIKE %s)" for place in places]
    few = [f"SELECT {place}, word FROM (SELECT word FROM h{place} LIMIT {MOST + 1}) AS f{place}" for place in places]
    found: list[list[str]] = [[] for _ in pieces]
    for place, word in fetch(f"WITH {', '.join(hits)} {' UNION ALL '.join(few)}", patterns):
        found[place].append(word)
    return found
