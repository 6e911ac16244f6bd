"""HTTP with a deadline for the whole answer, against servers that misbehave on purpose."""

from __future__ import annotations

import logging
import re
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace

import pytest

from clicktocall.pbx.drivers.base import Line, NotSent, Refused, Unanswered
from clicktocall.pbx.drivers.punctual_http import Answer, PunctualHttp
from tests.pbx.drivers.raw_server import Connection, RawServer, Reply, closed_port, http, say

ANSWER_TIMEOUT = 0.3
GRACE = 0.5
SECRET = "t0ken-of-the-office"


def line_to(url: str) -> Line:
    return Line(
        name="office",
        url=url,
        username="api",
        password="x",
        connect_timeout=0.1,
        answer_timeout=ANSWER_TIMEOUT,
        answer_bytes=50_000,
    )


def post(url: str, path: str = "/ask") -> Answer:
    return PunctualHttp(line_to(url)).post(path, body=b"{}", query={"token": SECRET}, headers={})


def raw(data: bytes) -> Reply:
    return lambda connection: connection.send(data)


def test_an_answer_comes_as_it_was_sent() -> None:
    with RawServer(say(b'{"status":"Success"}')) as server:
        answer = post(server.url)

    assert answer == Answer(status=200, body=b'{"status":"Success"}')
    assert [(request.method, request.path, request.query, request.body) for request in server.requests] == [
        ("POST", "/ask", {"token": [SECRET]}, b"{}")
    ]


def test_an_answer_in_pieces_is_put_together() -> None:
    pieces = b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{"a\r\n4\r\n":1}\r\n0\r\n\r\n'
    with RawServer(raw(pieces)) as server:
        assert post(server.url).body == b'{"a":1}'


def test_an_answer_without_a_length_ends_with_the_connection() -> None:
    with RawServer(raw(b"HTTP/1.0 200 OK\r\n\r\n{}")) as server:
        assert post(server.url).body == b"{}"


def test_every_request_has_its_own_connection_even_if_the_server_would_keep_it() -> None:
    def keep_open(connection: Connection) -> None:
        connection.send(b"HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\n{}")
        connection.is_over.wait(0.2)

    with RawServer(keep_open) as server:
        web = PunctualHttp(line_to(server.url))
        for _ in range(2):
            web.post("/ask", body=b"{}", query={}, headers={})

    assert (server.connections, [request.headers["connection"] for request in server.requests]) == (
        2,
        ["close", "close"],
    )


def test_a_closed_port_is_tried_three_times_and_no_log_tells_the_token(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    with pytest.raises(NotSent) as raised:
        post(f"http://127.0.0.1:{closed_port()}")

    assert len([record for record in caplog.records if record.getMessage().startswith("Retrying")]) == 2
    assert SECRET not in caplog.text + repr(raised.value.__context__)


@pytest.fixture
def swallowing() -> Iterator[int]:
    """A port that lets every connection wait for ever: its queue is full."""
    with ExitStack() as stack:
        full = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.settimeout(0)
            waiting.connect_ex(full.getsockname())
        yield full.getsockname()[1]


@pytest.mark.parametrize("addresses", [1, 20])
def test_connecting_is_given_up_after_three_connect_timeouts_however_many_addresses_a_name_has(
    swallowing: int, monkeypatch: pytest.MonkeyPatch, addresses: int
) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", swallowing))] * addresses
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_how: found)
    start = time.monotonic()

    with pytest.raises(NotSent):
        post(f"http://pbx.example:{swallowing}")

    assert time.monotonic() - start < 3 * 0.1 + GRACE


def test_a_port_that_accepts_and_says_nothing_to_tls_was_sent_nothing() -> None:
    with RawServer(lambda connection: connection.is_over.wait(5)) as server, pytest.raises(NotSent):
        post(server.url.replace("http:", "https:"))


@pytest.mark.parametrize(
    "url", ["", "http://", "http://[::1", "ftp://127.0.0.1", "http://a..b", "http://127.0.0.1:99999"]
)
def test_an_address_that_is_none_was_sent_nothing(url: str) -> None:
    with pytest.raises(NotSent):
        post(url)


