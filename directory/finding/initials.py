"""Contacts by the first letters of their first two words, by name. For PostgreSQL.

Of two common letters its indexes know tens of thousands, and would read them all. Instead the index of names is asked
for one first word after the other, and of each for the second words that begin so.
"""

from __future__ import annotations

from directory.finding.conditions import LAST, Condition, Sight, joined, matching, not_matching
from directory.finding.keys import INITIALS, Key
from directory.finding.statements import ask, indexed
from directory.spelling import Criterion

FIRST_WORDS = 100
"""So many are asked for. Where they do not fill a page, an index has few with these initials."""


def by_initials(sight: Sight, initials: str, *, also: Condition, after: Key | None, limit: int) -> list[Key]:
    """Names whose first two words begin with these letters, which stand behind the mark of initials."""
    met = _met(sight, initials[-2:].lower(), also=also, after=after, limit=limit)
    if len(met) >= limit:
        return met
    asked: Criterion = frozenset({frozenset({initials})})
    held = sight.all & matching("c.name_key", _pattern(initials)) & also
    hits = indexed([asked], held, rank=INITIALS, after=after, limit=limit)
    return sorted({*met, *hits})[:limit]


def not_by_initials(initials: str) -> Condition:
    return not_matching("c.name_key", _pattern(initials))


def _pattern(initials: str) -> str:
    return f"^{initials[-2].lower()}[^ ]* {initials[-1].lower()}"


def _met(sight: Sight, letters: str, *, also: Condition, after: Key | None, limit: int) -> list[Key]:
    every = joined(" UNION ALL ", [_met_at(place, letters, also, after, limit) for place in sight.places])
    rows = ask(f"{every.sql} ORDER BY name_key, id LIMIT {limit}", every.values)
    return [Key(INITIALS, name_key, pk) for pk, name_key in rows]


def _met_at(place: Condition, letters: str, also: Condition, after: Key | None, limit: int) -> Condition:
    """PostgreSQL looks for the next first word only when those before it had too few."""
    first = f"SELECT split_part(c.name_key, ' ', 1) FROM directory_contact AS c WHERE {place.sql}"
    order = "ORDER BY c.name_key LIMIT 1"
    words = (
        f"(({first} AND c.name_key >= %s AND c.name_key < %s {order}) UNION ALL"
        f" SELECT ({first} AND c.name_key > f.word || %s AND c.name_key < %s {order}) FROM f WHERE f.word IS NOT NULL)"
    )
    begun = Condition(
        sql="c.name_key >= f.word || %s AND c.name_key < f.word || %s",
        values=(f" {letters[1]}", f" {letters[1]}{LAST}"),
    )
    wanted = place & begun & also
    if after:
        wanted = wanted & Condition(sql="(c.name_key, c.id) > (%s, %s)", values=(after.name_key, after.pk))
    names = (
        f"SELECT c.id, c.name_key FROM directory_contact AS c WHERE {wanted.sql}"
        f" ORDER BY c.name_key, c.id LIMIT {limit}"
    )
    start, end = after.name_key if after else letters[0], letters[0] + LAST
    sql = (
        f"SELECT * FROM (WITH RECURSIVE f (word) AS {words}, few AS (SELECT word FROM f LIMIT {FIRST_WORDS})"
        f" SELECT names.* FROM few AS f CROSS JOIN LATERAL ({names}) AS names LIMIT {limit}) AS p"
    )
    return Condition(sql=sql, values=(*place.values, start, end, *place.values, f" {LAST}", end, *wanted.values))
