"""How a call goes on the simulated PBX from the first ring to its record, told by its events."""

from __future__ import annotations

from clicktocall.pbxsim.config import Config
from clicktocall.pbxsim.simulator import Simulator
from tests.pbxsim.phoning import PASSWORD, RINGS_ON, ApiClient, Listener, history, over

OUTSIDE = "03023125100"


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
