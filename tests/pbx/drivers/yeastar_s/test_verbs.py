"""What the S-Series driver asks, and what it makes of the answers."""

from __future__ import annotations

import pytest

from clicktocall.pbx.drivers.base import (
    CallReport,
    LegReport,
    LegState,
    NoSuchCall,
    Refused,
    Unanswered,
)
from clicktocall.pbx.drivers.parties import OfficeNumberReport, PartyKind
from clicktocall.pbx.drivers.reports import DeviceReport, ExtensionReport, PhoneState
from clicktocall.pbx.drivers.yeastar_s import YeastarS
from tests.pbx.drivers.raw_server import Reply, say
from tests.pbx.drivers.yeastar_s.stand_in import YeastarStandIn, in_turn

CALLID = "1571620483.180"
ANN = LegReport(numbers=("1000",), channelid="PJSIP/1000-0a", state=LegState.TALKING, raw_state="ANSWERED")
BEN = LegReport(numbers=("1001",), channelid="PJSIP/1001-0b", state=LegState.RINGING, raw_state="RING")
MEMBERS = (
    b'[{"ext":{"number":"1000","channelid":"PJSIP/1000-0a","memberstatus":"ANSWERED"}},'
    b'{"ext":{"number":"1001","channelid":"PJSIP/1001-0b","memberstatus":"RING"}}]'
)
DONE = say({"status": "Success", "callid": CALLID})
OVER = say({"status": "Failed", "errno": "10005"})
GONE = say({"status": "Failed", "errno": "10007"})


@pytest.mark.parametrize("key", [b"Calls", b"calls"])
def test_a_query_reads_both_spellings(driver: YeastarS, pbx: YeastarStandIn, key: bytes) -> None:
    pbx.replies["call/query"] = say(
        b'{"status":"Success","' + key + b'":[{"callid":"1571620483.180","members":' + MEMBERS + b"}]}"
    )

    assert driver.query(CALLID) == CallReport(callid=CALLID, legs=(ANN, BEN))
    assert pbx.asked("call/query")[0].fields == {"callid": CALLID}


@pytest.mark.parametrize(
    "answer",
    [
        b'{"status":"Success","Calls":{"callid":1571620483.180,"members":' + MEMBERS + b"}}",
        b'{"status":"Success","Calls":[],"Calls":[{"callid":"9.9"},{"members":' + MEMBERS + b"}]}",
        b'{"status":"Success","Calls":[{"callid":"1571620483.180","members":'
        + MEMBERS[1:-1].replace(b"}},{", b"},")
        + b"}]}",
    ],
    ids=["single", "repeated", "members-in-one-object"],
)
def test_a_query_reads_odd_shapes(driver: YeastarS, pbx: YeastarStandIn, answer: bytes) -> None:
    pbx.replies["call/query"] = say(answer)

    assert driver.query(CALLID) == CallReport(callid=CALLID, legs=(ANN, BEN))


@pytest.mark.parametrize(
    "reply",
    [OVER, GONE, say({"status": "Success"}), say({"status": "Success", "Calls": []})],
    ids=["callid", "call", "no-list", "empty"],
)
def test_a_call_that_the_pbx_does_not_know_is_over(driver: YeastarS, pbx: YeastarStandIn, reply: Reply) -> None:
    pbx.replies["call/query"] = reply

    with pytest.raises(NoSuchCall):
        driver.query(CALLID)


def test_another_call_is_not_taken_for_the_one_asked_for(driver: YeastarS, pbx: YeastarStandIn) -> None:
    pbx.replies["call/query"] = say({"status": "Success", "Calls": [{"callid": "1571620483.18", "members": []}]})

    with pytest.raises(NoSuchCall):
        driver.query(CALLID)


def test_hold_resume_and_transfer_name_the_channel_and_the_number(driver: YeastarS, pbx: YeastarStandIn) -> None:
    for verb in ("hold", "unhold", "transfer"):
        pbx.replies[f"call/{verb}"] = DONE

    driver.hold("PJSIP/1001-0b")
    driver.resume("PJSIP/1001-0b")
    driver.transfer("PJSIP/1001-0b", "1002")
    driver.transfer("PJSIP/1001-0b", "03023125177", dial_permission="1000")

    asked = [pbx.asked(f"call/{verb}") for verb in ("hold", "unhold", "transfer")]
    assert [[request.fields for request in requests] for requests in asked] == [
        [{"channelid": "PJSIP/1001-0b"}],
        [{"channelid": "PJSIP/1001-0b"}],
        [
            {"channelid": "PJSIP/1001-0b", "number": "1002"},
            {"channelid": "PJSIP/1001-0b", "number": "03023125177", "dialpermission": "1000"},
        ],
    ]


