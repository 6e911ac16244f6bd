"""The web server below the simulated PBX: one thread and one connection for each request, and a quick end."""

from __future__ import annotations

import logging
import socket
import socketserver
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

logger = logging.getLogger(__name__)

LARGEST_BODY = 1_000_000
READ_TIMEOUT = 10.0  # real seconds a client has for its request


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpRequest:
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpAnswer:
    pieces: Iterable[bytes]
    afterwards: Callable[[], None] | None = None
    """Done once the last piece has left, or the client has gone."""


Respond = Callable[[HttpRequest], HttpAnswer]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = READ_TIMEOUT
    server: Server

    def handle(self) -> None:
        with suppress(ConnectionError):  # the client has gone: there is nobody to answer
            super().handle()

    def do_POST(self) -> None:
        self.close_connection = True
        address = urlsplit(self.path)
        request = HttpRequest(
            method=self.command,
            path=address.path,
            query={name: values[-1] for name, values in parse_qs(address.query).items()},
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self._body(),
            source=self.client_address[0],
        )
        answer = self.server.respond(request)
        try:
            for piece in answer.pieces:
                self.wfile.write(piece)
        finally:
            if answer.afterwards is not None:
                answer.afterwards()

    do_GET = do_HEAD = do_PUT = do_DELETE = do_OPTIONS = do_POST  # noqa: N815 -- the names that http.server calls

    def _body(self) -> bytes:
        length = self.headers.get("Content-Length", "0")
        return self.rfile.read(min(int(length), LARGEST_BODY)) if length.isdecimal() else b""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- the name in http.server
        """Nothing on the screen, and no token in a log: GET /sim/log has what was asked."""


class Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """Made, it listens already; `stop` returns when every thread has ended."""

    allow_reuse_address = True
    request_queue_size = 128
    daemon_threads = False
    block_on_close = True

    def __init__(self, address: tuple[str, int], respond: Respond) -> None:
        self.respond = respond
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        self._connections: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._is_stopped = False
        self._thread = threading.Thread(target=self._accept, name="pbxsim-server", daemon=True)
        super().__init__(address, Handler)
        self._host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address[0], address[0])  # noqa: S104 -- compared

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def start(self) -> None:
        self._thread.start()

    def _accept(self) -> None:
        while not self._is_stopped:
            try:
                connection, address = self.get_request()
            except OSError as error:
                logger.debug("No connection: %s", error)
                continue
            with self._lock:
                self._connections.add(connection)
            self.process_request(connection, address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, _request: object, _client_address: object) -> None:
        logger.exception(  # noqa: LOG004 -- socketserver calls it while it handles the exception
            "A request could not be answered."
        )

    def stop(self) -> None:
        self._is_stopped = True
        with suppress(OSError), socket.create_connection((self._host, self.port), timeout=1):
            pass  # wakes accept()
        self._thread.join()
        with self._lock:
            for connection in self._connections:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        self.server_close()
