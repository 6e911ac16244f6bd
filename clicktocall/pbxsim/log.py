"""Every API request that the simulator has seen, without passwords and tokens."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass

SECRET = frozenset({"password", "secret"})


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    at: float
    """Seconds on the PBX's clock since it started."""
    endpoint: str
    body: Mapping[str, str]
    answer: str
    """`Success`, an error number, or empty where a fault took the request before the PBX saw it."""
    fault: str
    """What went wrong with the answer on its way, if anything."""


class RequestLog:
    def __init__(self, notify: Callable[[], None]) -> None:
        self._notify = notify
        self._entries: deque[LogEntry] = deque(maxlen=50_000)
        self._lock = threading.Lock()

    def add(self, entry: LogEntry) -> None:
        with self._lock:
            self._entries.append(entry)
        self._notify()

    def entries(self, endpoint: str | None = None) -> list[LogEntry]:
        """In the order in which they came; of one endpoint, or of all."""
        with self._lock:
            return [entry for entry in self._entries if endpoint in {None, entry.endpoint}]

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()


def without_secrets(fields: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in fields.items() if name not in SECRET}
