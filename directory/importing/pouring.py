"""Makes and writes many new rows of one table at once: COPY on PostgreSQL, long INSERTs on SQLite.

Django's constructor asks every field for its default and sends signals, its `bulk_create` builds each statement anew,
value by value: together half the time of an import. Rows come out as `bulk_create` would write them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar

from django.db import connection, models
from django.db.models.base import ModelState

Row = TypeVar("Row", bound=models.Model)
_SIZES = (400, 40, 4, 1)
"""Rows of one INSERT on SQLite. It keeps statements prepared, so there are not more than these. Longer ones take
memory: with 1,000 rows an import grows by 3 MB more than with 500."""


def blank(model: type[Row], **values: object) -> Row:
    """A new row with these values, the defaults of other columns, and nothing that comes from a function.

    `values` are by the names of columns (`contact_id`). What is not given and has no fixed default, is None.
    """
    row = model.__new__(model)
    row.__dict__ = {**_defaults(model), "_state": ModelState(), **values}
    return row


@lru_cache(maxsize=32)
def _defaults(model: type[models.Model]) -> dict[str, object]:
    fields = model._meta.concrete_fields  # noqa: SLF001 -- Django documents it
    made = {field.attname: field.has_default() and callable(field.default) for field in fields}
    return {field.attname: None if made[field.attname] else field.get_default() for field in fields}


def values_of(model: type[models.Model], **values: object) -> dict[str, object]:
    """As `blank`, but the values alone: for rows that nobody looks at once they are written."""
    return {**_defaults(model), **values}


def nothing() -> None:
    """What there is to do meanwhile."""


def pour(rows: Sequence[models.Model], *, meanwhile: Callable[[], None] = nothing) -> None:
    """Insert these rows. Those that have a key keep it. To be called inside a transaction.

    `meanwhile` is called when the database begins to have most of the work: it may set another thread going.
    """
    if rows:
        pour_values(type(rows[0]), [row.__dict__ for row in rows], meanwhile=meanwhile)


def pour_values(
    model: type[models.Model], rows: Sequence[dict[str, Any]], *, meanwhile: Callable[[], None] = nothing
) -> None:
    """The same for rows of which there are only the values, by the names of their columns. All have a key, or none."""
    if not rows:
        return
    table = _table(model, has_keys=rows[0][str(model._meta.pk.attname)] is not None)  # noqa: SLF001 -- Django documents it
    values = [[*table.values(row)] for row in rows]
    for place, convert in table.converters:
        for value in values:
            value[place] = convert(value[place])
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor, cursor.copy(f"COPY {table.name} ({table.columns}) FROM STDIN") as copy:
            for value in values:
                copy.write_row(value)
            meanwhile()
    else:
        meanwhile()
        _insert(table, values)


def _insert(table: _Table, rows: list[list[Any]]) -> None:
    """Each statement makes the index of the search write a piece of its own, so there shall be few of them.

    Past Django's cursor, which would rewrite the mark of every single value.
    """
    connection.ensure_connection()
    begin = 0
    with connection.wrap_database_errors:
        for size in _SIZES:
            statement = _statement(table.name, table.columns, table.width, size)
            while len(rows) - begin >= size:
                some = chain.from_iterable(rows[begin : begin + size])
                connection.connection.execute(statement, tuple(some))
                begin += size


@lru_cache(maxsize=64)
def _statement(table: str, columns: str, width: int, size: int) -> str:
    row = f"({', '.join('?' * width)})"
    return f"INSERT INTO {table} ({columns}) VALUES {', '.join([row] * size)}"  # noqa: S608 -- names of our tables


class _Table(NamedTuple):
    """How rows of one table are written."""

    name: str
    columns: str
    width: int
    values: Callable[[dict[str, Any]], tuple[Any, ...]]
    converters: list[tuple[int, Callable[[Any], Any]]]
    """For those columns, by their places, into which values do not go as they are."""


def _table(model: type[models.Model], *, has_keys: bool) -> _Table:
    meta = model._meta  # noqa: SLF001 -- Django documents it
    fields = [field for field in meta.concrete_fields if not field.primary_key or has_keys]
    return _Table(
        name=connection.ops.quote_name(meta.db_table),
        columns=", ".join(connection.ops.quote_name(str(field.column)) for field in fields),
        width=len(fields),
        values=itemgetter(*(field.attname for field in fields)),
        converters=[(place, convert) for place, field in enumerate(fields) if (convert := _converter(field))],
    )


def next_keys(model: type[models.Model], count: int) -> list[int]:
    """Keys for so many new rows, which nobody else gets. To be called inside a transaction."""
    meta = model._meta  # noqa: SLF001 -- Django documents it
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = "nextval(pg_get_serial_sequence(%s, %s))"
            cursor.execute(f"SELECT {sequence} FROM generate_series(1, %s)", [meta.db_table, meta.pk.column, count])  # noqa: S608 -- fixed words
            return [key for (key,) in cursor.fetchall()]
        # An SQLite transaction of ours holds the only right to write from its beginning.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [meta.db_table])
        found = cursor.fetchone()
        last = int(found[0]) if found else 0
        return list(range(last + 1, last + 1 + count))


def _converter(field: models.Field[Any, Any]) -> Callable[[Any], Any] | None:
    """How a value goes into its column; None for those that go as they are."""
    if isinstance(field, models.JSONField):
        return _as_json
    if connection.vendor == "postgresql":
        return None
    if isinstance(field, models.UUIDField):
        return _hex
    if isinstance(field, models.DateTimeField):
        return _moment
    return None


def _as_json(value: object) -> str:
    return "[]" if value == [] else json.dumps(value)


def _hex(value: Any) -> str | None:
    return value.hex if value else None


@lru_cache(maxsize=64)
def _moment(value: datetime | None) -> str | None:
    return connection.ops.adapt_datetimefield_value(value)
