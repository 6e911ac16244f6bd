"""Every kind of number as caller and as callee on the simulated PBX: phones, groups, IVR, parking slots, outside."""

from __future__ import annotations

import pytest

from clicktocall.pbxsim.config import Config
from clicktocall.pbxsim.simulator import Simulator
from tests.pbxsim.phoning import PASSWORD, RINGS_ON, ApiClient, Listener, history, over, states

OUTSIDE = "03023125100"


def test_an_extension_is_called_at_its_phone(sim: Simulator, api: ApiClient, listener: Listener) -> None:
    api.dial("1000", "1001")
    sim.pick_up("1000")
    sim.pick_up("1001")
    sim.hang_up("1001")
    over(sim, listener)

    assert history(listener)[1:3] == [["1000 ALERT", "1001 RING"], ["1000 ANSWERED", "1001 ANSWER"]]
    assert listener.events("NewCdr")[0]["type"] == "Internal"


@pytest.mark.parametrize(
    ("callee", "reason", "record"),
    [
        ("1003", "480 Temporatily Unavailable", "NO ANSWER"),
        ("1005", "DND", "NO ANSWER"),
        ("1006", "486 Busy here", "BUSY"),
        ("6905", "404 NOT found", "NO ANSWER"),
    ],
)
def test_an_extension_that_cannot_ring_fails_the_call(
    sim: Simulator, api: ApiClient, listener: Listener, callee: str, reason: str, record: str
) -> None:
    sim.busy("1006")
    api.dial("1000", callee)
    sim.pick_up("1000")
    over(sim, listener)

    assert history(listener)[1:] == [["1000 ALERT"], reason, ["1000 BYE"], record]


def test_an_extension_may_reject(sim: Simulator, api: ApiClient, listener: Listener) -> None:
    api.dial("1000", "1001")
    sim.pick_up("1000")
    sim.hang_up("1001")
    over(sim, listener)

    assert history(listener)[2:] == ["User Busy", ["1000 BYE", "1001 BYE"], "BUSY"]


def test_an_extension_may_let_it_ring(listener: Listener) -> None:
    with Simulator(Config(password=PASSWORD, speed=100, ring_timeout=2, phones_pick_up_after=0.1)) as sim:
        api = ApiClient(sim)
        api.log_in(port=str(listener.port))
        api.dial("1000", "1001")
        over(sim, listener)

    assert history(listener)[1:] == [
        ["1000 ALERT", "1001 RING"], "408 Request Time", ["1000 BYE", "1001 BYE"], "NO ANSWER",
    ]  # fmt: skip


def test_do_not_disturb_is_for_the_caller_too(sim: Simulator, api: ApiClient, listener: Listener) -> None:
    api.dial("1005", OUTSIDE)
    over(sim, listener)

    assert history(listener) == ["DND", [], "NO ANSWER"]


def test_in_a_ring_group_the_first_to_lift_has_the_call(sim: Simulator, api: ApiClient, listener: Listener) -> None:
    api.dial("1000", "6200")
    sim.pick_up("1000")
    sim.pick_up("1002")
    sim.hang_up("1000")
    over(sim, listener)

    ringing, talking = listener.events("CallStatus")[1:3]
    assert states(ringing) == ["1000 ALERT", "1001 RING", "1002 RING", "1006 RING"]
    assert states(talking) == ["1000 ANSWERED", "1002 ANSWER"]
    assert talking["members"][1]["ext"]["callpath"] == "6200"
    assert listener.events("NewCdr")[0]["callto"] == "6200(1002)"


def test_in_a_ring_group_one_may_reject_and_the_others_ring_on(sim: Simulator, api: ApiClient) -> None:
    callid = api.dial("1000", "6200")
    sim.pick_up("1000")
    sim.hang_up("1001")

    assert api.members(callid) == {"1000": "ALERT", "1002": "RING", "1006": "RING"}


def test_an_ivr_and_a_conference_answer_at_once(sim: Simulator, api: ApiClient) -> None:
    menu = api.dial("1000", "6500")
    sim.pick_up("1000")
    room = api.dial("1001", "6400")
    sim.pick_up("1001")

    (call,) = api.post("call/query", callid=menu)["Calls"]
    assert [(member["ext"]["memberstatus"], member["ext"]["callpath"]) for member in call["members"]] == [
        ("ANSWERED", "6500")
    ]
    assert api.members(room) == {"1001": "ANSWERED"}


def test_a_paging_group_is_heard_at_once_and_goes_on_without_one(sim: Simulator, api: ApiClient) -> None:
    callid = api.dial("1000", "6300")
    sim.pick_up("1000")
    heard = api.members(callid)
    sim.hang_up("1008")

    assert heard == {"1000": "ANSWERED", "1008": "ANSWER", "1009": "ANSWER"}
    assert api.members(callid) == {"1000": "ANSWERED", "1009": "ANSWER"}


def test_a_parking_slot_gives_back_who_waits_there(sim: Simulator, api: ApiClient) -> None:
    sim.park("6901", OUTSIDE)
    callid = api.dial("1000", "6901")
    sim.pick_up("1000")

    (call,) = api.post("call/query", type="inbound")["Calls"]
    assert (call["callid"], call["members"][1]["inbound"]["from"]) == (callid, OUTSIDE)


def test_an_ivr_calls_outside_by_itself(sim: Simulator, api: ApiClient, listener: Listener) -> None:
    callid = api.dial("6500", "03023125912", dialpermission="1000")
    (call,) = api.post("call/query", callid=callid)["Calls"]
    over(sim, listener)

    assert [member["outbound"]["callpath"] for member in call["members"]] == ["6500"]
    assert listener.events("NewCdr")[0]["callfrom"] == "6500"


def test_a_group_that_calls_rings_until_one_of_it_lifts(sim: Simulator, api: ApiClient) -> None:
    callid = api.dial("6700", RINGS_ON, dialpermission="1000")
    ringing = api.members(callid)
    sim.pick_up("1008")

    assert ringing == {"1007": "RING", "1008": "RING"}
    assert api.members(callid) == {"1008": "ALERT", RINGS_ON: "RING"}


def test_a_group_of_which_nobody_is_free_cannot_call(sim: Simulator, api: ApiClient, listener: Listener) -> None:
    sim.busy("1007")
    sim.offline("1008")
    api.dial("6700", OUTSIDE, dialpermission="1000")
    over(sim, listener)

    assert history(listener) == ["480 Temporatily Unavailable", [], "NO ANSWER"]


def test_an_outside_number_is_called_first_and_then_the_other(
    sim: Simulator, api: ApiClient, listener: Listener
) -> None:
    api.dial("03023125102", "03023125912", dialpermission="1000")
    over(sim, listener)

    assert history(listener)[:3] == [
        ["03023125102 RING"],
        ["03023125102 ALERT", "03023125912 RING"],
        ["03023125102 ANSWERED", "03023125912 ANSWER"],
    ]


def test_an_outside_caller_may_be_busy(sim: Simulator, api: ApiClient, listener: Listener) -> None:
    api.dial("03023125901", OUTSIDE, dialpermission="1000")
    over(sim, listener)

    assert history(listener) == [["03023125901 RING"], "486 Busy here", ["03023125901 BYE"], "BUSY"]
