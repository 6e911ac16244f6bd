"""Delivering events by HTTP push: one queue and one thread for each destination, one new connection for each try."""

from __future__ import annotations

import logging
import queue
import socket
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPException, HTTPResponse

from clicktocall.pbxsim.clock import Clock
from clicktocall.pbxsim.config import Config

logger = logging.getLogger(__name__)

TIMEOUT = 5.0  # real seconds a receiver has for one try


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    host: str
    port: int
    path: str = "/"


@dataclass(slots=True, kw_only=True)
class Delivery:
    """One event on its way. `tries` and `answer` are for the log: the HTTP status, or what went wrong."""

    body: str
    destination: Destination
    kind: str
    callid: str
    about: str
    at: float
    sent_on: datetime
    tries: int = 0
    answer: str = ""
    is_delivered: bool = False
    done: threading.Event = field(default_factory=threading.Event)


class Postman:
    """Events to one destination keep their order: while one is tried again, the next ones wait."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self._queue: queue.SimpleQueue[Delivery | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="pbxsim-postman", daemon=True)
        self._thread.start()

    def add(self, delivery: Delivery) -> None:
        self._queue.put(delivery)

    def stop(self) -> None:
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (delivery := self._queue.get()) is not None:
            if not self._sender.is_stopped:
                self._sender.deliver(delivery)
            delivery.done.set()


class Sender:
    """Knows every event that left. `may_send` says whether a token lives: without one, reports stop."""

    def __init__(
        self, config: Config, clock: Clock, *, may_send: Callable[[], bool], notify: Callable[[], None]
    ) -> None:
        self._config = config
        self._clock = clock
        self._may_send = may_send
        self._notify = notify
        self._lock = threading.Lock()
        self._postmen: dict[tuple[str, int], Postman] = {}
        self._open: set[socket.socket] = set()
        self.is_stopped = False
        self._deliveries: deque[Delivery] = deque(maxlen=10_000)
        self.delivered = 0
        self.given_up = 0

    def send(self, body: str, destination: Destination, *, kind: str, callid: str, about: str) -> Delivery:
        delivery = Delivery(
            body=body,
            destination=destination,
            kind=kind,
            callid=callid,
            about=about,
            at=self._clock.now(),
            sent_on=datetime.now(tz=UTC).astimezone(),
        )
        with self._lock:
            if self.is_stopped:
                delivery.done.set()
                return delivery
            place = (destination.host, destination.port)
            postman = self._postmen.get(place)
            if postman is None:
                postman = self._postmen[place] = Postman(self)
            self._deliveries.append(delivery)
            postman.add(delivery)
        self._notify()
        return delivery

    def note(self, delivery: Delivery) -> None:
        """An event that has gone another way than by HTTP."""
        with self._lock:
            self._deliveries.append(delivery)
            self.delivered += 1
        self._notify()

    def deliver(self, delivery: Delivery) -> None:
        """Try until it is answered with 200, often enough, or no token lives any more."""
        while self._may_send() and delivery.tries < self._config.event_tries:
            if delivery.tries and not self._clock.sleep(self._config.event_interval):
                return
            delivery.tries += 1
            delivery.answer = self._try(delivery)
            if delivery.answer == "200":
                delivery.is_delivered = True
                with self._lock:
                    self.delivered += 1
                self._notify()
                return
            self._notify()
        with self._lock:
            self.given_up += 1
        self._notify()

    def stop(self) -> None:
        with self._lock:
            self.is_stopped = True
            for connection in self._open:
                _shut(connection)
            postmen = list(self._postmen.values())
            self._postmen.clear()
        for postman in postmen:
            postman.stop()

    def seen(self) -> list[Delivery]:
        with self._lock:
            return list(self._deliveries)

    def clear(self) -> None:
        with self._lock:
            self._deliveries.clear()
            self.delivered = self.given_up = 0

    def _try(self, delivery: Delivery) -> str:
        destination = delivery.destination
        try:
            with socket.create_connection((destination.host, destination.port), timeout=TIMEOUT) as connection:
                self._watch(connection)
                try:
                    connection.sendall(self._request(delivery))
                    with HTTPResponse(connection, method="POST") as response:
                        response.begin()
                        response.read()
                        return str(response.status)
                finally:
                    self._forget(connection)
        except (OSError, HTTPException) as error:
            return f"no answer ({error or type(error).__name__})"

    def _request(self, delivery: Delivery) -> bytes:
        """As the guide's sample has it: Accept twice, and a blank in Host. Source: S-Series API 1.1 and 2.0.0."""
        destination, body = delivery.destination, delivery.body.encode()
        blank = " " if self._config.events_host_with_blank else ""
        host = f"[{destination.host}]" if ":" in destination.host else destination.host
        return (
            f"POST {destination.path} HTTP/1.1\r\n"
            f"Host: {host}:{blank}{destination.port}\r\n"
            "Accept: application/json\r\nUser-Agent: WebAPI\r\nAccept: application/json\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        ).encode() + body

    def _watch(self, connection: socket.socket) -> None:
        with self._lock:
            self._open.add(connection)
            if self.is_stopped:
                _shut(connection)

    def _forget(self, connection: socket.socket) -> None:
        with self._lock:
            self._open.discard(connection)


def _shut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError as error:
        logger.debug("The connection was closed already: %s", error)
