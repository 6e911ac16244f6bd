"""Reads the next batch of a file while the database writes the last one.

In a thread, because a process of a worker may have no children; it never touches the database. Of two threads only one
runs Python at a time, so it begins when the other one starts to wait: earlier they would only hinder each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Generic, Self, TypeVar

from django.utils.translation import get_language, override

T = TypeVar("T")


class ReadingAhead(Generic[T]):
    """The batches of `batches`, of which never more than one is ready. What reading raises, comes out in its place."""

    def __init__(self, batches: Iterator[list[T]]) -> None:
        self._batches = batches
        self._coming: Future[list[T] | None] | None = None

    def __enter__(self) -> Self:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="reading-ahead")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._thread.shutdown()

    def next(self) -> list[T] | None:
        """The next batch; None after the last one. One that was not begun is read here: a thread would only cost."""
        if self._coming is None:
            return next(self._batches, None)
        coming, self._coming = self._coming, None
        return coming.result()

    def go_on(self) -> None:
        """Begin to read the next batch, unless that was begun. Whoever needs it waits for it anyway."""
        if self._coming is None:
            self._coming = self._thread.submit(self._read, get_language())

    def _read(self, language: str | None) -> list[T] | None:
        with override(language):
            return next(self._batches, None)
