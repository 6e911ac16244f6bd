"""Events by TCP: the PBX listens, a client connects, logs in with lines of text, and is told what happens."""

from __future__ import annotations

import queue
import socket
import socketserver
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from clicktocall.pbxsim.clock import Clock
from clicktocall.pbxsim.config import Config
from clicktocall.pbxsim.delivery import Delivery, Destination, Sender
from clicktocall.pbxsim.errnos import Refused
from clicktocall.pbxsim.events import about, encode
from clicktocall.pbxsim.log import LogEntry, RequestLog, without_secrets
from clicktocall.pbxsim.tokens import OLD_VERSION, Gate

ENDPOINT = "tcp login"
LOGIN_TIMEOUT = 10.0  # real seconds a client has for its login
LONGEST_LOGIN = 4096
TOGETHER_WAITS = 0.05  # real seconds an event waits for others to go into one packet
BETWEEN_PIECES = 0.005  # real seconds
BETWEEN_EVENTS = "\r\n"

YES: Mapping[str, str] = {
    "ami": "Response: Success\r\nMessage: Authentication accepted\r\n\r\n",
    "json": '{{"status":"Success"}}\r\n',
    "none": "",
}
NO: Mapping[str, str] = {
    "ami": "Response: Error\r\nMessage: Authentication failed\r\n\r\n",
    "json": '{{"status":"Failed","errno":"{errno}"}}\r\n',
    "none": "",
}
"""How a login is answered is not documented: these are the forms that a client must expect."""


class Connection(socketserver.BaseRequestHandler):
    """One client. Events wait in a queue for its own thread, so that a slow client holds up nobody."""

    server: TcpEvents
    request: socket.socket

    def setup(self) -> None:
        self.version = OLD_VERSION
        self.waiting: queue.SimpleQueue[Delivery | None] = queue.SimpleQueue()
        self.server.connected(self)

    def handle(self) -> None:
        with suppress(OSError):
            self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            fields = self._read_login()
            if fields is None or not self.server.log_in(self, fields):
                return
            teller = threading.Thread(target=self._tell, name="pbxsim-tcp-teller", daemon=True)
            teller.start()
            with suppress(OSError):
                while self.request.recv(1024):
                    pass
            self.waiting.put(None)
            teller.join()

    def finish(self) -> None:
        self.server.forget(self)

    def drop(self) -> None:
        """Both threads end by it: the one that reads, and through it the one that tells."""
        with suppress(OSError):
            self.request.shutdown(socket.SHUT_RDWR)

    def _read_login(self) -> dict[str, str] | None:
        """Lines until an empty one, names in lower case. Source: S-Series API 2.0.0, events by TCP."""
        self.request.settimeout(LOGIN_TIMEOUT)
        text = b""
        while b"\r\n\r\n" not in text:
            piece = self.request.recv(1024)
            if not piece or len(text) > LONGEST_LOGIN:
                return None
            text += piece
        self.request.settimeout(None)
        lines = text.decode(errors="replace").partition("\r\n\r\n")[0].split("\r\n")
        return {name.strip().lower(): value.strip() for name, _colon, value in (line.partition(":") for line in lines)}

    def _tell(self) -> None:
        config = self.server.config
        told = 0
        with suppress(OSError):
            while batch := self._next(config.tcp_together):
                told += len(batch)
                is_last = config.tcp_drop_after is not None and told >= config.tcp_drop_after
                if is_last:
                    self.server.log_out(self)
                data = b"".join(f"{delivery.body}{BETWEEN_EVENTS}".encode() for delivery in batch)
                for piece in _pieces(data, config.tcp_pieces):
                    self.request.sendall(piece)
                self.server.sent(batch)
                if is_last:
                    break
        self.drop()

    def _next(self, together: int) -> list[Delivery]:
        """What goes into one packet; nothing when the connection ends."""
        first = self.waiting.get()
        batch = [first] if first is not None else []
        with suppress(queue.Empty):
            while batch and len(batch) < together:
                delivery = self.waiting.get(timeout=TOGETHER_WAITS)
                if delivery is None:
                    self.waiting.put(None)
                    break
                batch.append(delivery)
        return batch


