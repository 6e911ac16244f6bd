"""A web server on loopback that does exactly what a test says, byte by byte, also what no proper server does."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Self
from urllib.parse import parse_qs, urlsplit

Reply = Callable[["Connection"], object]

TLS_HELLO = b"\x16\x03"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What came in."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes

    @property
    def fields(self) -> dict[str, object]:
        value: dict[str, object] = json.loads(self.body)
        return value


class Connection:
    """One open connection with its request, for a reply to write to. `is_over` is set when the server is closed."""

    def __init__(self, sock: socket.socket, request: Request, is_over: threading.Event) -> None:
        self.sock = sock
        self.request = request
        self.is_over = is_over

    def send(self, data: bytes) -> None:
        self.sock.sendall(data)

    def drip(self, data: bytes, *, every: float = 0.05) -> None:
        for number in data:
            self.send(bytes([number]))
            if self.is_over.wait(every):
                return

    def reset(self) -> None:
        """Break off in a way that the other side notices as an error and not as an end."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        self.sock.close()


class RawServer:
    """Notes every request and answers each with `reply`."""

    def __init__(self, reply: Reply, *, tls: ssl.SSLContext | None = None) -> None:
        self.requests: list[Request] = []
        self.connections = 0
        self.bytes_in = 0
        self._reply = reply
        self._tls = tls
        self._is_over = threading.Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._threads = [threading.Thread(target=self._accept, daemon=True)]

    @property
    def port(self) -> int:
        port: int = self._listening.getsockname()[1]
        return port

    @property
    def url(self) -> str:
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for thread in self._threads:
            thread.join(5)

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self._listening.accept()
            except OSError:
                return
            self.connections += 1
            thread = threading.Thread(target=self._serve, args=(sock,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, sock: socket.socket) -> None:
        sock.settimeout(5)
        with suppress(OSError):
            try:
                if self._tls:
                    sock = self._tls.wrap_socket(sock, server_side=True)
                request = self._read(sock)
                if request:
                    self.requests.append(request)
                    self._reply(Connection(sock, request, self._is_over))
            finally:
                sock.close()

    def _read(self, sock: socket.socket) -> Request | None:
        data = b""
        while b"\r\n\r\n" not in data:
            piece = self._piece(sock)
            if not piece:
                return None
            data += piece
            if data.startswith(TLS_HELLO):
                return Request(method="", path="", query={}, headers={}, body=data)
        head, _, body = data.partition(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        while len(body) < int(headers.get("content-length", "0")):
            body += self._piece(sock)
        method, target, _ = first.split(" ")
        address = urlsplit(target)
        return Request(method=method, path=address.path, query=parse_qs(address.query), headers=headers, body=body)

    def _piece(self, sock: socket.socket) -> bytes:
        piece = sock.recv(65536)
        self.bytes_in += len(piece)
        return piece


def http(body: bytes, *, status: str = "200 OK", headers: str = "Content-Type: application/json") -> bytes:
    return f"HTTP/1.1 {status}\r\n{headers}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body


def say(body: bytes | dict[str, object], *, status: str = "200 OK", headers: str = "Server: Boa/0.94.14rc21") -> Reply:
    """A whole answer, as a proper server gives it."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return lambda connection: connection.send(http(data, status=status, headers=headers))


def say_nothing(_connection: Connection) -> None:
    """Close the connection in good order, without an answer."""


def closed_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port
