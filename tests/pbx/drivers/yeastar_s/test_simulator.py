"""The S-Series driver and the simulated PBX understand each other, also when things go wrong."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from clicktocall.pbx.drivers.base import (
    DialOrder,
    Disposition,
    EventKind,
    LegState,
    Line,
    LoginStopped,
    NoSuchCall,
    PbxError,
    PbxEvent,
    Refused,
    Unanswered,
)
from clicktocall.pbx.drivers.memory_tokens import MemoryTokens
from clicktocall.pbx.drivers.reports import PhoneState
from clicktocall.pbx.drivers.yeastar_s import YeastarS
from clicktocall.pbxsim.config import Config
from clicktocall.pbxsim.simulator import Simulator
from tests.pbx.drivers.contract import ORDER, PASSWORD
from tests.pbx.drivers.raw_server import RawServer, say

pytestmark = pytest.mark.thorough

OUTSIDE = "+493023125000"
BUSY = "+493023125901"


@pytest.fixture
def sim() -> Iterator[Simulator]:
    with Simulator(Config(password=PASSWORD, speed=50, ring_timeout=1500)) as simulator:
        yield simulator


@pytest.fixture
def events() -> Iterator[RawServer]:
    with RawServer(say(b"")) as server:
        yield server


def driver_of(sim: Simulator, *, password: str = PASSWORD, events_url: str = "") -> YeastarS:
    line = Line(name="sim", url=sim.url, username="api", password=password, events_url=events_url, answer_timeout=0.3)
    return YeastarS(line, tokens=MemoryTokens())


def test_a_call_is_dialled_seen_and_ended(sim: Simulator) -> None:
    driver = driver_of(sim)

    callid = driver.dial(ORDER).callid
    sim.wait_for(lambda: [phone for phone in sim.phones if phone.number == "1000" and phone.ringing])

    report = driver.query(callid)
    assert [(leg.numbers, leg.state) for leg in report.legs] == [(("1000",), LegState.RINGING)]
    assert driver.calls_of("1000") == (report,)
    assert driver.calls_of("1001") == ()

    driver.hang_up(callid)
    sim.wait_for(lambda: not sim.calls)

    with pytest.raises(NoSuchCall):
        driver.query(callid)
    with pytest.raises(NoSuchCall):
        driver.hang_up(callid)
    with pytest.raises(NoSuchCall):
        driver.hang_up(callid, channelids=[report.legs[0].channelid])


def test_both_legs_of_a_call_to_outside_are_known(sim: Simulator) -> None:
    driver = driver_of(sim)

    callid = driver.dial(DialOrder(caller="1000", callee=OUTSIDE)).callid
    sim.wait_for(lambda: [phone for phone in sim.phones if phone.number == "1000" and phone.ringing])
    sim.pick_up("1000")
    sim.wait_for(lambda: [call for call in sim.calls if call["phase"] == "talking"])

    legs = [(leg.numbers, leg.is_outside, leg.state) for leg in driver.query(callid).legs]
    assert legs == [(("1000",), False, LegState.TALKING), ((OUTSIDE,), True, LegState.TALKING)]


def test_a_pbx_that_refuses_our_https_address_for_events_still_places_calls(sim: Simulator) -> None:
    driver = driver_of(sim, events_url="https://calls.example.org/pbx/office/events/s/")

    callid = driver.dial(ORDER).callid

    assert [call["callid"] for call in sim.calls] == [callid]
    assert len(sim.requests("login")) == 2


@pytest.mark.parametrize(
    ("fault", "raised"),
    [
        ("drop", Unanswered),
        ("html", Unanswered),
        ("cut", Unanswered),
        ("drip", Unanswered),
        ("endless", Unanswered),
        ("slow", Unanswered),
        ("http_500", Unanswered),
        ("http_502", Unanswered),
        ("redirect", Refused),
    ],
)
@pytest.mark.parametrize("processed", [True, False])
def test_whatever_becomes_of_the_answer_a_dial_is_sent_once(
    fault: str, raised: type[PbxError], *, processed: bool
) -> None:
    with Simulator(Config(password=PASSWORD)) as sim:
        sim.fault("call/dial", fault, processed=processed)
        start = time.monotonic()

        with pytest.raises(raised):
            driver_of(sim).dial(ORDER)

        assert time.monotonic() - start < 0.3 + 0.5
        assert len(sim.dials) == 1


@pytest.mark.parametrize(
    ("order", "errno", "disposition"),
    [
        (DialOrder(caller="1099", callee="1001"), "10006", None),
        (DialOrder(caller="1000", callee="1099"), "10011", Disposition.INVALID_NUMBER),
        (DialOrder(caller="1004", callee=OUTSIDE), "10024", Disposition.NOT_PERMITTED),
        (DialOrder(caller="6500", callee=OUTSIDE), "10004", None),
    ],
)
def test_what_the_pbx_does_not_connect_is_refused(
    sim: Simulator, order: DialOrder, errno: str, disposition: Disposition | None
) -> None:
    with pytest.raises(Refused) as raised:
        driver_of(sim).dial(order)

    assert (raised.value.code, raised.value.disposition) == (errno, disposition)


def test_a_callid_that_comes_as_a_number_is_the_one_that_events_name(sim: Simulator) -> None:
    sim.fault("call/dial", "wrong_types", processed=True)

    callid = driver_of(sim).dial(ORDER).callid

    assert [call["callid"] for call in sim.calls] == [callid]


def test_tokens_that_are_gone_or_ran_out_cost_one_login_each(sim: Simulator) -> None:
    driver = driver_of(sim)
    driver.device()

    sim.forget_tokens()
    driver.device()
    sim.expire_tokens()
    driver.keep_alive()

    assert len(sim.requests("login")) == 3


def test_a_wrong_password_costs_one_try_and_does_not_lock_us_out(sim: Simulator) -> None:
    driver = driver_of(sim, password="Wrong-Password-1")

    for _ in range(7):
        with pytest.raises(LoginStopped) as raised:
            driver.dial(ORDER)
        assert raised.value.code == "20003"

    assert len(sim.requests("login")) == 1


def test_extensions_and_device_are_read(sim: Simulator) -> None:
    driver = driver_of(sim)

    states = {extension.number: extension.state for extension in driver.extensions()}
    device = driver.device()

    assert (states["1000"], states["1003"]) == (PhoneState.FREE, PhoneState.OFFLINE)
    assert (device.model, device.firmware, device.serial) == ("S100", "30.13.0.35", "369451090405")


def test_logging_out_ends_the_token(sim: Simulator) -> None:
    driver = driver_of(sim)
    driver.device()

    driver.log_out()
    driver.device()

    assert len(sim.requests("login")) == 2


def told(events: RawServer) -> list[PbxEvent]:
    return [YeastarS.read_event(request.body) for request in events.requests]


@pytest.mark.parametrize("heartbeat", [False, True])
def test_events_come_to_the_given_address_in_the_new_format(
    sim: Simulator, events: RawServer, *, heartbeat: bool
) -> None:
    driver = driver_of(sim, events_url=f"{events.url}/pbx/office/events/secret/")
    if heartbeat:
        driver.keep_alive()

    callid = driver.dial(DialOrder(caller="1000", callee=BUSY)).callid
    sim.wait_for(lambda: [phone for phone in sim.phones if phone.number == "1000" and phone.ringing])
    sim.pick_up("1000")
    sim.wait_for(lambda: [event for event in told(events) if event.kind is EventKind.CALL_FAILED])
    sim.wait_for(lambda: [event for event in told(events) if event.kind is EventKind.CDR])

    of_call = [event for event in told(events) if event.callid]
    assert {request.path for request in events.requests} == {"/pbx/office/events/secret/"}
    assert {(event.callid, event.serial) for event in of_call} == {(callid, "369451090405")}
    assert [event.disposition for event in of_call if event.kind is EventKind.CALL_FAILED] == [Disposition.BUSY]
    assert [event.disposition for event in of_call if event.kind is EventKind.CDR] == [Disposition.BUSY]
    assert {event.kind for event in told(events)} == {
        EventKind.CALL_STATUS,
        EventKind.CALL_FAILED,
        EventKind.CDR,
        EventKind.EXTENSION_STATUS,
    }
