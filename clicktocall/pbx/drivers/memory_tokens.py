"""A token kept in memory, for one process: scripts and tests."""

from __future__ import annotations

import threading
from collections.abc import Callable

from clicktocall.pbx.drivers.base import LoginStopped


class MemoryTokens:
    """The `TokenKeeper` of a process that shares its token with nobody. One refused login stops all further ones."""

    def __init__(self) -> None:
        self.transport = ""
        self._token: str | None = None
        self._stopped: LoginStopped | None = None
        self._lock = threading.Lock()

    def current(self) -> str | None:
        return self._token

    def renew(self, stale: str | None, login: Callable[[], str]) -> str:
        with self._lock:
            if self._token is not None and self._token != stale:
                return self._token
            if self._stopped is not None:
                raise LoginStopped(str(self._stopped), code=self._stopped.code)
            try:
                self._token = login()
            except LoginStopped as refusal:
                self._stopped = refusal
                raise
            return self._token

    def forget(self) -> None:
        self._token = None

    def note_transport(self, transport: str) -> None:
        self.transport = transport
