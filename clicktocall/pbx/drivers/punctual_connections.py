"""Connections whose whole answer has one deadline, and which know whether anything was sent."""

from __future__ import annotations

import io
import logging
import re
import socket
import time
from contextvars import ContextVar
from dataclasses import dataclass, field
from http.client import BadStatusLine, HTTPResponse
from typing import TYPE_CHECKING, Any

from requests.adapters import HTTPAdapter
from urllib3 import Retry
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NewConnectionError

from clicktocall.pbx.drivers.base import Line, TlsCheck
from clicktocall.pbx.drivers.tls import check_fingerprint, context_of

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

CONNECT_AGAIN = 2
MOST_BEFORE_THE_ANSWER = 20
LONGEST_HEADER = 65536

RETRY = Retry(
    # Only connecting is tried again: a request that was sent twice could ring somebody twice.
    connect=CONNECT_AGAIN,
    read=0,
    redirect=0,
    status=0,
    other=0,
    backoff_factor=0.05,
    respect_retry_after_header=False,
)


@dataclass(slots=True)
class Exchange:
    """What became of one request, as its connection notes it."""

    line: Line
    sent: bool = False
    trouble: BaseException | None = None
    answer_by: float = float("inf")
    connect_by: float = field(init=False)

    def __post_init__(self) -> None:
        self.connect_by = time.monotonic() + self.line.connect_timeout * (1 + CONNECT_AGAIN)

    @property
    def time_to_connect(self) -> float:
        return max(0.001, min(self.line.connect_timeout, self.connect_by - time.monotonic()))

    @property
    def is_late(self) -> bool:
        return time.monotonic() >= self.answer_by


exchange_now: ContextVar[Exchange] = ContextVar("exchange_now")
"""The request that this thread is busy with; urllib3 offers no way to hand something to a connection."""


class _HideQueries(logging.Filter):
    """Cuts the queries off the addresses in urllib3's records: a PBX's token may stand there, at every log level."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = re.sub(r"\?[^\s'\")]*", "?...", record.getMessage())
        record.args = ()
        return True


for _name in ("urllib3.connection", "urllib3.connectionpool", "urllib3.util.retry"):
    logging.getLogger(_name).addFilter(_HideQueries())


class _PunctualReader(io.RawIOBase):
    """Reads a socket until a moment, however little comes at a time."""

    def __init__(self, sock: socket.socket, by: float) -> None:
        self._sock = sock
        self._by = by
        self._raw = sock.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int | None:
        left = self._by - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._sock.settimeout(left)
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _PunctualSocket:
    """A socket of which http.client reads by a deadline; in all else the socket that it wraps."""

    def __init__(self, sock: socket.socket, by: float) -> None:
        self._sock = sock
        self._by = by

    def makefile(self, *_args: object) -> io.BufferedReader:
        return io.BufferedReader(_PunctualReader(self._sock, self._by))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)


def _addresses(host: str, port: int) -> tuple[list[Any], Exception | None]:
    """What the name stands for, or why that is not known."""
    try:
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM), None
    except (OSError, UnicodeError) as error:
        return [], error


class _FinalResponse(HTTPResponse):
    """Passes over what a server says before its answer (100, 102, 103); http.client knows only the first of them."""

    def _read_status(self) -> tuple[str, int, str]:
        for _ in range(MOST_BEFORE_THE_ANSWER):
            found: tuple[str, int, str] = super()._read_status()  # type: ignore[misc]  # -- the hook of http.client
            if not 101 < found[1] < 200:
                return found
            while self.fp.readline(LONGEST_HEADER).strip():
                pass
        raise BadStatusLine("one announcement after the other")


class PunctualConnection(HTTPConnection):
    """Notes in the exchange of its thread what happened, and bounds connecting and the answer as a whole."""

    response_class = _FinalResponse

    def connect(self) -> None:
        try:
            super().connect()
        except Exception as error:
            exchange_now.get().trouble = error.__cause__ or error
            raise

    def _new_conn(self) -> socket.socket:
        """As urllib3's, but all addresses of a name, and all tries, share one time."""
        exchange = exchange_now.get()
        addresses, trouble = _addresses(self._dns_host, self.port)
        for family, kind, protocol, _, address in addresses:
            sock = socket.socket(family, kind, protocol)
            try:
                sock.settimeout(exchange.time_to_connect)
                sock.connect(address)
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                sock.settimeout(exchange.time_to_connect)
            except OSError as error:
                sock.close()
                trouble = error
            else:
                return sock
        raise NewConnectionError(self, "no address answers") from trouble

    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()
        exchange = exchange_now.get()
        exchange.sent = True
        self.sock.settimeout(exchange.line.connect_timeout)
        super().send(data)

    def getresponse(self) -> Any:
        exchange = exchange_now.get()
        exchange.answer_by = time.monotonic() + exchange.line.answer_timeout
        stand_in: Any = _PunctualSocket(self.sock, exchange.answer_by)
        self.sock = stand_in
        return super().getresponse()


class PunctualTlsConnection(PunctualConnection, HTTPSConnection):
    """The same over TLS. A pinned fingerprint is compared before the first byte of the request is sent."""

    def connect(self) -> None:
        super().connect()
        exchange = exchange_now.get()
        secured: Any = self.sock
        if exchange.line.tls_check is TlsCheck.FINGERPRINT:
            try:
                check_fingerprint(exchange.line, secured.getpeercert(binary_form=True))
            except Exception as error:
                exchange.trouble = error
                self.close()
                raise


class _ClosingPool(HTTPConnectionPool):
    """Closes each connection after its answer, as the PBX does: no request can read what is left of an older answer."""

    ConnectionCls = PunctualConnection

    def _put_conn(self, conn: Any) -> None:
        if conn is not None:
            conn.close()
        super()._put_conn(conn)


class _ClosingTlsPool(_ClosingPool, HTTPSConnectionPool):
    ConnectionCls = PunctualTlsConnection

    def _validate_conn(self, conn: Any) -> None:
        """Connect, without urllib3's warning at each request: how the certificate is checked was staff's choice."""
        if conn.is_closed:
            conn.connect()


class PunctualAdapter(HTTPAdapter):
    """Sends the requests of one line over such connections."""

    def __init__(self, line: Line) -> None:
        self._line = line
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=RETRY)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _ClosingPool, "https": _ClosingTlsPool}

    def build_connection_pool_key_attributes(self, request: Any, *_args: Any, **_kwargs: Any) -> Any:
        host, _tls = super().build_connection_pool_key_attributes(request, False)  # noqa: FBT003 -- positional there
        return host, ({"ssl_context": context_of(self._line)} if host["scheme"] == "https" else {})

    def cert_verify(self, *_args: object, **_kwargs: object) -> None:
        """The context checks. Requests would read a bundle of CAs from disk for each connection."""
