"""What each test number does, seen from outside."""

from __future__ import annotations

import http.client
import json
import socket
import time
from urllib.parse import urlsplit

import pytest

from clicktocall.pbxsim.config import Config
from clicktocall.pbxsim.scripts import BEHAVIOURS, ENDINGS, Scripts
from clicktocall.pbxsim.simulator import Simulator
from tests.pbxsim.phoning import PASSWORD, ApiClient, Listener, ask


def number_of(behaviour: str) -> str:
    return "030" + next(ending for ending, name in ENDINGS.items() if name == behaviour)


def dial_path(api: ApiClient) -> str:
    return f"/api/v2.0.0/call/dial?token={api.token}"


def dial_body(behaviour: str) -> bytes:
    return json.dumps({"caller": "1000", "callee": number_of(behaviour)}).encode()


def ringing(sim: Simulator) -> bool:
    return sim.phones[0].ringing


def test_every_behaviour_but_the_ordinary_one_has_a_number() -> None:
    assert set(ENDINGS.values()) == set(BEHAVIOURS) - {"answers"}


@pytest.mark.parametrize("callee", ["23125901", "03023125901", "+493023125901", "0004930 23125-901"])
def test_a_number_is_known_by_its_last_digits(callee: str) -> None:
    assert Scripts().of(callee) is BEHAVIOURS["busy"]


def test_any_other_number_is_answered_and_never_hangs_up() -> None:
    script = Scripts().of("03023125100")

    assert (script.after, script.reason, script.talk_seconds, script.fault) == (4, "", None, None)


@pytest.mark.parametrize(
    ("behaviour", "rings", "reason", "record"),
    [
        ("busy", True, "486 Busy here", "BUSY"),
        ("no_answer", True, "408 Request Time", "NO ANSWER"),
        ("declined", True, "User Busy", "NO ANSWER"),
        ("declined_603", True, "603 Declined", "NO ANSWER"),
        ("unreachable", False, "404 NOT found", "NO ANSWER"),
        ("congestion", False, "Circuit/channel congestion", "NO ANSWER"),
    ],
)
def test_a_callee_that_cannot_be_spoken_to(
    sim: Simulator, api: ApiClient, listener: Listener, behaviour: str, *, rings: bool, reason: str, record: str
) -> None:
    api.dial("1000", number_of(behaviour))
    sim.pick_up("1000")
    sim.wait_for(lambda: "NewCdr" in listener.names())

    assert listener.names() == ["CallStatus", "CallStatus", "CallFailed", "CallStatus", "NewCdr"]
    assert (len(listener.events("CallStatus")[1]["members"]) == 2) is rings
    assert (listener.events("CallFailed")[0]["reason"], listener.events("NewCdr")[0]["status"]) == (reason, record)


def test_the_caller_s_phone_rings_out_even_if_all_phones_lift_themselves(listener: Listener) -> None:
    with Simulator(Config(password=PASSWORD, speed=100, ring_timeout=2, phones_pick_up_after=0.1)) as sim:
        api = ApiClient(sim)
        api.log_in(port=str(listener.port))
        api.dial("1000", number_of("caller_no_answer"), autoanswer="yes")
        sim.wait_for(lambda: "NewCdr" in listener.names())

    assert [len(event["members"]) for event in listener.events("CallStatus")] == [1, 1]
    assert listener.events("NewCdr")[0]["status"] == "NO ANSWER"


def test_a_callee_that_answers_may_hang_up(sim: Simulator, api: ApiClient, listener: Listener) -> None:
    api.dial("1000", number_of("answers_and_hangs_up"))
    sim.pick_up("1000")
    sim.wait_for(lambda: "NewCdr" in listener.names())

    assert 5 <= int(listener.events("NewCdr")[0]["talkduraction"]) <= 7


def test_slow_rings_before_it_answers(sim: Simulator, api: ApiClient) -> None:
    sim.script("03023125906", "slow", seconds=20)
    before = time.monotonic()

    callid = api.dial("1000", "03023125906")

    assert (time.monotonic() - before >= 0.2, [call["callid"] for call in sim.calls]) == (True, [callid])


def test_events_overtake_an_answer_that_takes_its_time(sim: Simulator, api: ApiClient, listener: Listener) -> None:
    sim.script("03023125906", "slow", seconds=30)

    api.dial("1000", "03023125906")

    assert listener.names() == ["CallStatus"]


def test_silent_is_taken_and_never_heard_of_again(sim: Simulator, api: ApiClient, listener: Listener) -> None:
    callid = api.dial("1000", number_of("silent"))

    assert (api.errno("call/query", callid=callid), ringing(sim), sim.events, len(sim.dials)) == ("10005", False, [], 1)


def test_lost_events_leave_a_call_that_can_be_asked_for(sim: Simulator, api: ApiClient) -> None:
    callid = api.dial("1000", number_of("events_lost"))
    sim.pick_up("1000")
    sim.wait_for(lambda: api.members(callid)["1000"] == "ANSWERED")

    assert sim.events == []


@pytest.mark.parametrize(("behaviour", "is_placed"), [("drops_before", False), ("drops_after", True)])
def test_the_connection_may_drop(sim: Simulator, api: ApiClient, behaviour: str, *, is_placed: bool) -> None:
    with pytest.raises(http.client.RemoteDisconnected):
        ask(sim.url, "POST", dial_path(api), dial_body(behaviour))

    assert (ringing(sim), len(sim.dials), sim.requests("call/dial")[0].fault) == (is_placed, 1, "drop")


