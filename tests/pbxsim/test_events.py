"""How the simulated PBX pushes its events, and the two formats in which they come."""

from __future__ import annotations

import json
import socket
import time

import pytest

from clicktocall.pbxsim.config import Config
from clicktocall.pbxsim.server import HttpRequest
from clicktocall.pbxsim.simulator import Simulator
from tests.pbxsim.phoning import PASSWORD, ApiClient, Listener

OUTSIDE = "03023125100"


def test_an_event_comes_with_the_head_of_the_guide(sim: Simulator, api: ApiClient, listener: Listener) -> None:
    api.dial("1000", OUTSIDE)
    sim.wait_for(lambda: listener.names() == ["CallStatus"])

    assert listener.heads[-1].splitlines() == [
        "POST /events HTTP/1.1",
        f"Host: 127.0.0.1: {listener.port}",
        "Accept: application/json",
        "User-Agent: WebAPI",
        "Accept: application/json",
        "Content-Type: application/json",
        f"Content-Length: {len(listener.bodies[-1])}",
    ]


def test_the_blank_in_the_host_can_be_switched_off(listener: Listener) -> None:
    with Simulator(Config(password=PASSWORD, events_host_with_blank=False)) as sim:
        api = ApiClient(sim)
        api.log_in(port=str(listener.port))
        api.dial("1000", OUTSIDE)
        sim.wait_for(lambda: listener.heads)

    assert listener.heads[0].splitlines()[1] == f"Host: 127.0.0.1:{listener.port}"


def test_every_event_is_signed_with_the_serial_number(sim: Simulator, api: ApiClient, listener: Listener) -> None:
    api.dial("1000", OUTSIDE)
    sim.wait_for(lambda: len(listener.bodies) == 2)

    assert [json.loads(body)["sn"] for body in listener.bodies] == ["369451090405"] * 2


def test_an_event_is_repeated_until_it_is_answered_with_200_and_the_next_ones_wait(
    sim: Simulator, api: ApiClient, listener: Listener
) -> None:
    listener.answers[:] = [200, 500, 404]
    api.dial("1000", OUTSIDE)
    sim.pick_up("1000")
    sim.wait_for(lambda: sim.delivered >= 4)

    assert [json.loads(body)["event"] for body in listener.bodies[1:4]] == ["CallStatus"] * 3
    assert listener.bodies[1] == listener.bodies[2] == listener.bodies[3]
    taken = [(event.tries, event.answer) for event in sim.events[:4]]  # the next one may be on its way already
    assert taken == [(1, "200"), (3, "200"), (1, "200"), (1, "200")]


def test_an_event_that_nobody_takes_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with Simulator(Config(password=PASSWORD, speed=100, event_tries=3, status_monitor=False)) as sim:
        api = ApiClient(sim)
        api.log_in(port=str(port))
        api.dial("1000", OUTSIDE)
        sim.wait_for(lambda: sim.given_up)

        (event,) = sim.events[:1]
        assert (event.tries, event.is_delivered, event.answer.startswith("no answer (")) == (3, False, True)


def test_without_a_token_nothing_is_sent(sim: Simulator, api: ApiClient) -> None:
    api.dial("1000", OUTSIDE)
    sim.wait_for(lambda: sim.delivered == 2)
    api.post("logout")
    sim.hang_up("1000")

    assert len(sim.events) == 2


def test_what_is_still_being_tried_is_given_up_with_the_token(listener: Listener) -> None:
    listener.answers[:] = [500] * 1000
    with Simulator(Config(password=PASSWORD, speed=100, event_tries=1000)) as sim:
        api = ApiClient(sim)
        api.log_in(port=str(listener.port))
        sim.busy("1000")
        sim.wait_for(lambda: sim.events[0].tries > 1)
        api.post("logout")

        assert sim.wait_for(lambda: sim.given_up) == 1


@pytest.mark.parametrize("fields", [{"port": "0"}, {}])
def test_a_client_may_want_no_events(sim: Simulator, listener: Listener, fields: dict[str, str]) -> None:
    with Simulator(Config(password=PASSWORD, transport="HTTP" if fields else "TCP")) as other:
        api = ApiClient(other)
        api.log_in(**fields)
        api.dial("1000", OUTSIDE)

        assert (other.events, other.phones[0].ringing) == ([], True)


