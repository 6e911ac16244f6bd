"""The control endpoint of the simulator, and who may use it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from clicktocall.pbxsim.control import is_own_site
from clicktocall.pbxsim.simulator import Simulator
from tests.pbxsim.phoning import MD5, RINGS_ON, ApiClient, Got, Listener, ask

OUTSIDE = "03023125100"


def post(sim: Simulator, path: str, **told: object) -> Got:
    return ask(sim.url, "POST", f"/sim/{path}", json.dumps(told).encode())


def read(sim: Simulator, what: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(ask(sim.url, "GET", f"/sim/{what}").text)
    return told


def test_a_ringing_phone_can_be_lifted_and_put_down(sim: Simulator, api: ApiClient) -> None:
    callid = api.dial("1000", RINGS_ON)

    lifted = post(sim, "phones/1000/pick-up")
    calling = read(sim, "phones")["phones"][0]
    put_down = post(sim, "phones/1000/hang-up")

    assert (lifted.status, json.loads(lifted.text), put_down.status) == (200, {"done": True}, 200)
    assert calling.pop("seconds") >= 0
    assert calling == {
        "number": "1000", "name": "Anna Keller", "status": "Busy", "callid": callid, "doing": "calling",
        "others": RINGS_ON, "is_caller": True, "dnd": False, "may_call_out": True,
    }  # fmt: skip
    assert [call["callid"] for call in read(sim, "calls")["finished"]] == [callid]


@pytest.mark.parametrize(
    ("verb", "doing"), [("busy", "off hook"), ("idle", "free"), ("offline", "unplugged"), ("online", "free")]
)
def test_a_phone_can_be_put_in_any_state(sim: Simulator, verb: str, doing: str) -> None:
    post(sim, f"phones/1000/{verb}")

    assert sim.phones[0].doing == doing


def test_a_phone_off_the_hook_can_be_put_down(sim: Simulator) -> None:
    sim.busy("1000")
    post(sim, "phones/1000/hang-up")

    assert sim.phones[0].doing == "free"


@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [
        ("phones/1999/pick-up", 404, "There is no phone 1999. GET /sim/phones lists them."),
        ("phones/1000/pick-up", 409, "Phone 1000 does not ring. Place a call from it first."),
        ("phones/1000/hang-up", 409, "Phone 1000 is in no call. There is nothing to hang up."),
        ("phones/1000/throw", 404, "There is no POST /sim/phones/1000/throw."),
        ("calls/1.1/answer", 404, "There is no call 1.1. GET /sim/calls lists them."),
        ("parking/1", 404, "There is no parking slot 1."),
        ("scripts", 400, "The callee has no digits. Send the number that will be dialled."),
        ("faults", 400, None),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    sim: Simulator, path: str, status: int, sentence: str | None
) -> None:
    got = post(sim, path)

    assert got.status == status
    assert json.loads(got.text)["error"] == sentence or sentence is None


def test_the_far_end_of_a_call_can_answer_and_hang_up(sim: Simulator, api: ApiClient) -> None:
    callid = api.dial("1000", RINGS_ON)
    too_early = post(sim, f"calls/{callid}/answer").status
    sim.pick_up("1000")
    post(sim, f"calls/{callid}/answer")
    talking = sim.phones[0].doing
    again = post(sim, f"calls/{callid}/answer").status
    post(sim, f"calls/{callid}/hang-up")

    assert (too_early, talking, again, sim.phones[0].doing) == (409, "talking", 409, "free")


def test_the_far_end_may_reject(sim: Simulator, api: ApiClient, listener: Listener) -> None:
    callid = api.dial("1000", RINGS_ON)
    sim.pick_up("1000")
    post(sim, f"calls/{callid}/hang-up")
    sim.wait_for(lambda: "NewCdr" in listener.names())

    assert listener.events("CallFailed")[0]["reason"] == "User Busy"


def test_somebody_can_be_put_in_a_parking_slot(sim: Simulator, api: ApiClient) -> None:
    post(sim, "parking/6903", caller=OUTSIDE)
    api.dial("1000", "6903")
    sim.pick_up("1000")

    assert sim.phones[0].others == OUTSIDE


def test_a_number_can_be_given_a_script_until_all_are_taken_back(sim: Simulator, api: ApiClient) -> None:
    given = post(sim, "scripts", callee=OUTSIDE, behaviour="refused", errno="10027").status
    refused = api.errno("call/dial", caller="1000", callee=OUTSIDE)
    ask(sim.url, "DELETE", "/sim/scripts")

    assert (given, refused, api.errno("call/dial", caller="1000", callee=OUTSIDE)) == (200, "10027", "")


def test_a_fault_meets_the_next_requests_to_an_endpoint(sim: Simulator, api: ApiClient) -> None:
    post(sim, "faults", endpoint="call/query", fault="errno", errno="30001", times=2)

    errnos = [api.errno("call/query", type="outbound") for _ in range(3)]

    assert (api.errno("extension/list"), errnos) == ("", ["30001", "30001", ""])


def test_a_fault_may_come_after_the_deed(sim: Simulator, api: ApiClient) -> None:
    post(sim, "faults", endpoint="call/dial", fault="http_502", processed=True)
    after = ask(sim.url, "POST", f"/api/v2.0.0/call/dial?token={api.token}", b'{"caller":"1000","callee":"1001"}')
    post(sim, "faults", endpoint="*", fault="html")
    before = ask(sim.url, "POST", f"/api/v2.0.0/call/dial?token={api.token}", b'{"caller":"1002","callee":"1001"}')

    assert (after.status, before.status, len(sim.calls), len(sim.dials)) == (502, 200, 1, 2)
    assert [(entry.answer, entry.fault) for entry in sim.requests("call/dial")] == [
        ("Success", "http_502"),
        ("", "html"),
    ]


def test_tokens_can_be_lost_or_run_out(sim: Simulator, api: ApiClient) -> None:
    post(sim, "faults", fault="tokens expired")
    expired = api.errno("extension/list")
    post(sim, "faults", fault="token lost")
    forgotten = api.errno("extension/list")
    api.log_in()
    post(sim, "faults", endpoint="call/dial", fault="tokens_lost")

    errnos = [api.errno("extension/list"), api.errno("call/dial", caller="1000", callee="1001")]
    assert (expired, forgotten, errnos) == ("20006", "20004", ["", "20004"])


@pytest.mark.parametrize("told", [{"fault": "meteor", "endpoint": "login"}, {"fault": "html"}, {"times": "x"}])
def test_a_fault_that_makes_no_sense_is_refused(sim: Simulator, told: dict[str, str]) -> None:
    assert post(sim, "faults", **told).status == 400


@pytest.mark.parametrize("body", [b"{", b"[]"])
def test_a_body_that_is_no_object_is_refused(sim: Simulator, body: bytes) -> None:
    assert ask(sim.url, "POST", "/sim/scripts", body).status == 400


def test_the_log_has_every_request_and_no_secret(sim: Simulator, api: ApiClient) -> None:
    api.errno("call/dial", caller="1999", callee=OUTSIDE)
    api.errno("call/originate")

    entries = read(sim, "log")["requests"]

    assert [(entry["endpoint"], entry["answer"]) for entry in entries] == [
        ("login", "Success"), ("call/dial", "10006"), ("call/originate", "10003"),
    ]  # fmt: skip
    assert entries[1]["body"] == {"caller": "1999", "callee": OUTSIDE}
    assert (MD5 in str(entries), api.token in str(entries)) == (False, False)


def test_the_events_can_be_read(sim: Simulator, api: ApiClient, listener: Listener) -> None:
    sim.busy("1000")
    sim.wait_for(lambda: sim.delivered)

    told = read(sim, "events")

    (event,) = told.pop("events")
    assert told == {"delivered": 1, "given_up": 0}
    assert (event["event"], event["to"], event["answer"]) == (
        "ExtensionStatus",
        f"127.0.0.1:{listener.port}/events",
        "200",
    )


def test_a_reset_forgets_everything(sim: Simulator, api: ApiClient) -> None:
    for _ in range(5):
        api.errno("login", username="api", password="wrong")
    sim.script(OUTSIDE, "busy")
    sim.fault("*", "html", times=9)
    sim.offline("1001")

    post(sim, "reset")

    assert (sim.log, sim.events, sim.calls, sim.phones[1].doing) == ([], [], [], "free")
    assert api.errno("extension/list") == "20004"
    assert api.log_in() == api.token


def test_a_power_cut_can_be_asked_for(sim: Simulator, api: ApiClient) -> None:
    post(sim, "boot-up")

    assert api.errno("extension/list") == "20004"


def test_reading_is_all_that_get_can_do(sim: Simulator, api: ApiClient) -> None:
    api.dial("1000", OUTSIDE)

    assert ask(sim.url, "GET", "/sim/phones/1000/pick-up").status == 404
    assert sim.phones[0].ringing


@pytest.mark.parametrize(
    ("headers", "is_own"),
    [
        ({}, True),
        ({"host": "127.0.0.1:8088", "origin": "http://127.0.0.1:8088", "sec-fetch-site": "same-origin"}, True),
        ({"host": "[::1]:8088", "origin": "http://[::1]:8088"}, True),
        ({"host": "localhost:8088", "origin": "http://localhost:8088"}, True),
        ({"host": "pbx.example.org", "origin": "http://pbx.example.org"}, True),
        ({"host": "127.0.0.1:8088", "sec-fetch-site": "cross-site"}, False),
        ({"host": "127.0.0.1:8088", "sec-fetch-site": "same-site"}, False),
        ({"host": "127.0.0.1:8088", "origin": "http://127.0.0.1:8000"}, False),
        ({"host": "127.0.0.1:8088", "origin": "null"}, False),
        ({"host": "evil.example.com:8088", "origin": "http://evil.example.com:8088"}, False),
    ],
)
def test_what_comes_from_another_site_is_known(headers: dict[str, str], *, is_own: bool) -> None:
    assert is_own_site(headers, own_host="pbx.example.org") is is_own


def test_another_site_can_neither_lift_a_phone_nor_read_the_log(sim: Simulator, api: ApiClient) -> None:
    api.dial("1000", OUTSIDE)

    got = ask(sim.url, "POST", "/sim/phones/1000/pick-up", b"", {"Origin": "https://example.com"})
    log = ask(sim.url, "GET", "/sim/log", headers={"Origin": "https://example.com"})

    assert (got.status, sim.phones[0].ringing) == (403, True)
    assert "access-control-allow-origin" not in {name.lower() for name in log.headers}
