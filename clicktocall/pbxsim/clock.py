"""The PBX's own time: one thread runs everything that happens later, and one number makes all of it go faster."""

from __future__ import annotations

import heapq
import itertools
import logging
import threading
import time
from collections.abc import Callable

logger = logging.getLogger(__name__)


class Clock:
    """Seconds are the PBX's: at speed 10 ten of them pass in one real second."""

    def __init__(self, speed: float) -> None:
        self.speed = speed
        self._started = time.monotonic()
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self._changed = threading.Condition()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="pbxsim-clock", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Forget what is due, wake everybody who sleeps, and end the thread."""
        self._stopped.set()
        with self._changed:
            self._due.clear()
            self._changed.notify_all()
        self._thread.join()

    @property
    def is_stopped(self) -> bool:
        return self._stopped.is_set()

    def now(self) -> float:
        return (time.monotonic() - self._started) * self.speed

    def sleep(self, seconds: float) -> bool:
        """True after the whole time; False at once when the simulator stops."""
        return not self._stopped.wait(seconds / self.speed)

    def later(self, seconds: float, act: Callable[[], None]) -> None:
        with self._changed:
            heapq.heappush(self._due, (self.now() + seconds, next(self._order), act))
            self._changed.notify()

    def _run(self) -> None:
        while (act := self._next()) is not None:
            try:
                act()
            except Exception:
                logger.exception("Something that was due could not be done.")

    def _next(self) -> Callable[[], None] | None:
        """What is due next, once it is due; None when the simulator stops."""
        with self._changed:
            while not self._stopped.is_set():
                wait = (self._due[0][0] - self.now()) / self.speed if self._due else None
                if wait is not None and wait <= 0:
                    return heapq.heappop(self._due)[2]
                self._changed.wait(wait)
        return None
