"""Remembers which contacts a file has named already: outside of memory, because files may be long."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from types import TracebackType
from typing import Self

_AT_ONCE = 500


class Memory:
    """Keys and the rows where they first stood, in a database of its own that goes with it."""

    def __enter__(self) -> Self:
        self._db = sqlite3.connect("", isolation_level=None)  # a private file that has no name
        self._db.execute("PRAGMA cache_size = -2000")
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("CREATE TABLE said (key TEXT PRIMARY KEY, row INTEGER) WITHOUT ROWID")
        self._db.execute("BEGIN")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()

    def rows_of(self, keys: Iterable[str]) -> dict[str, int]:
        """The keys that were named before, and where."""
        wanted = list(keys)
        found: dict[str, int] = {}
        for begin in range(0, len(wanted), _AT_ONCE):
            some = wanted[begin : begin + _AT_ONCE]
            marks = ",".join("?" * len(some))
            found |= dict(self._db.execute(f"SELECT key, row FROM said WHERE key IN ({marks})", some))  # noqa: S608 -- marks only
        return found

    def note(self, keys: Iterable[tuple[str, int]]) -> None:
        self._db.executemany("INSERT OR IGNORE INTO said VALUES (?, ?)", keys)
