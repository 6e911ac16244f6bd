"""How calls go on the simulated PBX, told by its events and by call/query."""

from __future__ import annotations

from typing import Any

import pytest

from clicktocall.pbxsim.config import Config
from clicktocall.pbxsim.simulator import Simulator
from tests.pbxsim.phoning import PASSWORD, RINGS_ON, ApiClient, Listener

OUTSIDE = "03023125100"


def states(event: dict[str, Any]) -> list[str]:
    """`1000 RING` for each member of a CallStatus."""
    parties = [party for member in event["members"] for party in member.values()]
    return [f"{party.get('number', party.get('to'))} {party['memberstatus']}" for party in parties]


def history(listener: Listener) -> list[str | list[str]]:
    """Every CallStatus as its states, CallFailed as its reason, NewCdr as its status."""
    return [
        states(event) if event["event"] == "CallStatus" else event.get("reason") or event["status"]
        for event in listener.events()
    ]


def over(sim: Simulator, listener: Listener) -> None:
    sim.wait_for(lambda: "NewCdr" in listener.names())


def test_a_call_goes_from_the_caller_s_phone_to_its_record(sim: Simulator, api: ApiClient, listener: Listener) -> None:
    callid = api.dial("1000", OUTSIDE)
    sim.pick_up("1000")
    sim.wait_for(lambda: api.members(callid) == {"1000": "ANSWERED", OUTSIDE: "ANSWER"})
    sim.hang_up("1000")
    over(sim, listener)

    assert history(listener) == [
        ["1000 RING"],
        ["1000 ALERT", f"{OUTSIDE} RING"],
        ["1000 ANSWERED", f"{OUTSIDE} ANSWER"],
        ["1000 BYE", f"{OUTSIDE} BYE"],
        "ANSWERED",
    ]
    assert {event["callid"] for event in listener.events()} == {callid}


def test_a_phone_is_ringing_then_busy_then_free(sim: Simulator, api: ApiClient, listener: Listener) -> None:
    api.dial("1000", RINGS_ON)
    sim.pick_up("1000")
    sim.hang_up("1000")
    over(sim, listener)

    told = [(event["extension"], event["status"]) for event in listener.events("ExtensionStatus")]
    assert told == [("1000", "Ringing"), ("1000", "Busy"), ("1000", "Registered")]


def test_members_are_told_as_the_guide_has_them(sim: Simulator, api: ApiClient, listener: Listener) -> None:
    callid = api.dial("1000", RINGS_ON)
    sim.pick_up("1000")

    assert api.post("call/query", callid=callid)["Calls"] == [
        {
            "callid": callid,
            "members": [
                {"ext": {"number": "1000", "channelid": "PJSIP/1000-00000001", "memberstatus": "ALERT"}},
                {
                    "outbound": {
                        "from": "1000",
                        "to": RINGS_ON,
                        "trunkname": "siptrunk",
                        "channelid": "PJSIP/trunk-siptrunk-endpoint-00000002",
                        "memberstatus": "RING",
                    }
                },
            ],
        }
    ]


def test_the_record_has_the_pbx_s_spellings(sim: Simulator, api: ApiClient, listener: Listener) -> None:
    callid = api.dial("1000", "03023125912")
    sim.pick_up("1000")
    over(sim, listener)

    (record,) = listener.events("NewCdr")
    talked, lasted = int(record.pop("talkduraction")), int(record.pop("callduraction"))
    assert (5 <= talked < lasted, len(record.pop("timestart"))) == (True, len("2019-10-23 22:18:50"))
    assert record == {
        "event": "NewCdr", "callid": callid, "callfrom": "1000", "callto": "03023125912", "srctrunkname": "",
        "dsttrcunkname": "siptrunk", "pincode": "", "status": "ANSWERED", "type": "Outbound", "recording": "",
        "didnumber": "", "agentringtime": "0", "sn": "369451090405",
    }  # fmt: skip


def test_a_phone_that_nobody_lifts_ends_the_call(listener: Listener) -> None:
    with Simulator(Config(password=PASSWORD, speed=100, ring_timeout=2)) as sim:
        api = ApiClient(sim)
        api.log_in(port=str(listener.port))
        api.dial("1000", OUTSIDE)
        over(sim, listener)

    assert history(listener) == [["1000 RING"], "408 Request Time", ["1000 BYE"], "NO ANSWER"]
    assert "members" in listener.events("CallFailed")[0]


def test_a_phone_that_was_lifted_in_time_does_not_ring_out_later() -> None:
    with Simulator(Config(password=PASSWORD, speed=100, ring_timeout=5, phones_pick_up_after=0.1)) as sim:
        api = ApiClient(sim)
        api.log_in()
        callid = api.dial("1000", "03023125911")

        slept = sim._clock.sleep(10)

        assert (slept, api.members(callid)) == (True, {"1000": "ANSWERED", "03023125911": "ANSWER"})


def test_a_caller_who_rejects_ends_the_call(sim: Simulator, api: ApiClient, listener: Listener) -> None:
    api.dial("1000", OUTSIDE)
    sim.hang_up("1000")
    over(sim, listener)

    assert history(listener) == [["1000 RING"], "User Busy", ["1000 BYE"], "BUSY"]


def test_hanging_up_while_it_rings_is_no_failure(sim: Simulator, api: ApiClient, listener: Listener) -> None:
    api.dial("1000", RINGS_ON)
    sim.pick_up("1000")
    sim.hang_up("1000")
    over(sim, listener)

    assert history(listener)[2:] == [["1000 BYE", f"{RINGS_ON} BYE"], "NO ANSWER"]


def test_with_autoanswer_the_phone_lifts_itself(sim: Simulator, api: ApiClient) -> None:
    callid = api.dial("1000", OUTSIDE, autoanswer="yes")

    assert sim.wait_for(lambda: api.members(callid)["1000"] == "ALERT")


def test_phones_can_lift_themselves() -> None:
    with Simulator(Config(password=PASSWORD, speed=100, phones_pick_up_after=1, callees_pick_up_after=1)) as sim:
        api = ApiClient(sim)
        api.log_in()
        callid = api.dial("1000", "1001")

        assert sim.wait_for(lambda: api.members(callid) == {"1000": "ANSWERED", "1001": "ANSWER"})


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


def test_the_far_end_can_be_moved_by_hand(sim: Simulator, api: ApiClient, listener: Listener) -> None:
    callid = api.dial("1000", RINGS_ON)
    sim.pick_up("1000")
    sim.answer(callid)
    sim.hang_up_far_end(callid)
    over(sim, listener)

    assert history(listener)[-1] == "ANSWERED"


def test_a_phone_unplugged_in_a_call_ends_it(sim: Simulator, api: ApiClient, listener: Listener) -> None:
    api.dial("1000", RINGS_ON)
    sim.pick_up("1000")
    sim.offline("1000")
    over(sim, listener)
    sim.wait_for(lambda: len(listener.events("ExtensionStatus")) == 4)

    assert (listener.events("ExtensionStatus")[-1]["status"], sim.calls) == ("Unregistered", [])
