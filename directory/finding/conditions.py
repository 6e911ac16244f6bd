"""Conditions as pieces of SQL with their values: what was asked, and what a user may see.

`c` is always a row of directory_contact. Values are parameters; only what stands in this folder becomes SQL text.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from django.db import connection

from clicktocall.accounts.models import User
from directory.models import last_words
from directory.spelling import Criterion

LAST_WORD_FIRST = f"({last_words.LAST_WORD_FIRST.format(key='c.name_key')})"
"""As in the indexes by last word."""
LAST = "\U0010ffff"
"""Stands behind every letter, so that a beginning is a range of the index."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    sql: str
    values: tuple[object, ...] = ()

    def __and__(self, other: Condition) -> Condition:
        return Condition(sql=f"{self.sql} AND {other.sql}", values=self.values + other.values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What a user may see: the places to look in, each of which an index has in the order of names, and all at once."""

    places: tuple[Condition, ...]
    all: Condition


def sight_of(user: User, groups: Sequence[int]) -> Sight:
    """The shared shelf, what is the user's own, and the shelves of the user's groups."""
    places = [
        Condition(sql="c.deleted_at IS NULL AND c.shelf = 'shared'"),
        Condition(sql="c.deleted_at IS NULL AND NOT (c.shelf = 'shared') AND c.owner_id = %s", values=(user.pk,)),
    ]
    for group in groups:
        sql = "c.deleted_at IS NULL AND c.shelf = 'group' AND c.group_id = %s AND c.owner_id IS DISTINCT FROM %s"
        places.append(Condition(sql=_on_this_database(sql), values=(group, user.pk)))
    own = "c.deleted_at IS NULL AND (c.shelf = 'shared' OR c.owner_id = %s"
    marks = f" OR c.group_id IN ({', '.join(['%s'] * len(groups))})" if groups else ""
    return Sight(places=tuple(places), all=Condition(sql=f"{own}{marks})", values=(user.pk, *groups)))


@cache
def is_sqlite() -> bool:
    return connection.vendor == "sqlite"


def _on_this_database(sql: str) -> str:
    return sql.replace("IS DISTINCT FROM", "IS NOT") if is_sqlite() else sql


def begins(column: str, beginning: str) -> Condition:
    """A range of the index of that column, which stands in the order of the bytes on every database."""
    return Condition(sql=f"{column} >= %s AND {column} < %s", values=(beginning, beginning + LAST))


def not_begins(column: str, beginning: str) -> Condition:
    return Condition(sql=f"NOT ({column} >= %s AND {column} < %s)", values=(beginning, beginning + LAST))


def not_by_last_word(beginning: str) -> Condition:
    """A name that does not begin so when its last word comes first. Most lack the first word, which is seen sooner."""
    begun, has = begins(LAST_WORD_FIRST, beginning), "instr" if is_sqlite() else "strpos"
    sql = f"NOT ({has}(c.name_key, %s) > 0 AND {begun.sql})"
    return Condition(sql=sql, values=(beginning.split(maxsplit=1)[0], *begun.values))


def none_of(pks: Sequence[int]) -> Condition:
    """The same text however many they are, so that the statement is ready."""
    return Condition(sql=f"NOT ({_among()})", values=_as_one(pks))


def one_of(pks: Sequence[int]) -> Condition:
    return Condition(sql=_among(), values=_as_one(pks))


def _among() -> str:
    return "c.id IN (SELECT value FROM json_each(%s))" if is_sqlite() else "c.id = ANY(%s::bigint[])"


def _as_one(pks: Sequence[int]) -> tuple[object]:
    return (json.dumps([*pks]),) if is_sqlite() else ([*pks],)


def meets(criteria: Iterable[Criterion]) -> Condition:
    """All criteria, each of which has alternatives, each of which needs all of its pieces."""
    held = [any_of([_all_of(pieces) for pieces in simplest(criterion)]) for criterion in criteria]
    return joined(" AND ", held) if held else Condition(sql="1 = 1")


def has_none_of(pieces: Iterable[str]) -> Condition:
    found = any_of([_has(piece) for piece in sorted(pieces)])
    return Condition(sql=f"NOT {found.sql}", values=found.values)


def has_no_internal(beginnings: Iterable[str]) -> Condition:
    """No number without an international form that begins so."""
    one = any_of([begins("i.digits", beginning) for beginning in sorted(beginnings)])
    number = "SELECT 1 FROM directory_phonenumber AS i WHERE i.contact_id = c.id AND i.e164 = ''"
    return Condition(sql=f"NOT EXISTS ({number} AND {one.sql})", values=one.values)


def not_written(column: str, letters: Iterable[str]) -> Condition:
    """A text that does not begin with one of each of these letters. For PostgreSQL."""
    return not_matching(column, "^" + "".join(f"[{some}]" for some in letters))


def matching(column: str, pattern: str) -> Condition:
    """A text that a regular expression meets. For PostgreSQL."""
    return Condition(sql=f"{column} ~ %s", values=(pattern,))


def not_matching(column: str, pattern: str) -> Condition:
    """A text that a regular expression does not meet. For PostgreSQL."""
    return Condition(sql=f"{column} !~ %s", values=(pattern,))


@lru_cache(maxsize=512)
def simplest(criterion: Criterion) -> tuple[tuple[str, ...], ...]:
    """Without alternatives that hold another one: who has =0171 has 0171. In the same order for the same search."""
    each = (tuple(sorted(pieces)) for pieces in criterion)
    alternatives = sorted(each, key=lambda pieces: (len("".join(pieces)), pieces))
    kept: list[tuple[str, ...]] = []
    for pieces in alternatives:
        if not any(all(any(part in piece for piece in pieces) for part in other) for other in kept):
            kept.append(pieces)
    return tuple(kept)


def any_of(alternatives: Sequence[Condition]) -> Condition:
    one = joined(" OR ", alternatives)
    return Condition(sql=f"({one.sql})", values=one.values)


def _all_of(pieces: Iterable[str]) -> Condition:
    every = joined(" AND ", [_has(piece) for piece in pieces])
    return Condition(sql=f"({every.sql})", values=every.values)


def joined(word: str, conditions: Sequence[Condition]) -> Condition:
    return Condition(
        sql=word.join(condition.sql for condition in conditions),
        values=tuple(value for condition in conditions for value in condition.values),
    )


def _has(piece: str) -> Condition:
    """Looked up in the row, never in an index: which index is asked, `indexes.py` says."""
    function = "instr" if is_sqlite() else "strpos"
    return Condition(sql=f"{function}(c.search_text, %s) > 0", values=(piece,))
