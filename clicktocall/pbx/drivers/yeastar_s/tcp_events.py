"""The S-Series' events by TCP: we connect to the PBX, log in there, and it tells."""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from clicktocall.pbx.drivers.base import CutOff, Line, LoginStopped, NotSent, Refused
from clicktocall.pbx.drivers.framing import Framer
from clicktocall.pbx.drivers.lenient_json import Json, JsonObject, loads
from clicktocall.pbx.drivers.tls import connect_sentence
from clicktocall.pbx.drivers.yeastar_s.errnos import error_of
from clicktocall.pbx.drivers.yeastar_s.members import first_text

log = logging.getLogger(__name__)

LARGEST_EVENT = 256 * 1024
LOOK_UP_SECONDS = 0.25
"""How long a read waits before it looks whether we shall stop."""
QUIET_SECONDS = 15 * 60.0
"""After so long without a byte we connect anew: a firewall between us may have forgotten the connection."""
WORDLESS_SECONDS = 10.0
"""A connection that ends so soon after our login, without a word, was ended because of it."""
KEEPALIVE = {"TCP_KEEPIDLE": 30, "TCP_KEEPALIVE": 30, "TCP_KEEPINTVL": 10, "TCP_KEEPCNT": 3}
"""Seconds, and a number of probes. Systems name and know different ones of them."""

NOTHING_IN_IT = b"{} \r\n\t"
"""A box may send an empty object now and then, to keep the connection."""
TAKEN = frozenset({"success", "succeeded", "ok"})
NOT_TAKEN = ("error", "fail", "denied", "refused")
WRONG_LOGIN = "20003"


def listen(line: Line, *, stopped: threading.Event, quiet_seconds: float = QUIET_SECONDS) -> Iterator[bytes]:
    """Every message of the PBX, as it sent it, until `stopped`.

    Raises NotSent without a connection, LoginStopped or Refused when the PBX does not take the login, CutOff when the
    connection ends or has been quiet for too long.
    Source: Yeastar S-Series API 2.0.0, events by TCP. The guide gives the lines of the login, and neither the answer
    nor what stands between two events: so an answer may come in any form or not at all, and braces mark the events.
    """
    login = _login(line)
    with _connection(line) as connection:
        _send(connection, login)
        log.info("pbx=%s step=listen outcome=connected port=%s", line.name, line.events_port)
        yield from _messages(connection, line, stopped, quiet_seconds)


def _login(line: Line) -> bytes:
    """The password goes over the wire as it is: the guide has no other way."""
    if any(sign in line.username + line.password for sign in "\r\n\0"):
        raise NotSent(_("The API user name or password holds a line break. Enter it again in the PBX's settings."))
    words = {"Action": "login", "Username": line.username, "Secret": line.password, "Version": "2.0.0"}
    return "".join(f"{name}: {value}\r\n" for name, value in words.items()).encode() + b"\r\n"


def _connection(line: Line) -> socket.socket:
    if line.events_port is None:
        raise NotSent(_("No port for events by TCP is set. Enter the one that the PBX has in its API settings."))
    try:
        host = urlsplit(line.url).hostname or ""
        connection = socket.create_connection((host, line.events_port), line.connect_timeout)
    except (socket.gaierror, UnicodeError) as error:
        sentence = connect_sentence(line, error)
    except OSError:
        sentence = _(
            "Nothing answers at the PBX's TCP port %(port)d. Check that its API reports by TCP, and at which port."
        ) % {"port": line.events_port}
    else:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in KEEPALIVE.items():
            if hasattr(socket, name):
                connection.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
        return connection
    raise NotSent(sentence)


def _send(connection: socket.socket, login: bytes) -> None:
    try:
        connection.sendall(login)
    except OSError:
        pass
    else:
        return
    raise CutOff(_("The PBX closed the connection for its events before we could log in. We try again by ourselves."))


def _messages(connection: socket.socket, line: Line, stopped: threading.Event, quiet_seconds: float) -> Iterator[bytes]:
    framer = Framer(largest=LARGEST_EVENT, keys=("event", "action"))
    is_taken = False
    connection.settimeout(LOOK_UP_SECONDS)
    began = heard = time.monotonic()
    while not stopped.is_set():
        piece = _read(connection)
        if piece is None:
            if time.monotonic() - heard > quiet_seconds:
                raise CutOff(_("Nothing has come from the PBX for a long time, so the connection is made anew."))
            continue
        heard = time.monotonic()
        dropped = framer.dropped
        for frame in framer.feed(piece) if piece else framer.end():
            if stopped.is_set():
                return
            answer = None if is_taken else _login_answer(frame)
            if answer is not None:
                is_taken = answer.is_yes()
            elif frame.startswith(b"{") and frame.strip(NOTHING_IN_IT):
                is_taken = True
                yield frame
        if framer.dropped > dropped:
            log.warning("pbx=%s step=listen outcome=dropped events=%s", line.name, framer.dropped - dropped)
        if not piece:
            raise _ended(is_taken=is_taken, after=time.monotonic() - began)


def _read(connection: socket.socket) -> bytes | None:
    """What has come; None while nothing does, empty when the connection has ended, in whatever way."""
    try:
        return connection.recv(65536)
    except TimeoutError:
        return None
    except OSError:
        return b""


def _ended(*, is_taken: bool, after: float) -> CutOff | Refused:
    if is_taken or after > WORDLESS_SECONDS:
        return CutOff(_("The PBX has closed the connection for its events. We connect again by ourselves."))
    return Refused(
        _(
            "The PBX closed the connection for its events right after our login, without saying why. Check the API "
            "user name and password, and that its API reports by TCP at this port."
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginAnswer:
    word: str
    errno: str = ""

    def is_yes(self) -> bool:
        """False for a word that is neither yes nor no. Raises LoginStopped or Refused for a no."""
        word = self.word.strip().lower()
        if self.errno.strip("0"):
            raise error_of(self.errno)
        if word.startswith(NOT_TAKEN):
            raise LoginStopped(str(error_of(WRONG_LOGIN)))
        return word in TAKEN


def _login_answer(frame: bytes) -> LoginAnswer | None:
    """What a line or an object says about our login; None for an event, and for what says nothing of it."""
    if not frame.startswith(b"{"):
        name, _colon, word = frame.decode("latin-1").partition(":")
        return LoginAnswer(word=word) if name.strip().lower() in {"response", "status"} else None
    message: Json = None
    with suppress(ValueError):
        message = loads(frame)
    if not isinstance(message, JsonObject):
        return None
    plain = JsonObject([(key.lower(), value) for key, value in message.pairs])
    is_event = any(first_text(plain, key).lower() not in {"", "login"} for key in ("event", "action"))
    if is_event or not plain.keys() & {"status", "response", "result", "errno"}:
        return None
    return LoginAnswer(word=first_text(plain, "status", "response", "result"), errno=first_text(plain, "errno"))