def test_an_answer_that_drips_ends_at_the_deadline_and_not_later() -> None:
    def drip(connection: Connection) -> None:
        connection.drip(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n" + b" " * 900, every=0.03)

    with RawServer(drip) as server:
        start = time.monotonic()

        with pytest.raises(Unanswered, match=r"within 0\.3 seconds"):
            post(server.url)

        assert ANSWER_TIMEOUT <= time.monotonic() - start < ANSWER_TIMEOUT + GRACE


def test_the_last_wait_for_more_is_shortened_to_what_is_left() -> None:
    def late(connection: Connection) -> None:
        connection.is_over.wait(0.25)
        connection.send(b"HTTP/1.1 200 OK\r\n")
        connection.is_over.wait(5)

    with RawServer(late) as server:
        start = time.monotonic()

        with pytest.raises(Unanswered):
            post(server.url)

        assert time.monotonic() - start < 0.25 + ANSWER_TIMEOUT - 0.05


@pytest.mark.parametrize(
    "answer",
    [
        http(b"x" * 50_001),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 60_000,
        b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 70_000,
        b"HTTP/1.1 200 OK\r\n" + b"X-Many: 1\r\n" * 200 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"SSH-2.0-OpenSSH\r\n",
        b"\x15\x03\x01\x00\x02\x02\x50",
        b"",
    ],
    ids=["long", "chunks", "long-header", "many-headers", "short", "no-chunk", "ssh", "tls", "nothing"],
)
def test_an_answer_that_is_none_leaves_it_open_what_happened(answer: bytes) -> None:
    with RawServer(raw(answer)) as server:
        with pytest.raises(Unanswered):
            post(server.url)

        assert len(server.requests) == 1


def test_an_overloaded_web_server_is_not_asked_again() -> None:
    with RawServer(say(b"", status="503 Busy", headers="Retry-After: 0")) as server:
        with pytest.raises(Unanswered) as raised:
            post(server.url)

        assert (raised.value.code, len(server.requests)) == ("HTTP 503", 1)


@pytest.mark.parametrize(
    ("location", "named"),
    [
        ("https://192.168.1.50:8088/api/v2.0.0/login?token=stolen", "https://192.168.1.50:8088"),
        ("HTTPS://Pbx.Example:8088/", "https://pbx.example:8088"),
        ("https://user:stolen@pbx.example/", "https://pbx.example"),
        ("https://[fe80::1]:8088/", "https://[fe80::1]:8088"),
        ("/login.html?stolen", ""),
        ("", ""),
        ("javascript:alert(stolen)", ""),
        ("https://<b>stolen</b>/", ""),
        ("https://pbx.example:stolen/", ""),
        ("https://[stolen/", ""),
        ("//stolen/", ""),
    ],
)
def test_a_redirect_is_not_followed_but_its_address_is_named(location: str, named: str) -> None:
    with RawServer(say(b"moved", status="302 Found", headers=f"Location: {location}")) as server:
        with pytest.raises(Refused) as raised:
            post(server.url)

        assert re.findall(r"\w+://\S*", str(raised.value)) == ([named] if named else [])
        assert "stolen" not in str(raised.value)
        assert len(server.requests) == 1


def test_a_redirect_with_an_endless_page_is_not_read() -> None:
    def endless(connection: Connection) -> None:
        connection.send(b"HTTP/1.1 301 Moved\r\nLocation: https://pbx.example/\r\n\r\n")
        while not connection.is_over.is_set():
            connection.send(b"x" * 60_000)

    with RawServer(endless) as server:
        start = time.monotonic()

        with pytest.raises(Refused):
            post(server.url)

        assert time.monotonic() - start < ANSWER_TIMEOUT


def test_a_no_of_the_web_server_is_passed_on_without_its_page() -> None:
    with RawServer(say(b"<h1>Not Found</h1>", status="404 Not Found")) as server:
        assert post(server.url) == Answer(status=404, body=b"")


def test_cookies_are_not_kept() -> None:
    with RawServer(say(b"{}", headers="Set-Cookie: session=1; path=/")) as server:
        web = PunctualHttp(line_to(server.url))
        for _ in range(2):
            web.post("/ask", body=b"{}", query={}, headers={})

    assert [request.headers.get("cookie") for request in server.requests] == [None, None]


def test_a_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{closed_port()}")

    with RawServer(say(b"{}")) as server:
        assert post(server.url).status == 200


def test_a_warning_about_odd_headers_does_not_tell_the_token(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    with RawServer(raw(b"HTTP/1.1 200 OK\r\nodd line\r\nA: b\r\n\r\n{}")) as server:
        post(server.url)

    assert [record.levelname for record in caplog.records if "Failed to parse headers" in record.getMessage()] == [
        "WARNING"
    ]
    assert SECRET not in caplog.text


@pytest.fixture
def moody() -> Iterator[RawServer]:
    """Answers requests for /yes, and breaks off on all others."""

    def answer(connection: Connection) -> None:
        reply = say(b"{}") if connection.request.path == "/yes" else Connection.reset
        reply(connection)

    with RawServer(answer) as server:
        yield server


def test_threads_that_share_one_each_learn_what_became_of_their_own_request(moody: RawServer) -> None:
    """None of them is late, however busy the machine: that an answer is, other tests are about."""
    web = PunctualHttp(replace(line_to(moody.url), connect_timeout=10, answer_timeout=10))

    def ask(path: str) -> str:
        try:
            return str(web.post(path, body=b"{}", query={}, headers={}).status)
        except Unanswered:
            return "open"

    with ThreadPoolExecutor(4) as threads:
        outcomes = list(threads.map(ask, ["/yes", "/no"] * 20))

    assert outcomes == ["200", "open"] * 20
