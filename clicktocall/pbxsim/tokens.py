"""Who may use the API: logging in, tokens and their half hour, the lock after five failures, where events go."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from clicktocall.pbxsim.clock import Clock
from clicktocall.pbxsim.config import Config
from clicktocall.pbxsim.delivery import Destination
from clicktocall.pbxsim.errnos import Errno, Refused

FAILURES_BEFORE_LOCK = 5
DEFAULT_PORT = "8260"
OLD_VERSION = "1.0.0"


class Gate:
    """One API user, so one destination for events: that of the last login or heartbeat."""

    def __init__(self, config: Config, clock: Clock) -> None:
        self._config = config
        self._clock = clock
        self._lock = threading.Lock()
        self._tokens: dict[str, float] = {}
        self._failures: dict[str, int] = {}
        self._locked: dict[str, float] = {}
        self.destination: Destination | None = None
        self.version = OLD_VERSION

    def log_in(self, fields: Mapping[str, str], *, source: str) -> str:
        """A new token. Events go from now on to the address that this login names."""
        with self._lock:
            self._check_login(fields, source)
            destination = _destination(fields, source, wrong=Errno.WRONG_PORT)
            token = secrets.token_hex(16)
            self._tokens[token] = self._clock.now() + self._config.token_lives
            self.destination = destination
            self.version = fields.get("version") or OLD_VERSION
            return token

    def check_plain(self, username: str, password: str, *, source: str) -> None:
        """The login by TCP, with the password as it is. It counts among the failures; no token comes of it."""
        sent = hashlib.md5(password.encode(), usedforsecurity=False).hexdigest() if password else ""
        with self._lock:
            self._check_login({"username": username, "password": sent}, source)

    def _check_login(self, fields: Mapping[str, str], source: str) -> None:
        if self._locked.get(source, 0) > self._clock.now():
            raise Refused(Errno.LOCKED_OUT)
        if not fields.get("username") or not fields.get("password"):
            raise Refused(Errno.MISSING_PARAMETER)
        right = hashlib.md5(self._config.password.encode(), usedforsecurity=False).hexdigest()
        is_right = hmac.compare_digest(fields["password"].encode(), right.encode())
        if is_right and fields["username"] == self._config.username:
            self._failures.pop(source, None)
            return
        self._failures[source] = self._failures.get(source, 0) + 1
        if self._failures[source] >= FAILURES_BEFORE_LOCK:
            self._failures.pop(source)
            self._locked[source] = self._clock.now() + self._config.lock_lasts
        raise Refused(Errno.WRONG_LOGIN)

    def check(self, token: str) -> None:
        if not token:
            raise Refused(Errno.BLANK_TOKEN)
        with self._lock:
            ends = self._tokens.get(token)
        if ends is None:
            raise Refused(Errno.NO_SUCH_TOKEN)
        if ends <= self._clock.now():
            raise Refused(Errno.TOKEN_TIMED_OUT)

    def heartbeat(self, token: str, fields: Mapping[str, str], *, source: str) -> None:
        """Another half hour. With an address it moves the events; without `version` they fall back to the old format.

        Both are undocumented for a real box: this is the reading that a careless client suffers most from.
        An empty heartbeat only prolongs.
        """
        with self._lock:
            if fields.keys() & {"ipaddr", "port", "url"}:
                told = {name: value for name, value in fields.items() if name != "ipaddr"}
                home = fields.get("ipaddr") or source
                self.destination = _destination(told, home, wrong=Errno.HEARTBEAT_FAILED)
            if fields:
                self.version = fields.get("version") or OLD_VERSION
            self._tokens[token] = self._clock.now() + self._config.token_lives

    def log_out(self, token: str) -> None:
        with self._lock:
            self._tokens.pop(token, None)

    def is_open(self) -> bool:
        """Whether any token lives: without one, no events are sent."""
        now = self._clock.now()
        with self._lock:
            return any(ends > now for ends in self._tokens.values())

    def forget_tokens(self) -> None:
        with self._lock:
            self._tokens.clear()

    def expire_tokens(self) -> None:
        with self._lock:
            self._tokens = dict.fromkeys(self._tokens, self._clock.now())

    def reset(self) -> None:
        with self._lock:
            self._tokens.clear()
            self._failures.clear()
            self._locked.clear()
            self.destination = None
            self.version = OLD_VERSION


def _destination(fields: Mapping[str, str], source: str, *, wrong: Errno) -> Destination | None:
    """Where events go. None for port "0": the client wants none.

    urltag "0": `url` is a path under the client's own address; "1": `url` is the whole address, with a scheme or
    without. Source: S-Series API 2.0.0, login.
    """
    port = fields.get("port") or DEFAULT_PORT
    url = fields.get("url", "")
    if not port.isdecimal() or int(port) > 65535:
        raise Refused(wrong)
    if url and fields.get("urltag") == "1":
        return _whole_address(url, wrong)
    if port == "0":
        return None
    path = url if url.startswith("/") else f"/{url}"
    return Destination(host=source, port=int(port), path=path)


def _whole_address(url: str, wrong: Errno) -> Destination:
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        destination = Destination(host=parts.hostname or "", port=parts.port or 80)
    except ValueError:
        raise Refused(wrong) from None
    if not destination.host or parts.scheme != "http":
        raise Refused(wrong)
    path = parts.path or "/"
    return replace(destination, path=f"{path}?{parts.query}" if parts.query else path)
