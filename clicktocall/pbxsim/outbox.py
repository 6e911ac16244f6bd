"""The events of one call on their way out: kept until call/dial is answered, and lost, doubled or swapped on demand."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any, Protocol

from clicktocall.pbxsim.delivery import Delivery
from clicktocall.pbxsim.scripts import Events, Script

Event = Mapping[str, Any]


class Report(Protocol):
    """Sends one event; None if nobody wants it."""

    def __call__(self, event: Event, *, trailing_comma: bool = False) -> Delivery | None: ...


class Outbox:
    """Each event is sent in the order in which it was added, unless the script wants otherwise."""

    def __init__(self, script: Script, report: Report) -> None:
        self._events = script.events
        self._trailing_comma = script.trailing_comma
        self._tell = report
        self._lock = threading.Lock()
        self._kept: list[Event] = []
        self._is_open = False
        self._swapping: Event | None = None
        self._has_begun = False
        self._first: Delivery | None = None

    def add(self, event: Event) -> None:
        with self._lock:
            if self._is_open:
                self._send(event)
            else:
                self._kept.append(event)

    def open(self) -> None:
        """From now on events leave at once; those that were kept leave first."""
        with self._lock:
            self._is_open = True
            for event in self._kept:
                self._send(event)
            self._kept.clear()

    def wait_for_first(self, timeout: float) -> None:
        """Until the first event of the call has been answered with 200, or `timeout` real seconds have passed."""
        with self._lock:
            first = self._first
        if first is not None:
            first.done.wait(timeout)

    def _send(self, event: Event) -> None:
        if self._events is Events.NONE:
            return
        kind = event["event"]
        if kind == "ExtensionStatus":
            self._report(event)
        elif not self._has_begun:
            self._has_begun = True
            self._first = self._report(event)
            self._double(event)
        elif self._events is Events.SWAPPED:
            self._swap(event)
        elif not (kind == "NewCdr" and self._events is Events.NO_CDR):
            self._report(event)
            self._double(event)

    def _report(self, event: Event) -> Delivery | None:
        return self._tell(event, trailing_comma=self._trailing_comma)

    def _double(self, event: Event) -> None:
        if self._events is Events.DOUBLED:
            self._report(event)

    def _swap(self, event: Event) -> None:
        """Keep one back and send it after the next; the record at the end takes along what is kept."""
        before, self._swapping = self._swapping, None
        if before is None and event["event"] != "NewCdr":
            self._swapping = event
            return
        self._report(event)
        if before is not None:
            self._report(before)
