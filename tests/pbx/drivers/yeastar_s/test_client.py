"""How the S-Series driver logs in, uses its token, and tells a yes from a no."""

from __future__ import annotations

from dataclasses import replace

import pytest

from clicktocall.pbx.drivers.base import Accepted, DialOrder, Line, NoLogin, NotSent, Refused, Unanswered
from clicktocall.pbx.drivers.memory_tokens import MemoryTokens
from clicktocall.pbx.drivers.yeastar_s import YeastarS
from tests.pbx.drivers.contract import ORDER, Play
from tests.pbx.drivers.raw_server import Reply, say, say_nothing
from tests.pbx.drivers.yeastar_s.stand_in import PASSWORD_AS_SENT, YeastarStandIn, in_turn

CALLID = "1571620483.180"
DONE = say({"status": "Success", "callid": CALLID})


def test_a_login_sends_the_digest_of_the_password_and_wants_no_events(driver: YeastarS, pbx: YeastarStandIn) -> None:
    driver.dial(ORDER)

    [login] = pbx.asked("login")
    assert (login.method, login.query, login.headers["content-type"]) == ("POST", {}, "application/json; charset=utf-8")
    assert login.fields == {"username": "api", "password": PASSWORD_AS_SENT, "version": "2.0.0", "port": "0"}


@pytest.mark.parametrize(
    ("events_url", "ipaddr", "port", "url"),
    [
        ("http://10.0.0.1:8260/pbx/events", "10.0.0.1", "8260", "10.0.0.1:8260/pbx/events"),
        ("http://calls.example/e/", "calls.example", "80", "calls.example:80/e/"),
        ("https://calls.example/e?k=1", "calls.example", "443", "https://calls.example:443/e?k=1"),
        ("http://[fe80::1]:8000/e", "fe80::1", "8000", "[fe80::1]:8000/e"),
    ],
)
def test_login_and_heartbeat_say_where_events_shall_go(
    line: Line, pbx: YeastarStandIn, events_url: str, ipaddr: str, port: str, url: str
) -> None:
    pbx.replies["heartbeat"] = say({"status": "Success"})

    YeastarS(replace(line, events_url=events_url), tokens=MemoryTokens()).keep_alive()

    events = {"version": "2.0.0", "port": port, "url": url, "urltag": "1"}
    [login], [heartbeat] = pbx.asked("login"), pbx.asked("heartbeat")
    assert login.fields == {"username": "api", "password": PASSWORD_AS_SENT} | events
    assert heartbeat.fields == {"ipaddr": ipaddr} | events
    assert heartbeat.query == {"token": ["token-1"]}


@pytest.mark.parametrize(
    ("order", "sent"),
    [
        (DialOrder(caller="1000", callee="1001"), {"autoanswer": "no"}),
        (DialOrder(caller="1000", callee="1001", autoanswer=True), {"autoanswer": "yes"}),
        (
            DialOrder(caller="1000", callee="1001", dial_permission="1005"),
            {"autoanswer": "no", "dialpermission": "1005"},
        ),
    ],
)
def test_a_dial_sends_what_was_ordered(
    driver: YeastarS, pbx: YeastarStandIn, order: DialOrder, sent: dict[str, object]
) -> None:
    driver.dial(order)

    [dial] = pbx.asked("call/dial")
    assert dial.fields == {"caller": "1000", "callee": "1001"} | sent
    assert dial.query == {"token": ["token-1"]}


def test_a_callid_sent_as_a_number_stays_digit_by_digit(driver: YeastarS, pbx: YeastarStandIn) -> None:
    pbx.replies["call/dial"] = say(b'{"status":"Success","callid":1571620483.180}')

    assert driver.dial(ORDER) == Accepted(callid=CALLID)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"null",
        b"[]",
        b'"Success"',
        b"{}",
        b'{"sn":"369451090405"}',
        b'{"errno":"0"}',
        b'{"status":"Maybe","callid":"1.2"}',
        b'{"status":"Success","callid":null}',
        b'{"status":"Success","callid":" "}',
        b'{"status":"Success","callid":["1.2"]}',
        b"[" * 50_000,
    ],
)
def test_an_odd_answer_to_a_dial_leaves_it_open_what_happened(
    driver: YeastarS, pbx: YeastarStandIn, answer: bytes
) -> None:
    pbx.replies["call/dial"] = say(answer)

    with pytest.raises(Unanswered):
        driver.dial(ORDER)

    assert pbx.dials() == 1