def _pieces(data: bytes, count: int) -> Iterator[bytes]:
    size = -(-len(data) // count)
    for place in range(0, len(data), size):
        if place:
            time.sleep(BETWEEN_PIECES)
        yield data[place : place + size]


class TcpEvents(socketserver.ThreadingTCPServer):
    """Made, it listens already. A token is not needed; a wrong password counts like one over HTTP."""

    allow_reuse_address = True
    daemon_threads = False
    block_on_close = True

    def __init__(self, config: Config, *, gate: Gate, clock: Clock, log: RequestLog, sender: Sender) -> None:
        self.address_family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
        self.config = config
        self._gate = gate
        self._clock = clock
        self._log = log
        self._sender = sender
        self._lock = threading.Lock()
        self._is_stopped = False
        self._connections: list[Connection] = []
        self._clients: list[Connection] = []
        super().__init__((config.host, config.tcp_port or 0), Connection)
        self._thread = threading.Thread(target=self.serve_forever, args=(0.05,), name="pbxsim-tcp", daemon=True)

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def clients(self) -> int:
        """How many are logged in."""
        with self._lock:
            return len(self._clients)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self.shutdown()
        self._thread.join()
        with self._lock:
            self._is_stopped = True
        self.drop()
        self.server_close()

    def drop(self) -> None:
        """End every connection, as a restart of the PBX does."""
        with self._lock:
            connections = list(self._connections)
        for connection in connections:
            connection.drop()

    def connected(self, connection: Connection) -> None:
        with self._lock:
            self._connections.append(connection)
            is_late = self._is_stopped
        if is_late:
            connection.drop()

    def forget(self, connection: Connection) -> None:
        self.log_out(connection)
        with self._lock:
            self._connections.remove(connection)

    def log_out(self, connection: Connection) -> None:
        """No more events for it."""
        with self._lock:
            if connection in self._clients:
                self._clients.remove(connection)

    def log_in(self, client: Connection, fields: Mapping[str, str]) -> bool:
        source = str(client.client_address[0])
        errno = ""
        try:
            self._gate.check_plain(fields.get("username", ""), fields.get("secret", ""), source=source)
        except Refused as refusal:
            errno = refusal.errno
        at, body = round(self._clock.now(), 3), without_secrets(fields)
        self._log.add(LogEntry(at=at, endpoint=ENDPOINT, body=body, answer=errno or "Success", fault=""))
        answers = NO if errno else YES
        client.version = fields.get("version") or OLD_VERSION
        with self._lock:
            # No event can come before the answer, and none is missed after it.
            client.request.sendall(answers[self.config.tcp_answer].format(errno=errno).encode())
            if not errno:
                self._clients.append(client)
        return not errno

    def send(self, event: Mapping[str, Any], *, trailing_comma: bool) -> Delivery | None:
        """To everybody who is logged in. None if that is nobody: then the event is lost."""
        last = None
        with self._lock:
            for client in self._clients:
                for body in encode(event, version=client.version, trailing_comma=trailing_comma):
                    last = self._delivery(event, body, client)
                    client.waiting.put(last)
        return last

    def sent(self, batch: list[Delivery]) -> None:
        for delivery in batch:
            delivery.is_delivered, delivery.answer, delivery.tries = True, "sent", 1
            self._sender.note(delivery)
            delivery.done.set()

    def _delivery(self, event: Mapping[str, Any], body: str, client: Connection) -> Delivery:
        host, port = client.client_address[:2]
        return Delivery(
            body=body,
            destination=Destination(host=str(host), port=int(port), path=" (TCP)"),
            kind=str(event["event"]),
            callid=str(event.get("callid", "")),
            about=about(event),
            at=self._clock.now(),
            sent_on=datetime.now(tz=UTC).astimezone(),
        )
