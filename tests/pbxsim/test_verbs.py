"""What can be done to a call over the simulated API: query, hang up, hold, mute, transfer."""

from __future__ import annotations

import pytest

from clicktocall.pbxsim.calls import Phase
from clicktocall.pbxsim.simulator import Simulator
from tests.pbxsim.phoning import ApiClient, Listener

OUTSIDE = "03023125911"
FIRST_CHANNEL = "PJSIP/1000-00000001"


@pytest.fixture
def talking(sim: Simulator, api: ApiClient) -> str:
    """The callid of a call of 1000 with the outside."""
    callid = api.dial("1000", OUTSIDE)
    sim.pick_up("1000")
    sim.wait_for(lambda: api.members(callid)[OUTSIDE] == "ANSWER")
    return callid


def test_a_call_can_be_asked_for_by_id_or_by_kind(api: ApiClient, talking: str) -> None:
    (by_id,) = api.post("call/query", callid=talking)["Calls"]

    assert api.post("call/query", type="outbound")["Calls"] == [by_id]
    assert api.post("call/query", type="inbound")["Calls"] == []


def test_a_call_that_is_over_is_unknown(sim: Simulator, api: ApiClient, talking: str) -> None:
    sim.hang_up("1000")

    assert (api.errno("call/query", callid=talking), api.errno("call/query", callid="1.1")) == ("10005", "10005")


def test_the_calls_of_an_extension_can_be_asked_for(api: ApiClient, talking: str) -> None:
    told = api.post("extension/query_call", number="1000,1001")["calllist"]

    assert [(entry["number"], [call["callid"] for call in entry["numbercalls"]]) for entry in told] == [
        ("1000", [talking]),
        ("1001", []),
    ]
    assert api.errno("extension/query_call", number="1999") == "10006"


@pytest.mark.parametrize("number", ["1000", OUTSIDE])
def test_hanging_up_either_side_ends_the_call(
    sim: Simulator, api: ApiClient, listener: Listener, talking: str, number: str
) -> None:
    answer = api.post("call/hangup", channelid=api.channelid(talking, number))
    sim.wait_for(lambda: "NewCdr" in listener.names())

    assert (answer, sim.calls) == ({"status": "Success", "callid": talking}, [])
    assert listener.events("NewCdr")[0]["status"] == "ANSWERED"


def test_one_rings_and_is_hung_up_by_channel(sim: Simulator, api: ApiClient) -> None:
    callid = api.dial("1000", OUTSIDE)

    assert api.post("call/hangup", channelid=FIRST_CHANNEL)["callid"] == callid
    assert sim.phones[0].doing == "free"


def test_a_member_can_be_held_and_fetched_back(
    sim: Simulator, api: ApiClient, listener: Listener, talking: str
) -> None:
    held_answer = api.post("call/hold", channelid=FIRST_CHANNEL)
    held = (api.members(talking)["1000"], sim.phones[0].status)
    api.post("call/unhold", channelid=FIRST_CHANNEL)

    assert (held_answer["callid"], held, api.members(talking)["1000"]) == (talking, ("HOLD", "Hold"), "ANSWERED")
    sim.wait_for(lambda: listener.names().count("CallStatus") == 5)


def test_several_can_be_muted_at_once(sim: Simulator, api: ApiClient, talking: str) -> None:
    both = f"{FIRST_CHANNEL}, {api.channelid(talking, OUTSIDE)}"
    muted = api.post("call/mute", channelid=both)
    (call,) = sim._exchange.calls.values()
    are_muted = [member.is_muted for member in call.members]
    api.post("call/unmute", channelid=FIRST_CHANNEL)

    assert (muted["callid"], are_muted, [member.is_muted for member in call.members]) == (
        talking, [True, True], [False, True],
    )  # fmt: skip


@pytest.mark.parametrize(
    "endpoint", ["call/hangup", "call/hold", "call/unhold", "call/mute", "call/unmute", "call/transfer"]
)
def test_a_channel_that_is_not_there_has_no_call(api: ApiClient, endpoint: str) -> None:
    assert api.errno(endpoint, channelid="PJSIP/1000-00000099", number="1001") == "10007"


@pytest.mark.parametrize("endpoint", ["call/hold", "call/unhold", "call/mute", "call/transfer"])
def test_before_the_answer_there_is_nothing_to_hold(api: ApiClient, endpoint: str) -> None:
    api.dial("1000", OUTSIDE)

    assert api.errno(endpoint, channelid=FIRST_CHANNEL, number="1001") == "10015"


def test_the_far_end_can_be_sent_to_another_phone(
    sim: Simulator, api: ApiClient, listener: Listener, talking: str
) -> None:
    answer = api.post("call/transfer", channelid=api.channelid(talking, OUTSIDE), number="1001")
    ringing = api.members(talking)
    sim.pick_up("1001")

    assert (answer["callid"], ringing, sim.phones[0].doing) == (talking, {OUTSIDE: "ALERT", "1001": "RING"}, "free")
    assert api.members(talking) == {OUTSIDE: "ANSWERED", "1001": "ANSWER"}


def test_a_transfer_does_not_begin_the_talk_anew(sim: Simulator, api: ApiClient, talking: str) -> None:
    call = sim._exchange.calls[talking]
    answered_at = call.answered_at
    api.post("call/transfer", channelid=FIRST_CHANNEL, number="1001")
    sim.pick_up("1001")

    assert (call.phase, call.answered_at) == (Phase.TALKING, answered_at)


def test_a_transfer_to_the_outside_wants_permission(api: ApiClient, talking: str) -> None:
    wishes = [
        {"number": "03023125100"},
        {"number": "03023125100", "dialpermission": "1004"},
        {"number": "1999"},
        {"number": ""},
        {"number": "03023125100", "dialpermission": "1000"},
    ]

    errnos = [api.errno("call/transfer", channelid=FIRST_CHANNEL, **wish) for wish in wishes]

    assert errnos == ["10004", "10024", "10011", "10028", ""]


def test_a_transfer_that_fails_was_an_answered_call(
    sim: Simulator, api: ApiClient, listener: Listener, talking: str
) -> None:
    api.post("call/transfer", channelid=FIRST_CHANNEL, number="03023125901", dialpermission="1000")
    sim.wait_for(lambda: "NewCdr" in listener.names())

    assert (listener.events("CallFailed")[0]["reason"], listener.events("NewCdr")[0]["status"]) == (
        "486 Busy here", "ANSWERED",
    )  # fmt: skip