@pytest.mark.parametrize("status", [b"", b'"status":null,', b'"status":"",', b'"errno":"0",'])
def test_an_answer_that_leaves_out_its_status_says_it_by_what_it_brings(
    driver: YeastarS, pbx: YeastarStandIn, status: bytes
) -> None:
    pbx.replies["login"] = say(b"{%b" % status + b'"token":"t"}')
    pbx.replies["call/dial"] = in_turn(say(b"{%b" % status + b'"callid":"1.2"}'), say(b'{"errno":10008}'))

    assert driver.dial(ORDER) == Accepted(callid="1.2")
    with pytest.raises(Refused) as raised:
        driver.dial(ORDER)

    assert raised.value.code == "10008"


@pytest.mark.parametrize("errno", [b'"10008"', b"10008", b'" 10008 "'])
def test_an_error_number_is_compared_as_text(driver: YeastarS, pbx: YeastarStandIn, errno: bytes) -> None:
    pbx.replies["call/dial"] = say(b'{"status":"Failed","errno":' + errno + b"}")

    with pytest.raises(
        Refused, match=r"^The PBX says that your own phone is not free\. Hang up there first, or see"
    ) as raised:
        driver.dial(ORDER)

    assert (raised.value.code, raised.value.disposition) == ("10008", None)


@pytest.mark.parametrize("errno", ["20004", "20005", "20006"])
def test_each_number_about_the_token_brings_one_new_login(driver: YeastarS, pbx: YeastarStandIn, errno: str) -> None:
    pbx.replies["call/dial"] = in_turn(say({"status": "Failed", "errno": errno}), DONE)

    assert driver.dial(ORDER) == Accepted(callid=CALLID)
    assert [dial.query["token"] for dial in pbx.asked("call/dial")] == [["token-1"], ["token-2"]]


def test_a_token_is_quoted_in_the_address(driver: YeastarS, pbx: YeastarStandIn) -> None:
    pbx.replies["login"] = say({"status": "Success", "token": "a&b=c/ü#?"})

    driver.dial(ORDER)

    assert pbx.asked("call/dial")[0].query == {"token": ["a&b=c/ü#?"]}


def test_logging_out_gives_the_token_back_and_forgets_it(
    driver: YeastarS, pbx: YeastarStandIn, tokens: MemoryTokens
) -> None:
    pbx.replies["logout"] = say({"status": "Success"})
    driver.dial(ORDER)

    driver.log_out()
    driver.log_out()

    assert [request.query for request in pbx.asked("logout")] == [{"token": ["token-1"]}]
    assert tokens.current() is None


def test_logging_out_with_a_token_that_ran_out_logs_in_no_more(driver: YeastarS, pbx: YeastarStandIn) -> None:
    pbx.replies["logout"] = say({"status": "Failed", "errno": "20006"})
    driver.dial(ORDER)

    driver.log_out()

    assert pbx.logins() == 1


def test_a_heartbeat_with_a_token_that_ran_out_logs_in_again(driver: YeastarS, pbx: YeastarStandIn) -> None:
    pbx.replies["heartbeat"] = in_turn(say({"status": "Failed", "errno": "20006"}), say({"status": "Success"}))

    driver.keep_alive()

    assert [beat.query["token"] for beat in pbx.asked("heartbeat")] == [["token-1"], ["token-2"]]


def test_an_api_that_is_off_is_named_with_the_place_to_switch_it_on(driver: YeastarS, pbx: YeastarStandIn) -> None:
    pbx.play(Play.API_OFF)

    with pytest.raises(Refused, match="Settings > PBX > General > API") as raised:
        driver.dial(ORDER)

    assert raised.value.code == "HTTP 404"


@pytest.mark.parametrize(
    ("reply", "sentence"),
    [
        (say(b"<html>Sign in</html>"), "The PBX's answer to our login could not be understood, so nothing was asked"),
        (
            say({"status": "Success"}),
            "The PBX's answer to our login could not be understood, so nothing was asked of it.",
        ),
        (say_nothing, "The PBX did not answer our login, so nothing was asked of it."),
    ],
)
def test_a_login_that_brings_no_token_says_so_and_asks_for_nothing(
    driver: YeastarS, pbx: YeastarStandIn, reply: Reply, sentence: str
) -> None:
    pbx.replies["login"] = reply

    with pytest.raises(NotSent, match=f"^{sentence}"):
        driver.dial(ORDER)

    assert pbx.dials() == 0


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (say(b"", status="302 Found", headers="Location: /login.html"), "HTTP 302"),
        (say(b"<html>", status="404 Not Found"), "HTTP 404"),
        (say({"status": "Failed", "errno": "30003"}), "30003"),
    ],
)
def test_a_no_to_the_login_is_no_answer_to_what_was_asked(
    driver: YeastarS, pbx: YeastarStandIn, reply: Reply, code: str
) -> None:
    """A PBX that does not know how to list calls has none to tell of; one that lets nobody in may have some."""
    pbx.replies["login"] = reply

    with pytest.raises(NoLogin) as raised:
        driver.calls_of("1000")

    assert raised.value.code == code
