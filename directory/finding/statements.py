"""The statements of a search. Each gives a bounded number of rows, whatever is asked and however many there are.

A page is never ordered by a database that has to read all it could show: either the rows come in the order of an index,
or so many candidates are taken as nobody looks through, and those are put in order.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from clicktocall.accounts.models import User
from directory.finding import indexes
from directory.finding.conditions import Condition, Sight, begins, is_sqlite
from directory.finding.keys import Key
from directory.spelling import Criterion

WALKED = 1000
"""Names read in order before an index is asked: what every fiftieth contact has is found among them."""
CANDIDATES = 400
"""Taken from an index. Who has more hits than that types another letter."""


def by_name(sight: Sight, beginning: str, *, also: Condition | None, after: Key | None, limit: int) -> list[Key]:
    """Contacts whose name begins so, by name."""
    wanted = begins("c.name_key", beginning)
    wanted = wanted & also if also else wanted
    rows, values = _in_order_of_names(sight, wanted, columns="c.id, c.name_key", after=after, limit=limit)
    return [Key(0, name_key, pk) for pk, name_key in _ask(rows, values)]


def walk(
    sight: Sight, loose: Condition, strict: Condition, *, also: Condition, after: Key | None, limit: int
) -> list[Key]:
    """Hits among the next names in order: all that is needed when what is looked for is common."""
    everybody = Condition(sql="1 = 1")
    columns = "c.id, c.name_key, c.search_text"
    rows, values = _in_order_of_names(sight, everybody, columns=columns, after=after, limit=WALKED)
    sql = (
        f"SELECT c.id, c.name_key, {_rank(strict)} FROM ({rows}) AS c"
        f" WHERE {loose.sql} AND {also.sql} ORDER BY 3, 2, 1 LIMIT %s"
    )
    found = _ask(sql, (*strict.values, *values, *loose.values, *also.values, limit))
    return [Key(rank, name_key, pk) for pk, name_key, rank in found]


def indexed(
    wanted: Sequence[Criterion], condition: Condition, *, rank: int, after: Key | None, limit: int
) -> list[Key]:
    """Candidates of an index that meet the condition, by name."""
    source, values = _candidates(wanted, condition)
    later = "WHERE (name_key, id) > (%s, %s)" if after else ""
    sql = f"WITH {source} SELECT id, name_key FROM few {later} ORDER BY name_key, id LIMIT %s"
    place = (after.name_key, after.pk) if after else ()
    return [Key(rank, name_key, pk) for pk, name_key in _ask(sql, (*values, *place, limit))]


def by_number(sight: Sight, beginnings: frozenset[str], *, also: Condition, after: Key | None, limit: int) -> list[Key]:
    """Contacts with an international number that begins so."""
    ranges = [begins("n.e164", beginning) for beginning in sorted(beginnings)]
    reached = " UNION ALL ".join(
        f"SELECT * FROM (SELECT n.contact_id FROM directory_phonenumber AS n WHERE {one.sql}"
        f" ORDER BY n.e164, n.digits LIMIT {CANDIDATES}) AS r{place}"
        for place, one in enumerate(ranges)
    )
    later = "AND (c.name_key, c.id) > (%s, %s)" if after else ""
    sql = (
        f"WITH reached AS MATERIALIZED ({reached})"
        f" SELECT c.id, c.name_key FROM directory_contact AS c WHERE c.id IN (SELECT contact_id FROM reached)"
        f" AND {sight.all.sql} AND {also.sql} {later} ORDER BY c.name_key, c.id LIMIT %s"
    )
    values = [value for one in ranges for value in one.values]
    place = (after.name_key, after.pk) if after else ()
    found = _ask(sql, (*values, *sight.all.values, *also.values, *place, limit))
    return [Key(1, name_key, pk) for pk, name_key in found]


def among(pks: Sequence[int], condition: Condition) -> set[int]:
    """Which of these contacts meet the condition."""
    marks = ", ".join(["%s"] * len(pks))
    sql = f"SELECT c.id FROM directory_contact AS c WHERE c.id IN ({marks}) AND {condition.sql}"
    return {pk for (pk,) in _ask(sql, (*pks, *condition.values))}


def latest_of(table: str, column: str, *, user: User, by: str, limit: int) -> list[Any]:
    """A column of the last rows of a user, newest first. A QuerySet takes longer than the database, at each letter."""
    sql = f"SELECT {column} FROM {table} WHERE user_id = %s ORDER BY {by} DESC LIMIT {limit}"
    return [value for (value,) in _ask(sql, (user.pk,))]


def groups_of(user: User) -> list[int]:
    """The groups of a user, whose shelves are looked through as well."""
    return [pk for (pk,) in _ask("SELECT group_id FROM accounts_user_groups WHERE user_id = %s ORDER BY 1", (user.pk,))]


def _rank(strict: Condition) -> str:
    return f"CASE WHEN {strict.sql} THEN 2 ELSE 3 END"


def _in_order_of_names(
    sight: Sight, wanted: Condition, *, columns: str, after: Key | None, limit: int
) -> tuple[str, tuple[object, ...]]:
    """The first of all that a user sees, by name. Each place has an index in that order and gives its own first ones:
    left to itself, PostgreSQL reads and sorts them all.
    """
    if after:
        wanted = wanted & Condition(sql="(c.name_key, c.id) > (%s, %s)", values=(after.name_key, after.pk))
    parts = [
        f"SELECT * FROM (SELECT {columns} FROM directory_contact AS c WHERE {place.sql} AND {wanted.sql}"
        f" ORDER BY c.name_key, c.id LIMIT {limit}) AS p{count}"
        for count, place in enumerate(sight.places)
    ]
    values = tuple(value for place in sight.places for value in (*place.values, *wanted.values))
    return f"{' UNION ALL '.join(parts)} ORDER BY name_key, id LIMIT {limit}", values


def _candidates(wanted: Sequence[Criterion], condition: Condition) -> tuple[str, tuple[object, ...]]:
    """The first hits as the index has them. PostgreSQL plans what is MATERIALIZED as if all were wanted, so that it
    never walks the whole table in the hope of meeting enough hits early; it reads no more than are taken all the same.
    """
    tables, asked = indexes.source(wanted)
    held = asked & condition
    hits = f"SELECT c.id, c.name_key FROM {tables} WHERE {held.sql}"
    if is_sqlite():
        return f"few AS MATERIALIZED ({hits} LIMIT {CANDIDATES})", held.values
    few = f"few AS MATERIALIZED (SELECT * FROM hits LIMIT {CANDIDATES})"
    return f"hits AS MATERIALIZED ({hits}), {few}", held.values


def _ask(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
