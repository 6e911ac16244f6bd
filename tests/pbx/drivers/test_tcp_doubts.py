"""What the guide leaves open about events by TCP, each way, against a socket that knows nothing of the simulator."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from clicktocall.pbx.drivers.base import CutOff, LoginStopped
from clicktocall.pbx.drivers.yeastar_s import YeastarS, tcp_events
from tests.pbx.drivers.by_tcp import heard, line_to

MEMBER = {"ext": {"number": "1023", "channelid": "PJSIP/1023-00000001", "memberstatus": "RING"}}
TRUNK = {"outbound": {"from": "1023", "to": "5503301", "trunkname": "Büro 電話", "memberstatus": "RING"}}
EVENTS = [
    {"event": "CallStatus", "callid": "1571620483.18", "members": [MEMBER, TRUNK], "sn": "369451090405"},
    {"event": "ExtensionStatus", "extension": "1023", "status": "Busy", "sn": "369451090405"},
    {"event": "NewCdr", "callid": "1571620483.18", "status": "ANSWERED", "callfrom": "Jörg<1023>", "sn": "3694"},
]
AS_SENT = [json.dumps(event, ensure_ascii=False).encode() for event in EVENTS]
YES = b"Response: Success\r\n\r\n"


@contextmanager
def box(*pieces: bytes, pause: float = 0) -> Iterator[int]:
    """A port that takes one connection, waits for the blank line behind the login, and sends these pieces."""

    def serve() -> None:
        connection, _address = listening.accept()
        with connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            told = b""
            while b"\r\n\r\n" not in told:
                told += connection.recv(4096)
            with suppress(OSError):  # whoever was refused may have gone by then
                for piece in pieces:
                    connection.sendall(piece)
                    time.sleep(pause)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve)
        thread.start()
        yield listening.getsockname()[1]
        thread.join(10)


def told(*pieces: bytes, pause: float = 0) -> list[bytes]:
    with box(*pieces, pause=pause) as port:
        messages, end = heard(line_to(port))
    assert type(end) is CutOff
    return messages


@pytest.mark.parametrize("between", [b"", b"\n", b"\r\n", b"\r\n\r\n", b"\n\n", b"\0", b",\r\n", b" "], ids=repr)
@pytest.mark.parametrize("answer", [b"", YES, b"Response: Success\n\n", b'{"status":"Success"}'], ids=repr)
def test_whatever_stands_between_two_events_each_is_heard_once(answer: bytes, between: bytes) -> None:
    assert told(answer + between.join(AS_SENT) + between) == AS_SENT


def test_events_that_come_byte_by_byte_are_whole_again_in_the_middle_of_a_letter_too() -> None:
    stream = YES + AS_SENT[0] + b"\r\n"

    messages = told(*(stream[at : at + 1] for at in range(len(stream))), pause=0.0005)

    assert messages == AS_SENT[:1]
    legs = YeastarS.read_event(messages[0]).legs
    assert [leg.numbers for leg in legs] == [("1023",), ("5503301",)]


@pytest.mark.parametrize("cut", [1, 2, 3, 4, 5])
def test_two_packets_that_part_a_letter_are_one_event(cut: int) -> None:
    stream = AS_SENT[0]
    at = stream.index("電".encode()) - 3 + cut  # somewhere from before the blank to behind the letter

    assert told(stream[:at], stream[at:] + AS_SENT[1], pause=0.05) == AS_SENT[:2]


@pytest.mark.parametrize(
    "alive", [b"\r\n", b"\n", b" ", b"\0", b"{}", b"{ }\r\n", b"Ping\r\n", b"Event: KeepAlive\r\n\r\n"], ids=repr
)
def test_what_only_keeps_the_connection_is_no_event(alive: bytes) -> None:
    assert told(YES, alive, AS_SENT[0], alive, alive, AS_SENT[1], alive, pause=0.01) == AS_SENT[:2]


def test_a_huge_event_costs_itself_and_no_other() -> None:
    huge = json.dumps({"event": "DTMF", "infos": "5" * 3_000_000}).encode()

    assert told(YES + AS_SENT[0], huge, AS_SENT[1]) == AS_SENT[:2]


def test_a_large_event_in_many_packets_is_heard() -> None:
    members = [{"ext": {"number": str(number), "memberstatus": "RING"}} for number in range(1000, 3000)]
    large = json.dumps({"event": "CallStatus", "callid": "1.1", "members": members}).encode()

    assert told(*(large[at : at + 1400] for at in range(0, len(large), 1400)), AS_SENT[1]) == [large, AS_SENT[1]]


@pytest.mark.parametrize(
    "refusal",
    [
        b"Response: Error\r\nMessage: Authentication failed\r\n\r\n",
        b"Response: Error\nMessage: Authentication failed\n\n",
        b"Welcome\r\n\r\nresponse:failed\r\n\r\n",
        b"Status: Failed\r\nErrno: 20003\r\n\r\n",
        b'{"status":"Failed","errno":"20003"}',
        b'{"Status":"Failed"}\r\n\r\n',
        b'{"response":"error","message":"Authentication failed"}',
        b'{"action":"login","result":"fail"}',
        b'{"event":"login","status":"Failed","errno":20003}',
        b"{}\r\n" + b'{"status":"Failed","errno":"20002"}',
    ],
    ids=repr,
)
@pytest.mark.parametrize("size", [1, 1000])
def test_however_a_login_is_refused_no_other_is_tried(refusal: bytes, size: int) -> None:
    pieces = [refusal[at : at + size] for at in range(0, len(refusal), size)]
    with box(*pieces, pause=0.001) as port:
        messages, end = heard(line_to(port))

    assert (messages, type(end)) == ([], LoginStopped)


def test_events_go_on_after_a_silence() -> None:
    with box(YES + AS_SENT[0], b"", AS_SENT[1], pause=0.3) as port:
        stream = tcp_events.listen(line_to(port), stopped=threading.Event(), quiet_seconds=5)

        assert [next(stream), next(stream)] == AS_SENT[:2]