def test_a_party_that_is_gone_cannot_be_steered(driver: YeastarS, pbx: YeastarStandIn) -> None:
    for verb in ("hold", "unhold", "transfer"):
        pbx.replies[f"call/{verb}"] = GONE

    with pytest.raises(NoSuchCall):
        driver.hold("PJSIP/1001-0b")
    with pytest.raises(NoSuchCall):
        driver.resume("PJSIP/1001-0b")
    with pytest.raises(NoSuchCall):
        driver.transfer("PJSIP/1001-0b", "1002")


def test_the_calls_of_an_extension_are_found(driver: YeastarS, pbx: YeastarStandIn) -> None:
    pbx.replies["extension/query_call"] = say(
        b'{"status":"Success","calllist":[{"number":"1001","numbercalls":[{"callid":"9.9","members":[]}]},'
        b'{"number":"1000","numbercalls":[{"callid":"1571620483.180","members":' + MEMBERS + b"}]}]}"
    )

    assert driver.calls_of("1000") == (CallReport(callid=CALLID, legs=(ANN, BEN)),)
    assert pbx.asked("extension/query_call")[0].fields == {"number": "1000"}


@pytest.mark.parametrize("key", [b"Calls", b"calls"])
def test_the_calls_that_go_out_are_found_with_the_queue_they_came_through(
    driver: YeastarS, pbx: YeastarStandIn, key: bytes
) -> None:
    pbx.replies["call/query"] = say(
        b'{"status":"Success","' + key + b'":[{"callid":"1571620483.180","members":[{"outbound":{"from":"1007",'
        b'"to":"5503301","trunkname":"t","channelid":"PJSIP/t-1","memberstatus":"RING","callpath":6700}}]}]}'
    )
    leg = LegReport(
        numbers=("5503301",),
        channelid="PJSIP/t-1",
        state=LegState.RINGING,
        raw_state="RING",
        is_outside=True,
        via="6700",
    )

    assert driver.calls_outside() == (CallReport(callid=CALLID, legs=(leg,)),)
    assert pbx.asked("call/query")[0].fields == {"type": "outbound"}


def test_queues_and_voice_menus_are_listed(driver: YeastarS, pbx: YeastarStandIn) -> None:
    queues = [{"number": "6700", "queuename": "Support", "password": "1"}, {"queuename": "nameless"}, 7]
    pbx.replies["queue/query"] = say({"status": "Success", "queues": queues})
    pbx.replies["ivr/query"] = say({"status": "Success", "ivr": [{"number": 6500, "ivrname": None}]})

    assert driver.office_numbers() == (
        OfficeNumberReport(number="6700", name="Support", kind=PartyKind.QUEUE),
        OfficeNumberReport(number="6500", name="", kind=PartyKind.IVR),
    )
    assert [pbx.asked(endpoint)[0].fields for endpoint in ("queue/query", "ivr/query")] == [{"number": "all"}] * 2


def test_a_pbx_that_does_not_know_these_lists_refuses(driver: YeastarS, pbx: YeastarStandIn) -> None:
    pbx.replies["queue/query"] = say({"status": "Failed", "errno": "10013"})
    pbx.replies["ivr/query"] = say({"status": "Failed", "errno": "10003"})

    with pytest.raises(Refused) as refused:
        driver.office_numbers()

    assert refused.value.code == "10003"


@pytest.mark.parametrize(
    "reply", [OVER, GONE, say({"status": "Success"}), say({"status": "Success", "calllist": [{}]})]
)
def test_an_extension_without_calls_has_none(driver: YeastarS, pbx: YeastarStandIn, reply: Reply) -> None:
    pbx.replies["extension/query_call"] = reply

    assert driver.calls_of("1000") == ()


@pytest.mark.parametrize("answer", [{}, {"extlist": "none"}, {"extlist": None}])
def test_an_answer_without_a_list_does_not_say_that_there_are_no_extensions(
    driver: YeastarS, pbx: YeastarStandIn, answer: dict[str, object]
) -> None:
    pbx.replies["extension/list"] = say({"status": "Success", **answer})

    with pytest.raises(Unanswered):
        driver.extensions()


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("Registered", PhoneState.FREE),
        ("Idle", PhoneState.FREE),
        ("Ringing", PhoneState.RINGING),
        ("Busy", PhoneState.BUSY),
        ("Hold", PhoneState.BUSY),
        ("Unavailable", PhoneState.OFFLINE),
        ("Unregistered", PhoneState.OFFLINE),
        ("Malfunction", PhoneState.OFFLINE),
        ("Fxsnoport", PhoneState.OFFLINE),
        ("registered", PhoneState.FREE),
        ("Dreaming", PhoneState.UNKNOWN),
        ("", PhoneState.UNKNOWN),
    ],
)
def test_every_status_of_an_extension_has_its_state(
    driver: YeastarS, pbx: YeastarStandIn, status: str, state: PhoneState
) -> None:
    pbx.replies["extension/list"] = say(
        {"status": "Success", "extlist": [{"number": "1000", "status": status, "type": "SIP", "username": "Ann"}, {}]}
    )

    assert driver.extensions() == (ExtensionReport(number="1000", name="Ann", state=state, raw_state=status),)


