"""Statements that are run again and again with other values: PostgreSQL reads and plans each once for a connection.

Only for statements of which one plan is good for all values. Those of a search are written so: they say themselves
which index is read, and how far. To plan the first letters of a name takes ten times as long as to find them.
SQLite keeps the statements of a connection by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.utils.module_loading import import_string

_KEPT = "clicktocall_kept_cursor"


def cursor_of(connection: BaseDatabaseWrapper) -> CursorWrapper:
    """Like `connection.cursor()`. What it runs is kept ready at the server, for values of the same types.

    While Django logs statements, its own cursor is used: only of that one it can tell what was sent.
    """
    if connection.vendor != "postgresql" or connection.queries_logged:
        return connection.cursor()
    connection.ensure_connection()
    cursor: CursorWrapper = connection._prepare_cursor(_class()(connection.connection))  # type: ignore[attr-defined]  # noqa: SLF001 -- as `cursor()` makes its own
    return cursor


def fetch(sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """The rows that a plain SELECT gives for these values, one for each `%s`."""
    return fetch_from(connections[DEFAULT_DB_ALIAS], sql, values)


def fetch_from(connection: Any, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The same of any of Django's connections.

    A page has eight of them, and Django and psycopg make three objects for each: here they are told by one cursor, as
    long as nobody watches Django's own.
    """
    rows: list[tuple[Any, ...]]
    if connection.vendor != "postgresql" or connection.queries_logged or connection.execute_wrappers:
        with cursor_of(connection) as cursor:
            cursor.execute(sql, values)
            rows = cursor.fetchall()
        return rows
    if connection.connection is None:
        connection.ensure_connection()
    connection.validate_no_broken_transaction()
    with connection.wrap_database_errors:
        rows = _kept_cursor(connection).execute(sql, values).fetchall()
    return rows


def _kept_cursor(connection: Any) -> Any:
    """One for each connection to the server, which is another one after it was lost, or given back to the pool."""
    kept = vars(connection).get(_KEPT)
    if kept is None or kept.connection is not connection.connection:
        kept = vars(connection)[_KEPT] = _class()(connection.connection)
    return kept


def change(sql: str, values: Sequence[Any]) -> int:
    """How many rows a plain INSERT, UPDATE or DELETE has met."""
    with cursor_of(connections[DEFAULT_DB_ALIAS]) as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)


@cache
def _class() -> type[Any]:
    binding: Any = import_string("django.db.backends.postgresql.base.ServerBindingCursor")  # needs psycopg, an extra

    class KeepingCursor(binding):  # type: ignore[misc]  # -- as above
        """Sends the values apart from the statement, which PostgreSQL then finds ready."""

        def execute(self, query: Any, params: Any = None) -> Any:
            return super().execute(query, params, prepare=True)

    return KeepingCursor
