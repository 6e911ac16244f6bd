"""The way to the PBX: whether its name is known, something answers at its port, and in which tongue."""

from __future__ import annotations

import queue
import socket
import threading
from contextlib import suppress
from dataclasses import replace
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from clicktocall.pbx.doctor.findings import Finding, State, finding
from clicktocall.pbx.drivers.base import Line, NotSent, PbxError, TlsCheck
from clicktocall.pbx.drivers.tls import shown_certificate

PORTS = {"http": 80, "https": 443}
LOOKUP_SECONDS = 4.0
PROBE_SECONDS = 1.0
MOST_ADDRESSES = 3


def is_loopback(host: str) -> bool:
    """Whether that is a name or address of this machine itself."""
    host = host.strip("[]").lower()
    with suppress(ValueError):
        return ip_address(host).is_loopback
    return host == "localhost" or host.endswith(".localhost")


def place_of(line: Line) -> tuple[str, int]:
    address = urlsplit(line.url)
    return address.hostname or "", address.port or PORTS.get(address.scheme, 80)


def address(line: Line) -> Finding:
    """Look the name up and open a connection, of which nothing is used."""
    host, port = place_of(line)
    found = _looked_up(host, port)
    if found is None:
        return _bad(
            _("The name server did not say within %(seconds)g seconds where %(host)s is.")
            % {"seconds": LOOKUP_SECONDS, "host": host},
            _("Check this server's name server, or enter the PBX's IP address instead of its name."),
        )
    if not found:
        return _bad(
            _("Nothing is known here by the name %s.") % host,
            _("Check the spelling of the address in the settings, or enter the PBX's IP address."),
        )
    trouble: OSError | None = None
    for family, where in found[:MOST_ADDRESSES]:
        trouble = _trouble_with(family, where, line.connect_timeout)
        if trouble is None:
            return finding("address", State.GOOD, _("Something answers there."), facts=((_("Address"), line.url),))
    return _unreachable(line, host, port, trouble)


def _unreachable(line: Line, host: str, port: int, trouble: OSError | None) -> Finding:
    told = {"host": host, "port": port, "seconds": line.connect_timeout}
    if isinstance(trouble, ConnectionRefusedError):
        return _bad(
            _("The machine %(host)s is there, but nothing listens at its port %(port)s.") % told,
            _("Enter the port at which the PBX's own web pages open: 8088 for https, unless it was changed there."),
        )
    if isinstance(trouble, TimeoutError):
        return _bad(
            _("Nothing answered at %(host)s, port %(port)s, within %(seconds)g seconds.") % told,
            _("Check that the PBX is switched on, that the address is right, and that no firewall is in between."),
        )
    return _bad(
        _("There is no way from this server to %(host)s, port %(port)s.") % told,
        _("Check the address, and the network between this server and the PBX."),
    )


def other_address(line: Line, refusal: PbxError) -> Finding | None:
    """What to enter instead, where the PBX sends us on or speaks https at a port that we call http; else None."""
    if refusal.code.startswith("HTTP 3"):
        return _bad(str(refusal), "", code=refusal.code)
    if line.url.startswith("https://"):
        return None
    secure = "https://" + line.url.removeprefix("http://")
    for is_old in (False, True):
        with suppress(NotSent):
            shown_certificate(
                replace(line, url=secure, tls_check=TlsCheck.OFF, legacy_tls=is_old, connect_timeout=PROBE_SECONDS)
            )
            return _bad(
                _("The PBX speaks https at this port, not http."),
                _("Enter this address in the PBX's settings: %s") % secure,
            )
    return None


def opens(host: str, port: int, seconds: float) -> bool:
    """Whether something listens at that port."""
    found = _looked_up(host, port) or []
    return any(_trouble_with(family, where, seconds) is None for family, where in found[:MOST_ADDRESSES])


def _looked_up(host: str, port: int) -> list[tuple[int, Any]] | None:
    """The addresses of that name; None if nobody says so in time. Looking up itself knows no time limit."""
    found: queue.SimpleQueue[list[tuple[int, Any]]] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            entries = []
        found.put([(family, where) for family, _kind, _protocol, _name, where in entries])

    threading.Thread(target=look_up, daemon=True).start()
    try:
        return found.get(timeout=LOOKUP_SECONDS)
    except queue.Empty:
        return None


def _trouble_with(family: int, where: Any, seconds: float) -> OSError | None:
    with socket.socket(family, socket.SOCK_STREAM) as sock:
        sock.settimeout(seconds)
        try:
            sock.connect(where)
        except OSError as error:
            return error
    return None


def _bad(means: str, to_do: str, *, code: str = "") -> Finding:
    return finding("address", State.BAD, means, to_do=to_do, code=code)