@pytest.mark.parametrize(
    ("behaviour", "is_placed", "status", "begins"),
    [
        ("html", False, 200, "<html>"),
        ("html_after", True, 200, "<html>"),
        ("redirect", False, 302, "<html>"),
        ("http_500", False, 500, "<html>"),
        ("http_502", False, 502, "<html>"),
        ("wrong_types", True, 200, '{"status": "Success", "callid":1'),
    ],
)
def test_the_answer_may_be_something_else(
    sim: Simulator, api: ApiClient, behaviour: str, *, is_placed: bool, status: int, begins: str
) -> None:
    got = ask(sim.url, "POST", dial_path(api), dial_body(behaviour))

    assert (got.status, got.text[: len(begins)], ringing(sim)) == (status, begins, is_placed)


def test_the_redirect_leads_to_https(sim: Simulator, api: ApiClient) -> None:
    got = ask(sim.url, "POST", dial_path(api), dial_body("redirect"))

    assert got.headers["Location"] == "https://127.0.0.1:8088/api/v2.0.0/call/dial"


def test_half_of_the_answer_may_be_missing(sim: Simulator, api: ApiClient) -> None:
    with pytest.raises(http.client.IncompleteRead) as caught:
        ask(sim.url, "POST", dial_path(api), dial_body("cut"))

    assert (caught.value.partial.startswith(b'{"status": "Su'), ringing(sim)) == (True, True)


def test_the_answer_may_drip(sim: Simulator, api: ApiClient) -> None:
    before = time.monotonic()

    callid = api.dial("1000", number_of("drip"))

    assert time.monotonic() - before >= 0.4
    assert [call["callid"] for call in sim.calls] == [callid]


def test_the_answer_may_never_end(sim: Simulator, api: ApiClient) -> None:
    address = urlsplit(sim.url)
    body = dial_body("endless")
    with socket.create_connection((address.hostname or "", address.port or 0), timeout=5) as connection:
        connection.sendall(f"POST {dial_path(api)} HTTP/1.1\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
        received = 0
        while received < 200_000:
            received += len(connection.recv(65_536))

    assert ringing(sim)


def test_any_error_number_can_be_answered(sim: Simulator, api: ApiClient) -> None:
    sim.script("03023125100", "refused", errno="10027")

    assert (api.errno("call/dial", caller="1000", callee="03023125100"), ringing(sim)) == ("10027", False)


def test_swapped_events_begin_right_and_go_on_in_wrong_pairs(
    sim: Simulator, api: ApiClient, listener: Listener
) -> None:
    api.dial("1000", number_of("events_swapped"))
    sim.pick_up("1000")
    sim.wait_for(lambda: len(listener.events()) == 5)

    told = [
        next(iter(event["members"][0].values()))["memberstatus"] if "members" in event else event["event"]
        for event in listener.events()
    ]
    assert told == ["RING", "ANSWERED", "ALERT", "NewCdr", "BYE"]


def test_a_lone_event_kept_back_goes_with_the_record(sim: Simulator, api: ApiClient, listener: Listener) -> None:
    api.dial("1000", number_of("events_swapped"))
    sim.hang_up("1000")
    sim.wait_for(lambda: len(listener.events()) == 4)

    assert listener.names() == ["CallStatus", "CallStatus", "CallFailed", "NewCdr"]


def test_doubled_events_come_twice(sim: Simulator, api: ApiClient, listener: Listener) -> None:
    api.dial("1000", number_of("events_doubled"))
    sim.pick_up("1000")
    sim.wait_for(lambda: listener.names().count("NewCdr") == 2)

    events = listener.events()
    assert (len(events), events[::2]) == (10, events[1::2])


def test_the_record_may_be_lost(sim: Simulator, api: ApiClient, listener: Listener) -> None:
    api.dial("1000", number_of("cdr_lost"))
    sim.pick_up("1000")
    sim.wait_for(lambda: len(listener.events("ExtensionStatus")) == 3 and len(listener.events()) == 4)

    assert listener.names() == ["CallStatus"] * 4


def test_the_first_event_may_come_before_the_answer(sim: Simulator, api: ApiClient, listener: Listener) -> None:
    api.dial("1000", number_of("event_first"))

    assert listener.names() == ["CallStatus"]


def test_a_comma_too_many(sim: Simulator, api: ApiClient, listener: Listener) -> None:
    api.dial("1000", number_of("trailing_comma"))
    sim.pick_up("1000")
    sim.wait_for(lambda: any("NewCdr" in body for body in listener.bodies))

    (failed,) = [body for body in listener.bodies if "CallFailed" in body]
    with pytest.raises(json.JSONDecodeError):
        json.loads(failed)
    assert json.loads(failed.replace('",}', '"}'))["reason"] == "486 Busy here"


def test_an_exact_number_can_be_given_another_behaviour(sim: Simulator, api: ApiClient, listener: Listener) -> None:
    sim.script("03023125901", "busy", after=0.1, reason="480 Temporatily Unavailable", cdr="NO ANSWER")
    api.dial("1000", "03023125901")
    sim.pick_up("1000")
    sim.wait_for(lambda: "NewCdr" in listener.names())

    assert listener.events("CallFailed")[0]["reason"] == "480 Temporatily Unavailable"
    assert Scripts().of("03023125901").reason == "486 Busy here"


@pytest.mark.parametrize(
    ("callee", "behaviour", "changes"),
    [
        ("", "busy", {}),
        ("03023125100", "explodes", {}),
        ("03023125100", "busy", {"after": "soon"}),
        ("03023125100", "busy", {"colour": "red"}),
        ("03023125100", "busy", {"after": True}),
        ("03023125100", "busy", {"seconds": 1}),
    ],
)
def test_a_script_that_makes_no_sense_is_refused(callee: str, behaviour: str, changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"\."):
        Scripts().set(callee, behaviour, changes)
