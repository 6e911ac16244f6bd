"""A small LDAP server on loopback: what tests of the address book sync talk to, over real sockets and real TLS.

Answers are coded with the classes of ldap3 itself (RFC 4511 in pyasn1), requests are taken apart by hand. ldap3's own
mock opens no socket, so it knows no TLS, no pages and no broken line; ldaptor brings Twisted, the largest package of
the tests.
"""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from ldap3.protocol import rfc4511
from ldap3.protocol.rfc2696 import RealSearchControlValue
from pyasn1.codec.ber import encoder

PAGED = "1.2.840.113556.1.4.319"
START_TLS = "1.3.6.1.4.1.1466.20037"
SEQUENCE, BIND, SEARCH, EXTENDED = 0x30, 0x60, 0x63, 0x77
AND, OR, NOT, EQUALITY, PRESENT = 0xA0, 0xA1, 0xA2, 0xA3, 0x87
Attributes = Mapping[str, list[bytes]]
Part = tuple[int, bytes]


@dataclass(slots=True, kw_only=True)
class LdapServer:
    """What the server has, and how it behaves. `asked` is what it heard, in order."""

    entries: dict[str, Attributes] = field(default_factory=dict)
    password: str = "Secret123"
    port: int = 0
    most: int = 0
    """More matches than that end in sizeLimitExceeded; 0: no limit."""
    knows_pages: bool = True
    refuses: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    """Operation (`bind`, `search`, `starttls`) to result code and message."""
    breaks_off_after: int | None = None
    """So many entries, then the line goes dead."""
    is_mute: bool = False
    says: bytes = b""
    """Instead of any answer."""
    fills_with: int = 0
    """So many bytes in a value of each entry."""
    referral: str = ""
    tls: ssl.SSLContext | None = None
    is_ldaps: bool = False
    leaves: threading.Event = field(default_factory=threading.Event)
    asked: list[str] = field(default_factory=list)

    def serve(self, connection: socket.socket) -> None:
        if self.is_ldaps and self.tls:
            connection = self.tls.wrap_socket(connection, server_side=True)
        lines = [connection]
        try:
            for message in _messages(lines):
                if self.says:
                    lines[-1].sendall(self.says)
                    return
                if self.is_mute:
                    self.leaves.wait(10)
                    return
                line = self._answer(lines[-1], message)
                if line is None:
                    return
                lines.append(line)
        finally:
            lines[-1].close()

    def _answer(self, line: Any, message: list[Part]) -> Any:
        number = int.from_bytes(message[0][1], "big")
        kind, body = message[1]
        if kind == BIND:
            self._bind(line, number, _parts(body))
        elif kind == EXTENDED:
            return self._start_tls(line, number)
        elif kind == SEARCH:
            return line if self._search(line, number, _parts(body), message[2:]) else None
        else:
            return None
        return line

    def _bind(self, line: Any, number: int, request: list[Part]) -> None:
        name, said = request[1][1].decode(), request[2][1].decode()
        self.asked.append(f"bind {name or 'anonymous'}{' encrypted' if isinstance(line, ssl.SSLSocket) else ''}")
        code, text = self.refuses.get("bind", (0, ""))
        if name and said != self.password:
            code, text = 49, text or "80090308: LdapErr: DSID-0C09044E, comment: AcceptSecurityContext error, data 52e"
        line.sendall(_done("bindResponse", rfc4511.BindResponse(), number, code, text))

    def _start_tls(self, line: Any, number: int) -> Any:
        code, text = self.refuses.get("starttls", (0, "") if self.tls else (2, "unsupported extended operation"))
        self.asked.append("starttls")
        response = rfc4511.ExtendedResponse()
        response["responseName"] = rfc4511.ResponseName(START_TLS)
        line.sendall(_done("extendedResp", response, number, code, text))
        return line if code or not self.tls else self.tls.wrap_socket(line, server_side=True)

    def _search(self, line: Any, number: int, request: list[Part], controls: list[Part]) -> bool:
        """False once the line is to go dead."""
        base = request[0][1].decode()
        wanted = [name.decode().lower() for _tag, name in _parts(request[7][1])]
        found = [dn for dn, about in self.entries.items() if dn.endswith(base) and _holds(request[6], about)]
        size, begin = _page_of(controls) if self.knows_pages else (0, 0)
        self.asked.append(f"search {base} from {begin}")
        code, text = self.refuses.get("search", (0, ""))
        if not any(dn.endswith(base) for dn in self.entries) and self.entries:
            code, text = 32, "noSuchObject"
        shown = found[begin : begin + size] if size else found
        if self.most and len(found) > self.most:
            shown, code = shown[: self.most], 4
        if self.referral:
            line.sendall(_message(number, "searchResRef", _reference(self.referral)))
        for place, dn in enumerate(shown):
            if self.breaks_off_after is not None and begin + place >= self.breaks_off_after:
                return False
            line.sendall(_message(number, "searchResEntry", self._entry(dn, wanted)))
        cookie = str(begin + size).encode() if size and begin + size < len(found) and not code else b""
        paged = _paged(cookie) if size else None
        line.sendall(_done("searchResDone", rfc4511.SearchResultDone(), number, code, text, paged))
        return True

    def _entry(self, dn: str, wanted: list[str]) -> Any:
        entry = rfc4511.SearchResultEntry()
        entry["object"] = rfc4511.LDAPDN(dn)
        told = rfc4511.PartialAttributeList()
        about = dict(self.entries[dn]) | ({"description": [b"x" * self.fills_with]} if self.fills_with else {})
        named = [(name, values) for name, values in about.items() if name.lower() in {*wanted, "description"}]
        for place, (name, values) in enumerate(named):
            part = rfc4511.PartialAttribute()
            part["type"] = rfc4511.AttributeDescription(name)
            part["vals"] = rfc4511.Vals().setComponents(*[rfc4511.AttributeValue(value) for value in values])
            told[place] = part
        entry["attributes"] = told
        return entry


