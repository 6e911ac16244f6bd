"""Events by TCP: one thread for each PBX connects there, takes in what it says, and connects again."""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Self

from django.db import DatabaseError, InterfaceError, close_old_connections, connections

from clicktocall.calls import hearing
from clicktocall.pbx.drivers.base import Line, LoginStopped, PbxError, Refused
from clicktocall.pbx.models import EventsBy, Pbx
from clicktocall.pbx.sessions import messages_of

log = logging.getLogger(__name__)

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0
STEADY_SECONDS = 60.0
"""A connection that lasted for so long has not failed in a row."""
FIRST_PAUSE_REFUSED = 60.0
LONGEST_PAUSE_REFUSED = 600.0
"""After a no for other reasons than a wrong password: fewer than five tries in the ten minutes that a PBX may count."""
PAUSE_STOPPED = 5.0
"""While logins are stopped the PBX is not asked; so often we look whether staff let us try again."""
REREAD_SECONDS = 3.0
STOP_SECONDS = 1.5


@dataclass(slots=True)
class Patience:
    """How long to wait before the next connection, and whether that is worth a line in the log."""

    failures: int = 0
    refusals: int = 0
    stopped_for: str = ""

    def lasted(self, seconds: float) -> None:
        if seconds >= STEADY_SECONDS:
            self.failures = self.refusals = 0

    def after(self, error: PbxError | None) -> float:
        """Seconds to wait; None stands for an error of ours."""
        if isinstance(error, LoginStopped):
            return PAUSE_STOPPED
        if isinstance(error, Refused):
            self.refusals += 1
            pause = _doubled(FIRST_PAUSE_REFUSED, self.refusals, LONGEST_PAUSE_REFUSED)
        else:
            self.failures += 1
            pause = _doubled(FIRST_PAUSE, self.failures, LONGEST_PAUSE)
        return pause * random.uniform(0.8, 1.2)  # noqa: S311 -- so that many do not come back at once, no secret

    def is_news(self, error: PbxError) -> bool:
        """False for a stop that has been told already."""
        before, self.stopped_for = self.stopped_for, str(error) if isinstance(error, LoginStopped) else ""
        return not self.stopped_for or self.stopped_for != before


def _doubled(first: float, times: int, longest: float) -> float:
    return min(first * 2.0 ** min(times - 1, 30), longest)


def listen_to(pbx: Pbx, stopped: threading.Event) -> None:
    """Take in what `pbx` says, as its row says now how to reach it, until `stopped`.

    What it says while there is no connection is lost. Nothing makes up for it here: the sweeper asks the PBX about
    calls that have fallen silent.
    """
    patience = Patience()
    try:
        while not stopped.is_set():
            began = time.monotonic()
            error = _one_connection(pbx, stopped)
            if stopped.is_set():
                break
            patience.lasted(time.monotonic() - began)
            pause = patience.after(error)
            if error is not None and patience.is_news(error):
                outcome = type(error).__name__
                log.warning("pbx=%s step=listen outcome=%s again_in=%.1f reason=%s", pbx.name, outcome, pause, error)
            stopped.wait(pause)
        log.info("pbx=%s step=listen outcome=stopped", pbx.name)
    finally:
        connections.close_all()


def _one_connection(pbx: Pbx, stopped: threading.Event) -> PbxError | None:
    """Why it ended. None: we were asked to stop, or something went wrong on our side."""
    try:
        close_old_connections()
        with closing(messages_of(pbx, stopped=stopped)) as messages:
            for body in messages:
                _take(pbx, body)
    except PbxError as error:
        return error
    except Exception:
        log.exception("pbx=%s step=listen outcome=failed", pbx.name)
    return None


def _take(pbx: Pbx, body: bytes) -> None:
    """One message. What goes wrong with it must not cost the next ones.

    It will not be sent again, so it is tried twice where the database was away. A message is kept and applied once.
    """
    try:
        try:
            hearing.hear(pbx, body)
        except (DatabaseError, InterfaceError):
            close_old_connections()
            hearing.hear(pbx, body)
    except Exception:
        log.exception("pbx=%s step=event outcome=failed", pbx.name)
    close_old_connections()  # a pool gets its connection back; SQLite keeps the one it has


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """The thread that listens to one PBX, and how that PBX was reached when it was started."""

    kind: str
    line: Line
    stopped: threading.Event
    thread: threading.Thread

    @classmethod
    def start(cls, pbx: Pbx) -> Self:
        stopped = threading.Event()
        # A daemon: what hangs in the network when we stop must not hold the process.
        thread = threading.Thread(target=listen_to, args=(pbx, stopped), name=f"listen-{pbx.name}", daemon=True)
        thread.start()
        return cls(kind=pbx.kind, line=pbx.line(), stopped=stopped, thread=thread)

    def fits(self, pbx: Pbx) -> bool:
        return (self.kind, self.line) == (pbx.kind, pbx.line())


def listen_to_all(names: Sequence[str], stopped: threading.Event) -> None:
    """Listen to the PBXs of these names, without names to all, as long as they are in use and set to TCP.

    The rows are read again and again: a PBX that is added, changed, or taken out of use is heeded within seconds.
    """
    listeners: dict[int, Listener] = {}
    try:
        while not stopped.is_set():
            try:
                close_old_connections()
                _adjust(listeners, _wanted(names))
            except (DatabaseError, InterfaceError):
                log.exception("step=listen outcome=no_database")
            stopped.wait(REREAD_SECONDS)
    finally:
        _stop(listeners)


def _wanted(names: Sequence[str]) -> dict[int, Pbx]:
    rows = Pbx.objects.filter(is_active=True, events_by=EventsBy.TCP)
    return {pbx.pk: pbx for pbx in (rows.filter(name__in=names) if names else rows)}


def _adjust(listeners: dict[int, Listener], wanted: dict[int, Pbx]) -> None:
    for pk, listener in list(listeners.items()):
        if pk not in wanted or not listener.fits(wanted[pk]):
            listener.stopped.set()
        if not listener.thread.is_alive():
            del listeners[pk]
    for pk, pbx in wanted.items():
        if pk not in listeners:
            listeners[pk] = Listener.start(pbx)


def _stop(listeners: dict[int, Listener]) -> None:
    for listener in listeners.values():
        listener.stopped.set()
    deadline = time.monotonic() + STOP_SECONDS
    for listener in listeners.values():
        listener.thread.join(max(0.0, deadline - time.monotonic()))
