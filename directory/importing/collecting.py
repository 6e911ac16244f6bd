"""Keeps Python's garbage collector out of the way of an import.

A batch makes so many objects that the collector looks through the whole program again and again, the tables of all
countries' numbers included: a quarter of an import, and half of one that changes nothing. So what was in memory before
is left alone, and what is made meanwhile is looked through more rarely: it goes by itself when its batch is done.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

RARELY = 100_000
"""New objects after which the collector looks through them; Python's own figure is 700."""
_lock = Lock()
_usual: list[tuple[int, int, int]] = []
"""The thresholds to go back to, one for each import under way in this process."""


@contextmanager
def what_stays_is_left_alone() -> Iterator[None]:
    """What is made meanwhile is collected, though late. Several at once, also in other threads, do no harm."""
    with _lock:
        _usual.append(gc.get_threshold() if not _usual else _usual[0])
        gc.freeze()
        gc.set_threshold(RARELY, *_usual[0][1:])
    try:
        yield
    finally:
        with _lock:
            usual = _usual.pop()
            if not _usual:
                gc.set_threshold(*usual)
                gc.unfreeze()
