"""What the simulated PBX tells about its office."""

from __future__ import annotations

import re

from clicktocall.pbxsim.config import Config
from clicktocall.pbxsim.simulator import Simulator
from tests.pbxsim.phoning import PASSWORD, ApiClient


def test_extensions_are_listed_with_their_state(sim: Simulator, api: ApiClient) -> None:
    api.dial("1000", "1001")
    sim.busy("1002")

    listed = api.post("extension/list")["extlist"]

    assert listed[0] == {"number": "1000", "status": "Ringing", "type": "SIP", "username": "Anna Keller"}
    assert [phone["status"] for phone in listed[1:4]] == ["Registered", "Busy", "Unavailable"]
    assert [phone["number"] for phone in listed] == [str(number) for number in range(1000, 1010)]


def test_details_of_extensions_are_texts_with_secrets_in_them(api: ApiClient) -> None:
    eva, farid = api.post("extension/query", number="1004,1005")["extinfos"]

    assert {type(value) for value in eva.values()} == {str}
    assert len(eva["registerpassword"]) == 12
    assert (eva["callrestriction"], eva["dnd"], eva["selectoutroute"]) == ("on", "off", "")
    assert (farid["callrestriction"], farid["dnd"], farid["selectoutroute"]) == ("off", "on", "outroute")


def test_all_details_can_be_asked_for_and_strangers_are_refused(api: ApiClient) -> None:
    assert len(api.post("extension/query", number="all")["extinfos"]) == 10
    assert api.errno("extension/query", number="1000,1999") == "10006"
    assert api.errno("extension/query", number="") == "10028"


def test_the_trunk_is_listed(api: ApiClient) -> None:
    assert api.post("trunk/list")["trunklist"] == [
        {"trunkname": "siptrunk", "id": "1", "type": "SIP", "status": "Registered"}
    ]


def test_queues_are_told_with_a_comma_after_each_agent(api: ApiClient) -> None:
    (queue,) = api.post("queue/query", number="all")["queues"]

    assert (queue["number"], queue["agents"]) == ("6700", "1007,1008,")
    assert api.errno("queue/query", number="6799") == "10013"


def test_a_queue_shows_agents_and_who_waits(sim: Simulator, api: ApiClient) -> None:
    sim.offline("1008")
    api.dial("1000", "6700")
    sim.pick_up("1000")

    (queue,) = api.post("queue/query_status", number="6700")["queues"]

    (status,) = queue["queuestatus"]
    (waiting,) = status["callers"]
    assert (status["callercount"], waiting["callernum"], waiting["channelid"]) == ("1", "1000", "PJSIP/1000-00000001")
    assert status["members"] == [{"agent": "1007", "agentstatus": "6"}, {"agent": "1008", "agentstatus": "5"}]


def test_ivrs_are_told(api: ApiClient) -> None:
    (ivr,) = api.post("ivr/query", number="6500")["ivr"]

    assert (ivr["number"], ivr["ivrname"]) == ("6500", "Main menu")
    assert api.errno("ivr/query", number="6599") == "10012"


def test_the_device_tells_its_firmware_and_its_clock(api: ApiClient) -> None:
    device = api.post("deviceinfo/query")["deviceinfo"]

    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC[+-]\d+(:\d\d)?", device.pop("systemtime"))
    assert re.fullmatch(r"\d+:\d\d", device.pop("uptime"))
    assert device == {
        "devicename": "S100",
        "sn": "369451090405",
        "hardwarever": "V1.20",
        "firmwarever": "30.13.0.35",
        "extensionstatus": "9/10",
    }


def test_calls_may_be_listed_under_either_key() -> None:
    with Simulator(Config(password=PASSWORD, calls_key="calls")) as sim:
        api = ApiClient(sim)
        api.log_in()

        assert api.post("call/query", type="outbound") == {"status": "Success", "calls": []}
