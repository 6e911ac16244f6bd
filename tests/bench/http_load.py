"""HTTP without a client library in the way: one request at a time on a new connection, or many on kept ones."""

from __future__ import annotations

import re
import select
import selectors
import socket
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back, and when its last byte had been read."""

    status: int
    head: bytes
    body: bytes
    at: float


def request_of(method: str, path: str, *, headers: Mapping[str, str], body: bytes = b"", keep: bool = False) -> bytes:
    """The request as it goes over the wire."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Connection: {'keep-alive' if keep else 'close'}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def ask(port: int, request: bytes, *, patience: float = 20) -> Answer:
    """One request on a connection of its own, which the server closes."""
    with socket.create_connection(("127.0.0.1", port), timeout=patience) as connection:
        connection.sendall(request)
        pieces = []
        while piece := connection.recv(65536):
            pieces.append(piece)
        at = time.perf_counter()
    head, _blank, body = b"".join(pieces).partition(b"\r\n\r\n")
    return Answer(status=int(head.split(b" ", 2)[1]), head=head, body=body, at=at)


@dataclass(slots=True)
class Line:
    """A kept connection, as a browser has one; opened anew when the server has closed it."""

    port: int
    patience: float
    _socket: socket.socket | None = None

    def ask(self, request: bytes) -> Answer:
        """`request` must ask for the connection to be kept."""
        if self._socket is None or self._is_closed(self._socket):
            self.close()
            self._socket = socket.create_connection(("127.0.0.1", self.port), timeout=self.patience)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(request)
        received = b""
        while not _is_whole(received):
            piece = self._socket.recv(65536)
            if not piece:
                raise ConnectionError("The server closed a kept connection.")
            received += piece
        at = time.perf_counter()
        head, _blank, body = received.partition(b"\r\n\r\n")
        return Answer(status=int(head.split(b" ", 2)[1]), head=head, body=body, at=at)

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    @staticmethod
    def _is_closed(kept: socket.socket) -> bool:
        """Nothing is under way between two requests, so that whatever can be read is the end."""
        return bool(select.select([kept], [], [], 0)[0])


def _is_whole(received: bytes) -> bool:
    head, blank, body = received.partition(b"\r\n\r\n")
    length = LENGTH.search(head)
    return bool(blank) and len(body) >= (int(length[1]) if length else 0)


@dataclass(slots=True)
class Kept:
    """A kept connection that asks the same again and again."""

    port: int
    request: bytes
    socket: socket.socket = field(init=False)
    received: bytes = b""

    def open(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self) -> None:
        self.received = b""
        self.socket.sendall(self.request)

    def status(self) -> int | None:
        """The status of an answer that is complete by now, else None. Raises ConnectionError when it was cut off."""
        piece = self.socket.recv(65536)
        if not piece:
            raise ConnectionError("The server closed a kept connection.")
        self.received += piece
        return int(self.received.split(b" ", 2)[1]) if _is_whole(self.received) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How many answers of each status came in how many seconds."""

    statuses: Mapping[int, int]
    seconds: float

    @property
    def count(self) -> int:
        return sum(self.statuses.values())


def load(port: int, requests: Sequence[bytes], *, seconds: float) -> Load:
    """Ask on as many kept connections as there are requests, each as fast as it is answered."""
    statuses: dict[int, int] = {}
    with ExitStack() as stack, selectors.DefaultSelector() as selector:
        for request in requests:
            kept = Kept(port, request)
            kept.open()
            stack.callback(kept.socket.close)
            selector.register(kept.socket, selectors.EVENT_READ, kept)
            kept.send()
        start = time.perf_counter()
        while (now := time.perf_counter()) - start < seconds:
            for key, _events in selector.select(timeout=1):
                status = key.data.status()
                if status is not None:
                    statuses[status] = statuses.get(status, 0) + 1
                    key.data.send()
    return Load(statuses=statuses, seconds=now - start)
