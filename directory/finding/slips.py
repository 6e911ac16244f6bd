"""Small slips of the keyboard: which known words were meant by one that nobody is called.

A word and everything that is left of it without one of its letters share a number, kept in a table beside the word. Two
words that differ by one slip have such a number in common, so that a look-up of a dozen numbers finds them: on every
database, without a special index.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from zlib import crc32

from django.db import connection, transaction

from clicktocall.prepared import fetch
from directory.among import Among
from directory.finding import spelled
from directory.models import KnownWord

MOST = 5
_CAN_SLIP = re.compile(r"[^\W\d_]{4,24}")
_SEEN_AT_MOST = 50_000
_NEAR_AT_MOST = 1000
_seen: set[str] = set()
"""Words that this process knows to be kept. It saves an import from asking for each Anna."""


def learn(search_texts: Iterable[str]) -> None:
    """Keep the words of these search texts, so that slips in them are understood, and words by a part of them.

    Two queries, on PostgreSQL three; none for words that this process has kept before.
    """
    texts = " ".join([text.partition("\n\n")[0] for text in search_texts])
    words = {word for word in {*texts.replace("\n", " ").split(" ")} - _seen if word and word[0] not in "~^"}
    if not words:
        return
    spelled.keep(words)
    told = {word for word in words if _CAN_SLIP.fullmatch(word)}
    own = {crc(word) for word in told}
    known = KnownWord.objects.filter(Among("slip", own), Among("word", told))
    kept = set(known.values_list("word", flat=True))
    _keep(sorted((slip, word) for word in told - kept for slip in slips(word)))
    transaction.on_commit(lambda: _remember(words))


def _keep(rows: list[tuple[int, str]]) -> None:
    """In one statement. Always in the same order, so that two processes that learn the same words do not embrace."""
    if not rows:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            some = "SELECT * FROM unnest(string_to_array(%s, ' ')::integer[], string_to_array(%s, ' '))"
            columns = [" ".join(map(str, column)) for column in zip(*rows, strict=True)]  # no word has a space in it
            cursor.execute(f"INSERT INTO directory_knownword (slip, word) {some} ON CONFLICT DO NOTHING", columns)
        else:
            cursor.executemany("INSERT OR IGNORE INTO directory_knownword (slip, word) VALUES (%s, %s)", rows)


def forget() -> None:
    """By what slips are understood, also words that nobody uses any more. Whoever calls this lets them be learnt."""
    KnownWord.objects.all().delete()
    _seen.clear()


def _remember(words: set[str]) -> None:
    if len(_seen) + len(words) > _SEEN_AT_MOST:
        _seen.clear()
    _seen.update(words)


def meant(words: Sequence[str]) -> list[list[str]]:
    """For each word the known ones that are one slip away, the likeliest first; none where it is too short to tell.

    One query for all of them.
    """
    told = {word: slips(word) for word in words if _CAN_SLIP.fullmatch(word)}
    near = _known(sorted({slip for own in told.values() for slip in own})) if told else []
    return [_nearest(word, near) if word in told else [] for word in words]


def _known(slips: list[int]) -> list[str]:
    """In a plain statement: what finds nobody asks this, and to build it takes longer than the answer."""
    is_sqlite = connection.vendor == "sqlite"
    among = "IN (SELECT value FROM json_each(%s))" if is_sqlite else "= ANY(%s::integer[])"
    sql = f"SELECT DISTINCT word FROM directory_knownword WHERE slip {among} LIMIT {_NEAR_AT_MOST}"
    return [word for (word,) in fetch(sql, [json.dumps(slips) if is_sqlite else slips])]


def _nearest(word: str, near: list[str]) -> list[str]:
    close = [known for known in near if known != word and is_one_slip(word, known)]
    return sorted(close, key=lambda known: (known[0] != word[0], abs(len(known) - len(word)), known))[:MOST]


def slips(word: str) -> set[int]:
    """The numbers under which a word is kept and looked for."""
    return {crc(word)} | {crc(word[:place] + word[place + 1 :]) for place in range(len(word))}


def crc(text: str) -> int:
    """Fits a signed integer of four bytes."""
    return crc32(text.encode()) - 2**31


def is_one_slip(one: str, other: str) -> bool:
    """Whether a letter was left out, added, mistaken, or two neighbours changed places."""
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1 or one == other:
        return False
    first = next((place for place, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), len(one))
    if len(one) < len(other):
        return one[first:] == other[first + 1 :]
    swapped = one[first + 1 : first + 2] + one[first : first + 1] + one[first + 2 :]
    return one[first + 1 :] == other[first + 1 :] or swapped == other[first:]