def test_the_device_tells_what_it_is(driver: YeastarS, pbx: YeastarStandIn) -> None:
    clock = "2019-10-17 23:07:43 UTC-8"
    info = {"devicename": "S100", "sn": "369451090405", "firmwarever": "30.13.0.35", "systemtime": clock}
    pbx.replies["deviceinfo/query"] = say({"status": "Success", "deviceinfo": info})

    assert driver.device() == DeviceReport(model="S100", firmware="30.13.0.35", serial="369451090405", clock=clock)


def test_a_device_that_tells_nothing_is_reached_all_the_same(driver: YeastarS, pbx: YeastarStandIn) -> None:
    pbx.replies["deviceinfo/query"] = say({"status": "Success"})

    assert driver.device() == DeviceReport()


def hung_up(pbx: YeastarStandIn) -> list[object]:
    return [request.fields["channelid"] for request in pbx.asked("call/hangup")]


def test_legs_are_ended_in_the_given_order(driver: YeastarS, pbx: YeastarStandIn) -> None:
    pbx.replies["call/hangup"] = DONE

    driver.hang_up(CALLID, channelids=["b", "a"])

    assert (hung_up(pbx), len(pbx.asked("call/query"))) == (["b", "a"], 0)


def test_without_channel_ids_the_pbx_is_asked_for_them(driver: YeastarS, pbx: YeastarStandIn) -> None:
    left = MEMBERS.replace(b"[", b'[{"ext":{"number":"1009","channelid":"left","memberstatus":"BYE"}},')
    pbx.replies["call/query"] = say(
        b'{"status":"Success","Calls":[{"callid":"1571620483.180","members":' + left + b"}]}"
    )
    pbx.replies["call/hangup"] = DONE

    driver.hang_up(CALLID)

    assert hung_up(pbx) == ["PJSIP/1000-0a", "PJSIP/1001-0b"]


@pytest.mark.parametrize("gone", [OVER, GONE])
def test_a_leg_that_is_gone_meanwhile_is_fine(driver: YeastarS, pbx: YeastarStandIn, gone: Reply) -> None:
    pbx.replies["call/hangup"] = in_turn(DONE, gone, gone, DONE)

    driver.hang_up(CALLID, channelids=["a", "b"])
    driver.hang_up(CALLID, channelids=["a", "b"])

    assert hung_up(pbx) == ["a", "b", "a", "b"]


def test_a_call_whose_legs_are_all_gone_is_over(driver: YeastarS, pbx: YeastarStandIn) -> None:
    pbx.replies["call/hangup"] = GONE

    with pytest.raises(NoSuchCall):
        driver.hang_up(CALLID, channelids=["a", "b"])

    assert hung_up(pbx) == ["a", "b"]


def test_a_leg_that_the_pbx_does_not_end_is_told_after_the_others_were_ended(
    driver: YeastarS, pbx: YeastarStandIn
) -> None:
    pbx.replies["call/hangup"] = in_turn(say({"status": "Failed", "errno": "30001"}), GONE, DONE)

    with pytest.raises(Refused) as raised:
        driver.hang_up(CALLID, channelids=["a", "b", "c"])

    assert (raised.value.code, hung_up(pbx)) == ("30001", ["a", "b", "c"])


@pytest.mark.parametrize("members", [[], [{"ext": {"number": "1000", "channelid": "a", "memberstatus": "BYE"}}]])
def test_a_call_in_which_nobody_is_left_is_over(driver: YeastarS, pbx: YeastarStandIn, members: list[object]) -> None:
    pbx.replies["call/query"] = say({"status": "Success", "Calls": [{"callid": CALLID, "members": members}]})

    with pytest.raises(NoSuchCall):
        driver.hang_up(CALLID)


def test_a_call_without_channel_ids_is_for_the_hand_to_end(driver: YeastarS, pbx: YeastarStandIn) -> None:
    members = [{"ext": {"number": "1000", "memberstatus": "RING"}}]
    pbx.replies["call/query"] = say({"status": "Success", "Calls": [{"callid": CALLID, "members": members}]})

    with pytest.raises(Refused, match="Hang up on your phone"):
        driver.hang_up(CALLID)
