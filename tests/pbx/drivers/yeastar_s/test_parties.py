"""The driver's table of callers and callees, pair by pair against the simulated PBX, which has rules of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from clicktocall.pbx.drivers.base import DialOrder, Line, Refused
from clicktocall.pbx.drivers.memory_tokens import MemoryTokens
from clicktocall.pbx.drivers.parties import PartyKind
from clicktocall.pbx.drivers.yeastar_s import YeastarS
from clicktocall.pbxsim.config import Config
from clicktocall.pbxsim.simulator import Simulator

PASSWORD = "Secret123"
CALLERS = {
    PartyKind.EXTENSION: "1000",
    PartyKind.IVR: "6500",
    PartyKind.RING_GROUP: "6200",
    PartyKind.QUEUE: "6700",
    PartyKind.PAGING_GROUP: "6300",
    PartyKind.CONFERENCE: "6400",
    PartyKind.EXTERNAL: "01713920010",
    PartyKind.UNLISTED: "6900",
}
CALLEES = CALLERS | {PartyKind.EXTENSION: "1001", PartyKind.EXTERNAL: "03023125100", PartyKind.UNLISTED: "6905"}


@pytest.fixture
def sim() -> Iterator[Simulator]:
    with Simulator(Config(password=PASSWORD)) as simulator:
        yield simulator


@pytest.fixture
def driver(sim: Simulator) -> Iterator[YeastarS]:
    made = YeastarS(Line(name="sim", url=sim.url, username="api", password=PASSWORD), tokens=MemoryTokens())
    yield made
    made.log_out()


def answer(driver: YeastarS, order: DialOrder) -> str:
    """The PBX's error number; empty if it takes the call."""
    try:
        driver.dial(order)
    except Refused as refused:
        return refused.code
    return ""


@pytest.mark.parametrize("caller", PartyKind)
@pytest.mark.parametrize("callee", PartyKind)
def test_the_table_and_the_pbx_agree_on_every_pair(driver: YeastarS, caller: PartyKind, callee: PartyKind) -> None:
    order = DialOrder(caller=CALLERS[caller], callee=CALLEES[callee], dial_permission="1000")

    refusal = answer(driver, order)

    may = callee in YeastarS.connects.get(caller, frozenset())
    assert refusal == ("" if may else "10031" if caller in YeastarS.connects else "10006")


@pytest.mark.parametrize("caller", YeastarS.connects)
def test_only_an_extension_calls_outside_without_a_dial_permission(driver: YeastarS, caller: PartyKind) -> None:
    order = DialOrder(caller=CALLERS[caller], callee="03023125100")

    assert answer(driver, order) == ("" if caller is PartyKind.EXTENSION else "10004")
