"""Events by TCP: the login in all its forms, the ends of a connection, and what the simulated PBX makes of it."""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from typing import Any

import pytest

from clicktocall.pbx.drivers.base import Can, CutOff, Line, LoginStopped, NotSent, Refused
from clicktocall.pbx.drivers.memory_tokens import MemoryTokens
from clicktocall.pbx.drivers.yeastar_s import YeastarS, tcp_events
from tests.pbx.drivers.by_tcp import PASSWORD, heard, line_to
from tests.pbx.drivers.raw_server import closed_port

EVENT = b'{"event":"NewCdr","callid":"1571620483.180"}'
LOGIN = f"Action: login\r\nUsername: api\r\nSecret: {PASSWORD}\r\nVersion: 2.0.0\r\n\r\n".encode()


@contextmanager
def server(talk: Callable[[socket.socket], object]) -> Iterator[tuple[Line, list[bytes]]]:
    """Takes one connection, reads a login, notes it and lets `talk` go on; then the connection is closed."""
    logins: list[bytes] = []

    def serve() -> None:
        connection, _address = listening.accept()
        with connection:
            connection.settimeout(5)
            login = b""
            while not login.endswith(b"\r\n\r\n"):
                login += connection.recv(1000)
            logins.append(login)
            talk(connection)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve)
        thread.start()
        yield line_to(listening.getsockname()[1]), logins
        thread.join(5)


def says(*pieces: bytes) -> Callable[[socket.socket], None]:
    def talk(connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for piece in pieces:
            connection.sendall(piece)

    return talk


def collected(line: Line, count: int) -> list[bytes]:
    """So many messages; the connection is closed afterwards."""
    return list(islice(tcp_events.listen(line, stopped=threading.Event()), count))


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"Response: Success\r\nMessage: Authentication accepted\r\n\r\n",
        b"Asterisk Call Manager/5.0\r\nResponse: Success\r\n\r\n",
        b'{"status":"Success"}\r\n',
        b'{"Response":"Success","errno":"0"}',
        b'{"action":"login","status":"Success"}\0',
    ],
)
def test_a_login_is_taken_in_whatever_form_it_is_answered(answer: bytes) -> None:
    with server(says(answer, EVENT)) as (line, logins):
        messages, end = heard(line)

    assert (messages, logins) == ([EVENT], [LOGIN])
    assert type(end) is CutOff


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (b"Response: Error\r\nMessage: Authentication failed\r\n\r\n", ""),
        (b"response:  ERROR", ""),
        (b'{"status":"Failed"}', ""),
        (b'{"status":"Failed","errno":"20003"}', "20003"),
        (b'{"errno":20002,"status":"Failed"}\r\n', "20002"),
        (b'{"action":"login","status":"Failed","errno":"20003",}', "20003"),
    ],
)
def test_a_refused_login_stops_all_logins(answer: bytes, code: str) -> None:
    with server(says(answer)) as (line, _logins):
        messages, end = heard(line)

    assert (messages, type(end), end.code) == ([], LoginStopped, code)
    assert str(end).startswith("The PBX ")


@pytest.mark.parametrize("answer", [b"", b"Welcome\r\n", b'{"status":"Failed","errno":"30001"}'])
def test_a_refusal_for_no_or_another_reason_is_none_of_the_password(answer: bytes) -> None:
    with server(says(answer)) as (line, _logins):
        _messages, end = heard(line)

    assert type(end) is Refused


def test_what_looks_like_a_refusal_in_an_event_is_none() -> None:
    status = b'{"event":"ExtensionStatus","extension":"1000","status":"Error"}'
    old = b'{"action":"ExtensionStatus","extid":"1000","status":"Failed"}'
    late = b'{"status":"Failed","errno":"20003"}'

    with server(says(status, old, late, b"Response: Error\r\n")) as (line, _logins):
        messages, end = heard(line)

    assert (messages, type(end)) == ([status, old, late], CutOff)


def test_what_is_too_large_or_cut_off_is_skipped_and_told_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    large = b'{"event":"DTMF","infos":"' + b"5" * tcp_events.LARGEST_EVENT + b'"}'

    with server(says(EVENT, large, b'{"event":"Ca', EVENT)) as (line, _logins):
        messages, _end = heard(line)

    told = [record.message for record in caplog.records if "outcome=dropped" in record.message]
    assert messages == [EVENT, EVENT]
    assert sum(int(message.rpartition("events=")[2]) for message in told) == 2


def test_a_connection_that_breaks_is_cut_off() -> None:
    def breaks(connection: socket.socket) -> None:
        connection.sendall(EVENT)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

    with server(breaks) as (line, _logins):
        _messages, end = heard(line)

    assert type(end) is CutOff


def test_a_connection_that_is_quiet_for_too_long_is_made_anew() -> None:
    over = threading.Event()
    with server(lambda _connection: over.wait(5)) as (line, _logins):
        stream = tcp_events.listen(line, stopped=threading.Event(), quiet_seconds=0.05)
        with pytest.raises(CutOff, match=r"^Nothing has come"):
            next(stream)
        over.set()


def test_listening_ends_when_it_shall_and_not_later() -> None:
    over, stopped = threading.Event(), threading.Event()
    with server(lambda _connection: over.wait(5)) as (line, _logins):
        threading.Timer(0.1, stopped.set).start()
        began = time.monotonic()

        messages = list(tcp_events.listen(line, stopped=stopped))

        assert (messages, time.monotonic() - began < 1) == ([], True)
        over.set()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"events_port": None}, "No port for events by TCP is set"),
        ({"url": "http://no-such-name.invalid:8088"}, "Nothing is known by the name"),
    ],
)
def test_without_a_connection_nothing_was_sent(change: dict[str, Any], sentence: str) -> None:
    line = replace(line_to(closed_port()), **change)

    with pytest.raises(NotSent, match=f"^{sentence}"):
        list(tcp_events.listen(line, stopped=threading.Event()))


def test_a_port_where_nobody_listens_is_named() -> None:
    port = closed_port()

    with pytest.raises(NotSent, match=f"^Nothing answers at the PBX's TCP port {port}. Check"):
        list(tcp_events.listen(line_to(port), stopped=threading.Event()))


def test_a_password_cannot_bring_lines_of_its_own() -> None:
    with server(says(EVENT)) as (line, logins):
        with pytest.raises(NotSent, match="holds a line break"):
            next(tcp_events.listen(replace(line, password="x\r\nAction: reboot"), stopped=threading.Event()))
        collected(line, 1)

    assert logins == [LOGIN]


def test_no_secret_stands_in_an_error_or_a_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with server(says(b"Response: Error\r\n")) as (line, _logins):
        _messages, end = heard(line)

    assert PASSWORD not in caplog.text + repr(end) + repr(end.__context__) + repr(YeastarS(line, tokens=MemoryTokens()))


def test_the_s_series_says_that_it_can() -> None:
    assert Can.EVENTS_BY_TCP in YeastarS.can