@contextmanager
def listening(server: LdapServer) -> Iterator[LdapServer]:
    """The server, at a free port of 127.0.0.1, until the test is done with it."""
    lines: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as door:
        server.port = door.getsockname()[1]

        def serve(line: socket.socket) -> None:
            with suppress(OSError, EOFError):  # the other side has gone: that is what many a test is about
                server.serve(line)

        def accept() -> None:
            with suppress(OSError):  # the door is closed
                while True:
                    line, _address = door.accept()
                    line.settimeout(10)
                    lines.append(line)
                    threading.Thread(target=serve, args=[line], daemon=True).start()

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.leaves.set()
            with suppress(OSError):
                door.shutdown(socket.SHUT_RDWR)
            door.close()
            thread.join(5)
            for line in lines:
                with suppress(OSError):
                    line.close()


def _messages(lines: list[socket.socket]) -> Iterator[list[Part]]:
    waiting = b""
    while True:
        size = _size(waiting)
        if size and len(waiting) >= size:
            yield _parts(_parts(waiting[:size])[0][1])
            waiting = waiting[size:]
            continue
        data = lines[-1].recv(65536)
        waiting += data
        if not data or waiting[0] != SEQUENCE:
            return


def _size(data: bytes) -> int:
    """The length of the first BER element, 0 as long as that is not known."""
    if len(data) < 2 or len(data) < _head(data):
        return 0
    return _head(data) + (data[1] if data[1] < 128 else int.from_bytes(data[2 : _head(data)], "big"))


def _head(data: bytes) -> int:
    return 2 if data[1] < 128 else 2 + (data[1] & 127)


def _parts(data: bytes) -> list[Part]:
    """The BER elements that stand one after the other in `data`: tag and content of each."""
    found = []
    while data:
        found.append((data[0], data[_head(data) : _size(data)]))
        data = data[_size(data) :]
    return found


def _message(number: int, kind: str, response: Any, controls: Any = None) -> bytes:
    message = rfc4511.LDAPMessage()
    message["messageID"] = rfc4511.MessageID(number)
    message["protocolOp"] = rfc4511.ProtocolOp().setComponentByName(kind, response)
    if controls is not None:
        message["controls"] = controls
    return bytes(encoder.encode(message))


def _done(kind: str, response: Any, number: int, code: int, text: str, controls: Any = None) -> bytes:
    response["resultCode"] = rfc4511.ResultCode(code)
    response["matchedDN"] = rfc4511.LDAPDN("")
    response["diagnosticMessage"] = rfc4511.LDAPString(text)
    return _message(number, kind, response, controls)


def _reference(address: str) -> Any:
    reference = rfc4511.SearchResultReference()
    reference[0] = rfc4511.URI(address)
    return reference


def _page_of(controls: list[Part]) -> tuple[int, int]:
    """How many entries a page shall have, and from which one on; 0 if nobody asked for pages."""
    for _tag, control in _parts(controls[0][1]) if controls else []:
        parts = _parts(control)
        if parts[0][1].decode() == PAGED:
            size, cookie = _parts(_parts(parts[-1][1])[0][1])
            return int.from_bytes(size[1], "big"), int(cookie[1] or b"0")
    return 0, 0


def _paged(cookie: bytes) -> Any:
    value = RealSearchControlValue()
    value["size"], value["cookie"] = 0, cookie
    control = rfc4511.Control()
    control["controlType"] = rfc4511.LDAPOID(PAGED)
    control["criticality"] = rfc4511.Criticality(value=False)
    control["controlValue"] = rfc4511.ControlValue(encoder.encode(value))
    controls = rfc4511.Controls()
    controls[0] = control
    return controls


def _holds(asked: Part, about: Attributes) -> bool:
    """Whether an entry is meant by a filter: and, or, not, equality, presence. Anything else holds for nobody."""
    tag, body = asked
    has = {name.lower(): [value.lower() for value in values] for name, values in about.items()}
    if tag in {AND, OR}:
        return (all if tag == AND else any)(_holds(part, about) for part in _parts(body))
    if tag == NOT:
        return not _holds(_parts(body)[0], about)
    if tag == EQUALITY:
        name, value = (part.decode().lower() for _tag, part in _parts(body))
        return value.encode() in has.get(name, [])
    return tag == PRESENT and body.decode().lower() in has
