"""What an import asks of SQLite while it goes on; other databases need no asking."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def pages_are_kept_in_memory() -> Iterator[None]:
    """Before a statement changes a page, SQLite keeps a copy of it, so that this one statement can be taken back.

    A long INSERT meets thousands of pages of a large directory: some MB, which it would write into a temporary file.
    For an import alone: a statement that changes all contacts would need as much memory as they take on the disk.
    Inside a transaction of somebody else it does nothing: there SQLite does not let itself be asked.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    _ask("PRAGMA temp_store = MEMORY")
    try:
        yield
    finally:
        _ask("PRAGMA temp_store = DEFAULT")


def _ask(pragma: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(pragma)
