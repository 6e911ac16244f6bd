"""What a PBX may do that its guide does not say: each answer and each message means what was meant, or nothing."""

from __future__ import annotations

import gzip
import json

import pytest

from clicktocall.pbx.drivers.base import Accepted, EventKind, LegState, NoSuchCall, PbxError, Refused, Unanswered
from clicktocall.pbx.drivers.yeastar_s import YeastarS
from clicktocall.pbx.drivers.yeastar_s.events import messages_in, read_event
from tests.pbx.drivers.contract import ORDER
from tests.pbx.drivers.raw_server import Connection, Reply, http, say
from tests.pbx.drivers.yeastar_s.stand_in import YeastarStandIn, in_turn

CALLID = "1571620483.180"
TAKEN = b'{"status":"Success","callid":"1571620483.180"}'
STATUS = b'{"event":"CallStatus","callid":"1.1","members":[{"ext":{"number":"1000","memberstatus":"RING"}}],"sn":"1"}'
CDR = b'{"event":"NewCdr","callid":"1.1","status":"BUSY","sn":"1"}'


def sends(*pieces: bytes) -> Reply:
    def reply(connection: Connection) -> None:
        for piece in pieces:
            connection.send(piece)

    return reply


@pytest.mark.parametrize(
    "reply",
    [
        say(TAKEN, headers="Content-Type: text/html"),
        say(TAKEN, headers="X-Nothing: at all"),
        say(gzip.compress(TAKEN), headers="Content-Encoding: gzip"),
        say(b"\xef\xbb\xbf" + TAKEN + b"\r\n\0"),
        say(TAKEN + b"\r\n</body></html>"),
        say(TAKEN + TAKEN),
        say(b'{"Status":"SUCCESS","CallId":1571620483.180}'),
        say(b'{"status":"Success ","callid":"1571620483.180","errno":"0",}'),
        sends(b"HTTP/1.1 100 Continue\r\n\r\n", http(TAKEN)),
        sends(b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n", http(TAKEN)),
        sends(b"HTTP/1.0 200 OK\r\n\r\n", TAKEN),
        sends(b"HTTP/1.1 200\r\nContent-Length: 46\r\nConnection: keep-alive\r\n\r\n", TAKEN),
        sends(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2e\r\n", TAKEN, b"\r\n0\r\n\r\n"),
        sends(b"HTTP/1.1 201 Created\r\n\r\n", TAKEN),
    ],
)
def test_a_call_is_taken_in_whatever_dress_the_answer_comes(
    driver: YeastarS, pbx: YeastarStandIn, reply: Reply
) -> None:
    pbx.replies["call/dial"] = reply

    assert driver.dial(ORDER) == Accepted(callid=CALLID)
    assert len(pbx.asked("call/dial")) == 1


@pytest.mark.parametrize(
    "reply",
    [
        say(b'{"status":"failed","errno":10008}'),
        say(b'{"status":"FAILED","errno":" 10008 "}'),
        say(b'{"Status":"Failed","Errno":"10008"}'),
        say(b'{"status":"Error","errno":"10008"}'),
        say(b'{"status":"Failed","errno":"10008"}', status="400 Bad Request"),
        say(b'{"status":"Failed","errno":10008}', status="403 Forbidden"),
    ],
)
def test_a_no_is_a_no_in_whatever_dress_it_comes(driver: YeastarS, pbx: YeastarStandIn, reply: Reply) -> None:
    pbx.replies["call/dial"] = reply

    with pytest.raises(Refused) as raised:
        driver.dial(ORDER)

    assert raised.value.code == "10008"


@pytest.mark.parametrize(
    "reply",
    [
        say(gzip.compress(b" " * 9_000_000), headers="Content-Encoding: gzip"),
        say(TAKEN, headers="Content-Encoding: gzip"),
        say(b"<pre>" + TAKEN + b"</pre>"),
        say(TAKEN[:-1]),
        say(b"{status: Success}"),
        sends(b"HTTP/1.1 100 Continue\r\n\r\n" * 100),
        sends(b"HTTP/1.1 103 Early Hints\r\n" + b"A: b\r\n" * 500),
        sends(TAKEN),
    ],
)
def test_what_may_mean_anything_leaves_it_open(driver: YeastarS, pbx: YeastarStandIn, reply: Reply) -> None:
    pbx.replies["call/dial"] = reply

    with pytest.raises(Unanswered):
        driver.dial(ORDER)

    assert len(pbx.asked("call/dial")) == 1


def test_a_token_that_is_refused_with_401_is_renewed_once(driver: YeastarS, pbx: YeastarStandIn) -> None:
    stale = say(b'{"status":"Failed","errno":"20004"}', status="401 Unauthorized")
    pbx.replies["call/dial"] = in_turn(stale, say(TAKEN))

    assert driver.dial(ORDER).callid == CALLID


@pytest.mark.parametrize("login", [b'{"status":"Success","Token":"t-9"}', b'{"status":"success","token":12345}'])
def test_a_token_is_found_however_it_is_written(driver: YeastarS, pbx: YeastarStandIn, login: bytes) -> None:
    pbx.replies["login"] = say(login)

    assert driver.dial(ORDER).callid == CALLID


def test_members_are_read_with_capitals_too(driver: YeastarS, pbx: YeastarStandIn) -> None:
    pbx.replies["call/query"] = say(
        b'{"status":"Success","CALLS":[{"CallID":"1.1","Members":[{"Ext":{"Number":"1000","MemberStatus":"ring"}}]}]}'
    )

    (leg,) = driver.query("1.1").legs
    assert (leg.numbers, leg.state) == (("1000",), LegState.RINGING)


def test_that_nothing_is_listed_is_told_from_that_there_is_no_such_call(driver: YeastarS, pbx: YeastarStandIn) -> None:
    codes = []
    for answer in (b'{"status":"Success"}', b'{"status":"Failed","errno":10005}'):
        pbx.replies["call/query"] = say(answer)
        with pytest.raises(NoSuchCall) as raised:
            driver.query("1.1")
        codes.append(raised.value.code)

    assert codes == ["", "10005"]


@pytest.mark.parametrize(
    ("body", "kinds"),
    [
        (STATUS, ["call_status"]),
        (b"[" + STATUS + b"]", ["call_status"]),
        (b"[" + STATUS + b"," + CDR + b"]", ["call_status", "cdr"]),
        (STATUS + CDR, ["call_status", "cdr"]),
        (STATUS + b"\r\n\r\n" + CDR + b"\r\n", ["call_status", "cdr"]),
        (CDR.replace(b"event", b"Event"), ["cdr"]),
        (CDR.replace(b'"1"}', b'"1",}'), ["cdr"]),
        (b'{"event":"CallFailed","callid":"1.1","reason":"say {\\"event\\": 1}"}', ["call_failed"]),
        (b"%7B%22event%22%3A%22NewCdr%22%2C%22callid%22%3A%221.1%22%7D", ["cdr"]),
        (b"data=%7B%22event%22%3A+%22BootUp%22%7D", ["boot_up"]),
        (b"%7B%22event%22%3A+%22BootUp%22%7D=", ["boot_up"]),
        (b"%5B%7B%22event%22%3A+%22BootUp%22%7D%5D=", ["boot_up"]),
        (b'data={"event":"BootUp"}&sn=1', ["boot_up"]),
        (STATUS + b"\0\r\n", ["call_status"]),
        (b'{"msg":' + CDR + b"}", ["cdr"]),
        (b'{"type":1,"data":{"msg":[' + CDR + b"]}}", ["cdr"]),
        (b'{"events":[' + STATUS + b"," + CDR + b"]}", ["call_status", "cdr"]),
        (json.dumps({"type": 1, "sn": "1", "msg": CDR.decode()}).encode(), ["cdr"]),
        (b'{"callid":"1.1","members":[],"event":"CallStatus"}', ["call_status"]),
    ],
)
def test_every_message_of_a_delivery_is_read(body: bytes, kinds: list[str]) -> None:
    assert [read_event(message).kind for message in messages_in(body)] == [EventKind(kind) for kind in kinds]


@pytest.mark.parametrize(
    "body", [b"", b" ", b"[]", b"{}", b"null", b"<html>", b"a=b", b"[" * 1000, b"%7B%22", b'{"event":']
)
def test_what_says_nothing_stays_one_message_for_staff(body: bytes) -> None:
    (message,) = messages_in(body)

    with pytest.raises(ValueError, match="Check what else posts to this address"):
        read_event(message)


def test_a_delivery_that_never_ends_costs_little_time() -> None:
    assert len(messages_in(b'{"event":' * 20_000)) >= 1


@pytest.mark.parametrize("errno", ["[]", "null", '"' + "9" * 5000 + '"', '{"a": 1}', "true"])
def test_an_error_is_always_one_of_ours(driver: YeastarS, pbx: YeastarStandIn, errno: str) -> None:
    pbx.replies["call/dial"] = say(f'{{"status": "Failed", "errno": {errno}}}'.encode())

    with pytest.raises(PbxError):
        driver.dial(ORDER)


@pytest.mark.parametrize("unknown", [say({"status": "Failed", "errno": "10003"}), say(b"no", status="404 Not Found")])
@pytest.mark.parametrize("errno", ["10003", "10004", "10005"])
def test_a_pbx_that_cannot_list_calls_has_none_to_tell_of(
    driver: YeastarS, pbx: YeastarStandIn, unknown: Reply, errno: str
) -> None:
    pbx.replies["extension/query_call"] = unknown
    pbx.replies["call/query"] = say({"status": "Failed", "errno": errno})

    assert (driver.calls_of("1000"), driver.calls_outside()) == ((), ())


def test_another_no_to_the_question_for_calls_is_told(driver: YeastarS, pbx: YeastarStandIn) -> None:
    pbx.replies["extension/query_call"] = say({"status": "Failed", "errno": "30001"})

    with pytest.raises(Refused):
        driver.calls_of("1000")