def test_phones_are_only_told_of_under_the_status_monitor(listener: Listener) -> None:
    with Simulator(Config(password=PASSWORD, status_monitor=False)) as sim:
        api = ApiClient(sim)
        api.log_in(port=str(listener.port))
        sim.busy("1001")
        api.dial("1000", OUTSIDE)
        sim.wait_for(lambda: sim.delivered)

    assert [json.loads(body)["event"] for body in listener.bodies] == ["CallStatus"]


def test_a_phone_is_told_of_without_a_call_too(sim: Simulator, api: ApiClient, listener: Listener) -> None:
    sim.busy("1001")
    sim.idle("1001")
    sim.offline("1001")
    sim.online("1001")
    sim.wait_for(lambda: len(listener.bodies) == 4)

    events = listener.events("ExtensionStatus")
    assert [event["status"] for event in events] == ["Busy", "Registered", "Unregistered", "Registered"]
    assert ["registeredIP" in event for event in events] == [True, True, False, True]


def test_after_a_power_cut_nobody_is_logged_in(sim: Simulator, api: ApiClient, listener: Listener) -> None:
    api.dial("1000", OUTSIDE)
    sim.wait_for(lambda: sim.delivered == 2)

    sim.boot_up()

    assert json.loads(listener.bodies[-1]) == {"event": "BootUp", "sn": "369451090405"}
    assert (api.errno("extension/list"), sim.calls, sim.phones[0].doing) == ("20004", [], "free")


def test_events_follow_the_answer_of_the_dial(sim: Simulator, api: ApiClient) -> None:
    body = json.dumps({"caller": "1000", "callee": OUTSIDE}).encode()
    path = "/api/v2.0.0/call/dial"
    request = HttpRequest(
        method="POST", path=path, query={"token": api.token}, headers={}, body=body, source="127.0.0.1"
    )

    answer = sim._front.respond(request)
    before = (sim.phones[0].ringing, sim.events)
    assert answer.afterwards
    answer.afterwards()

    assert before == (True, [])
    assert [event.kind for event in sim.events] == ["ExtensionStatus", "CallStatus"]


def test_events_come_even_if_the_answer_was_lost(sim: Simulator, api: ApiClient, listener: Listener) -> None:
    with pytest.raises(ConnectionError):
        api.dial("1000", "03023125909")

    assert sim.wait_for(lambda: listener.names() == ["CallStatus"])


def test_without_a_version_events_come_in_the_old_format(sim: Simulator, listener: Listener) -> None:
    api = ApiClient(sim)
    api.log_in(port=str(listener.port), version="")
    callid = api.dial("1000", "6200")
    sim.pick_up("1000")
    sim.wait_for(lambda: sim.delivered == 8)

    told = [body for body in listener.bodies if "ExtensionStatus" not in body]
    group = '"ext":{"extid":"1001"},"ext":{"extid":"1002"},"ext":{"extid":"1006"}'
    assert told == [
        f'{{"action":"RING","callid":"{callid}","sn":"369451090405","ext":{{"extid":"1000"}}}}',
        f'{{"action":"RING","callid":"{callid}","sn":"369451090405",{group}}}',
        f'{{"action":"ALERT","callid":"{callid}","sn":"369451090405","ext":{{"extid":"1000"}}}}',
    ]
    assert json.loads(listener.bodies[0]) == {
        "action": "ExtensionStatus", "status": "Ringing", "sn": "369451090405", "extid": "1000",
    }  # fmt: skip


def test_in_the_old_format_a_party_outside_has_an_id_of_its_own(sim: Simulator, listener: Listener) -> None:
    api = ApiClient(sim)
    api.log_in(port=str(listener.port), version="1.0.0")
    api.dial("1000", "03023125901")
    sim.pick_up("1000")
    sim.wait_for(lambda: any("NewCdr" in body for body in listener.bodies))

    failed, record = (
        json.loads(next(body for body in listener.bodies if f'"{action}"' in body))
        for action in ("CallFailed", "NewCdr")
    )
    assert failed["outbound"] == {
        "from": "1000", "to": "03023125901", "trunk": "siptrunk", "outboundid": "00000002",
    }  # fmt: skip
    assert (record["desttrunkname"], record["status"]) == ("siptrunk", "BUSY")


def test_stopping_does_not_wait_for_a_receiver_that_hangs() -> None:
    with socket.create_server(("127.0.0.1", 0)) as hanging:
        simulator = Simulator(Config(password=PASSWORD)).start()
        api = ApiClient(simulator)
        api.log_in(port=str(hanging.getsockname()[1]))
        api.dial("1000", OUTSIDE)
        connection, _address = hanging.accept()
        before = time.monotonic()

        with connection:
            simulator.stop()

        assert time.monotonic() - before < 1
