"""The statements of a search. Each gives a bounded number of rows, whatever is asked and however many there are.

A page is never ordered by a database that has to read all it could show: either the rows come in the order of an index,
or so many candidates are taken as nobody looks through, and those are put in order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from clicktocall.prepared import fetch
from directory.finding import sources
from directory.finding.conditions import (
    LAST,
    LAST_WORD_FIRST,
    Condition,
    Sight,
    begins,
    is_sqlite,
    joined,
    not_begins,
    not_matching,
    not_written,
    one_of,
)
from directory.finding.keys import HELD, HELD_LAST, KEYS, LAST_WORD, LAST_WORD_KEYS, LOOSE, NAME, SLIP, STRICT, Key
from directory.keypad import beginnings_of
from directory.spelling import Criterion

WALKED = 1000
"""Names read in order before an index is asked: what every fiftieth contact has is found among them."""
TRIED = 100
"""Names after which a walk ends that would meet too few."""
FARTHER = (2_500, 6_000)
"""Names that are read where an index would read more: each has what is asked for in tens of thousands of contacts."""
EVERYBODY = Condition(sql="1 = 1")
_NAMES = ((NAME, "c.name_key"), (LAST_WORD, LAST_WORD_FIRST))
MOST_TERMS = 400
"""SQLite puts no more than 500 statements together."""
CANDIDATES = 400
"""Taken from an index. Who has more hits than that types another letter."""


def by_name(sight: Sight, beginning: str, *, also: Condition, after: Key | None, limit: int) -> list[Key]:
    """Contacts whose name begins so, by name; then those whose name begins so when its last word comes first."""
    rows: list[Condition] = []
    for rank, key in _NAMES if beginning else _NAMES[:1]:
        wanted = begins(key, beginning)
        if rank == LAST_WORD:
            wanted = wanted & not_begins("c.name_key", beginning)
        if after is None or after.rank <= rank:
            later = after if after and after.rank == rank else None
            columns = f"c.id, {key} AS name_key, {rank} AS rank"
            rows += _first_of_each(sight, wanted & also, columns=columns, by=key, after=later, limit=limit)
    every = joined(" UNION ALL ", rows)
    found = ask(f"{every.sql} ORDER BY rank, name_key, id LIMIT {limit}", every.values)
    return [Key(rank, name_key, pk) for pk, name_key, rank in found]


def walk(
    sight: Sight, wanted: Condition, strict: Condition, *, after: Key | None, limit: int, is_dear: bool
) -> list[Key]:
    """Hits among the next names in order: all that is needed when what is looked for is common.

    The whole way is only gone if at its beginning half as many are met as would be needed to fill a page. `is_dear`:
    an index would take longer than the whole way, so that is gone, and farther if that fills the page.
    """
    met = _walked(sight, wanted, strict, after=after, names=TRIED, limit=limit)
    if 2 * len(met) * WALKED < limit * TRIED and not is_dear:
        return met
    met = _walked(sight, wanted, strict, after=after, names=WALKED, limit=limit)
    if not is_dear or len(met) >= limit:
        return met
    enough = next((names for names in FARTHER if len(met) * names >= 1.2 * limit * WALKED), 0)
    return _walked(sight, wanted, strict, after=after, names=enough, limit=limit) if enough else met


def _walked(
    sight: Sight, wanted: Condition, strict: Condition, *, after: Key | None, names: int, limit: int
) -> list[Key]:
    columns = "c.id, c.name_key, c.search_text"
    every = joined(" UNION ALL ", _first_of_each(sight, EVERYBODY, columns=columns, after=after, limit=names))
    sql = (
        f"SELECT {_rank(strict)}, c.name_key, c.id FROM ({every.sql} ORDER BY name_key, id LIMIT {names}) AS c"
        f" WHERE {wanted.sql} ORDER BY 1, 2, 3 LIMIT {limit}"
    )
    return [Key(*row) for row in ask(sql, (*strict.values, *every.values, *wanted.values))]


def shares(sight: Sight, conditions: Sequence[Condition]) -> list[int]:
    """How many of the first names meet each of these. For PostgreSQL."""
    columns = "c.id, c.name_key, c.search_text"
    every = joined(" UNION ALL ", _first_of_each(sight, EVERYBODY, columns=columns, after=None, limit=WALKED))
    met = joined(", ", [Condition(sql=f"COUNT(*) FILTER (WHERE {one.sql})", values=one.values) for one in conditions])
    (counts,) = ask(f"SELECT {met.sql} FROM ({every.sql}) AS c", (*met.values, *every.values))
    return [*counts]


def indexed(
    wanted: Sequence[Criterion],
    condition: Condition,
    *,
    rank: int,
    after: Key | None,
    limit: int,
    rare: Sequence[Criterion] = (),
) -> list[Key]:
    """Candidates of an index that meet the condition, by name. `rare`: see `sources.source`."""
    if (source := sources.source(wanted, rare=rare)) is None:
        return []
    few, values = _candidates(source, condition)
    later = "WHERE (name_key, id) > (%s, %s)" if after else ""
    sql = f"WITH {few} SELECT id, name_key FROM few {later} ORDER BY name_key, id LIMIT {limit}"
    place = (after.name_key, after.pk) if after else ()
    return [Key(rank, name_key, pk) for pk, name_key in ask(sql, (*values, *place))]


def indexed_by_rank(
    wanted: Sequence[Criterion], condition: Condition, strict: Condition, *, limit: int, rare: Sequence[Criterion] = ()
) -> list[Key] | None:
    """The same with those first of whom `strict` holds. None on SQLite, if more are found than are put in order."""
    if (source := sources.source(wanted, rare=rare)) is None:
        return []
    tables, asked = source
    held = asked & condition
    hits = f"SELECT {_rank(strict)} AS rank, c.name_key, c.id FROM {tables} WHERE {held.sql}"
    values, order = (*strict.values, *held.values), f"ORDER BY rank, name_key, id LIMIT {limit}"
    if not is_sqlite():
        return [Key(*row) for row in ask(f"{_few_of_each_rank(hits, limit)} {order}", values)]
    many = CANDIDATES * 5
    count = "(SELECT COUNT(*) FROM hits)"
    rows = ask(f"WITH hits AS MATERIALIZED ({hits} LIMIT {many}) SELECT hits.*, {count} FROM hits {order}", values)
    return None if rows and rows[0][-1] == many else [Key(*row[:-1]) for row in rows]


def _few_of_each_rank(hits: str, limit: int) -> str:
    """PostgreSQL reads no more of what is MATERIALIZED than is taken."""
    return (
        f"WITH hits AS MATERIALIZED ({hits}),"
        f" first AS MATERIALIZED (SELECT * FROM hits WHERE rank = {STRICT} LIMIT {CANDIDATES}),"
        f" second AS MATERIALIZED (SELECT * FROM hits WHERE rank = {LOOSE}"
        f" AND (SELECT COUNT(*) FROM first) < {limit} LIMIT {CANDIDATES})"
        " SELECT rank, name_key, id FROM (SELECT * FROM first UNION ALL SELECT * FROM second) AS few"
    )


def begun_by_any(sight: Sight, beginnings: Sequence[str], *, also: Condition, limit: int) -> dict[str, list[Key]]:
    """For each beginning the first names that begin so, then those that do when their last word comes first."""
    found: dict[str, list[Key]] = {beginning: [] for beginning in beginnings}
    rows: list[Condition] = []
    most = max(1, MOST_TERMS // (len(_NAMES) * len(sight.places)))
    for place, beginning in enumerate(beginnings[:most]):
        for _rank_of_key, key in _NAMES:
            columns = f"{place} AS place, c.id, c.name_key"
            rows += _first_of_each(
                sight, begins(key, beginning) & also, columns=columns, by=key, after=None, limit=limit
            )
    every = joined(" UNION ALL ", rows)
    for place, pk, name_key in ask(every.sql, every.values) if rows else []:
        found[beginnings[place]].append(Key(SLIP, name_key, pk))
    return found


def by_keys(sight: Sight, letters: list[str], *, also: Condition, after: Key | None, limit: int) -> list[Key]:
    """As `by_name`, for names that begin with one of each of these letters. For PostgreSQL."""
    ranges = Ranges(beginnings=beginnings_of(letters), ranks=(KEYS, LAST_WORD_KEYS))
    return _by_ranges(sight, ranges, also, not_written("c.name_key", letters), after=after, limit=limit)


def by_whole_words(
    sight: Sight, words: Sequence[str], letters: str, *, also: Condition, after: Key | None, limit: int
) -> list[Key]:
    """As `by_name`, for names that begin with one of these words, those that hold `letters`. For PostgreSQL."""
    ranges = Ranges(beginnings=[f"{word} " for word in words], ranks=(HELD, HELD_LAST))
    other = not_matching("c.name_key", f"^[^ ]*{letters}[^ ]* ")
    return _by_ranges(sight, ranges, also, other, after=after, limit=limit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranges:
    """How names begin, and the ranks of those that do so as they are, and when their last word comes first."""

    beginnings: Sequence[str]
    ranks: tuple[int, int]


def _by_ranges(
    sight: Sight, ranges: Ranges, also: Condition, not_before: Condition, *, after: Key | None, limit: int
) -> list[Key]:
    """Each beginning is a range of an index. PostgreSQL takes the first of each and reads no more.

    `not_before` holds for names that do not begin so as they are.
    """
    rows: list[Condition] = []
    for rank, key in zip(ranges.ranks, ("c.name_key", LAST_WORD_FIRST), strict=True):
        if after is None or after.rank <= rank:
            later = after if after and after.rank == rank else None
            wanted = also if rank == ranges.ranks[0] else also & not_before
            rows += [_begun_by_each(place & wanted, rank, key, later, limit) for place in sight.places]
    every = joined(" UNION ALL ", rows)
    each = "WITH b (beginning) AS MATERIALIZED (SELECT unnest(%s::text[]))"
    found = ask(f"{each} {every.sql} ORDER BY rank, name_key, id LIMIT {limit}", (ranges.beginnings, *every.values))
    return [Key(rank, name_key, pk) for pk, name_key, rank in found]


def _begun_by_each(wanted: Condition, rank: int, key: str, after: Key | None, limit: int) -> Condition:
    held = wanted & Condition(sql=f"{key} >= b.beginning AND {key} < b.beginning || %s", values=(LAST,))
    if after:
        held = held & Condition(sql=f"({key}, c.id) > (%s, %s)", values=(after.name_key, after.pk))
    columns, first = f"c.id, {key} AS name_key, {rank} AS rank", f"ORDER BY {key}, c.id LIMIT {limit}"
    lateral = f"SELECT {columns} FROM directory_contact AS c WHERE {held.sql} {first}"
    sql = f"SELECT x.* FROM b CROSS JOIN LATERAL ({lateral}) AS x ORDER BY x.name_key, x.id LIMIT {limit}"
    return Condition(sql=f"SELECT * FROM ({sql}) AS p", values=held.values)


def among(pks: Sequence[int], condition: Condition) -> set[int]:
    """Which of these contacts meet the condition."""
    wanted = one_of(pks) & condition
    sql = f"SELECT c.id FROM directory_contact AS c WHERE {wanted.sql}"
    return {pk for (pk,) in ask(sql, wanted.values)}


def _rank(strict: Condition) -> str:
    return f"CASE WHEN {strict.sql} THEN {STRICT} ELSE {LOOSE} END"


def _first_of_each(
    sight: Sight, wanted: Condition, *, columns: str, by: str = "c.name_key", after: Key | None, limit: int
) -> list[Condition]:
    """The first of each place that a user sees, by name. Each has an index in that order and gives its own first ones:
    left to itself, PostgreSQL reads and sorts them all.
    """
    if after:
        wanted = wanted & Condition(sql=f"({by}, c.id) > (%s, %s)", values=(after.name_key, after.pk))
    return [
        Condition(
            sql=f"SELECT * FROM (SELECT {columns} FROM directory_contact AS c WHERE {place.sql} AND {wanted.sql}"
            f" ORDER BY {by}, c.id LIMIT {limit}) AS p{count}",
            values=(*place.values, *wanted.values),
        )
        for count, place in enumerate(sight.places)
    ]


def _candidates(source: tuple[str, Condition], condition: Condition) -> tuple[str, tuple[object, ...]]:
    """The first hits as the index has them. PostgreSQL plans what is MATERIALIZED as if all were wanted, so that it
    never walks the whole table in the hope of meeting enough hits early; it reads no more than are taken all the same.
    """
    tables, asked = source
    held = asked & condition
    hits = f"SELECT c.id, c.name_key FROM {tables} WHERE {held.sql}"
    if is_sqlite():
        return f"few AS MATERIALIZED ({hits} LIMIT {CANDIDATES})", held.values
    few = f"few AS MATERIALIZED (SELECT * FROM hits LIMIT {CANDIDATES})"
    return f"hits AS MATERIALIZED ({hits}), {few}", held.values


def ask(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    return fetch(sql, values)
