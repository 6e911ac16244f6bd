"""The driver and the simulated PBX understand each other by TCP."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from clicktocall.pbx.drivers.base import CutOff, DialOrder, Line, LoginStopped, PbxError, Refused
from clicktocall.pbx.drivers.memory_tokens import MemoryTokens
from clicktocall.pbx.drivers.yeastar_s import YeastarS
from clicktocall.pbxsim.config import Config
from clicktocall.pbxsim.simulator import Simulator
from tests.pbx.drivers.by_tcp import PASSWORD, heard, line_to

pytestmark = pytest.mark.thorough

ANSWERED_AND_OVER = DialOrder(caller="1000", callee="03023125912")
WIRES = [{}, {"tcp_together": 100}, {"tcp_pieces": 7}, {"tcp_together": 3, "tcp_pieces": 5}]


@contextmanager
def simulator(**about: Any) -> Iterator[tuple[Simulator, Line]]:
    config = Config(password=PASSWORD, transport="TCP", tcp_port=0, speed=100, phones_pick_up_after=0.5, **about)
    with Simulator(config) as sim:
        yield sim, line_to(sim.tcp_port, url=sim.url)


def until_the_record(line: Line, sim: Simulator) -> list[dict[str, Any]]:
    """What is heard of one call, until its CDR."""

    driver = YeastarS(line, tokens=MemoryTokens())
    messages = []
    with meanwhile(sim, lambda: driver.dial(ANSWERED_AND_OVER)):
        for body in driver.listen(stopped=threading.Event()):
            messages.append(json.loads(body))
            if messages[-1]["event"] == "NewCdr":
                break
    return messages


@pytest.mark.parametrize("answer", ["ami", "json", "none"])
@pytest.mark.parametrize("wire", WIRES, ids=str)
def test_a_whole_call_is_heard_however_it_is_cut(answer: str, wire: dict[str, int]) -> None:
    with simulator(tcp_answer=answer, **wire) as (sim, line):
        messages = until_the_record(line, sim)

        sim.wait_for(lambda: len(sim.events) >= len(messages))
        assert messages == [json.loads(event.body) for event in sim.events][: len(messages)]
        assert [message["status"] for message in messages if message["event"] == "NewCdr"] == ["ANSWERED"]


@pytest.mark.parametrize(("answer", "error"), [("ami", LoginStopped), ("json", LoginStopped), ("none", Refused)])
def test_a_wrong_password_is_told_in_every_form(answer: str, error: type[PbxError]) -> None:
    with simulator(tcp_answer=answer) as (sim, line):
        _messages, end = heard(replace(line, password="wrong"))

        assert type(end) is error
        assert [entry.answer for entry in sim.requests("tcp login")] == ["20003"]
        assert "wrong" not in str(sim.log)


def test_wrong_passwords_by_tcp_lock_the_api_too() -> None:
    with simulator() as (_sim, line):
        for _ in range(5):
            heard(replace(line, password="wrong"))

        with pytest.raises(LoginStopped) as locked:
            YeastarS(line, tokens=MemoryTokens()).dial(ANSWERED_AND_OVER)

        assert locked.value.code == "20002"


@contextmanager
def meanwhile(sim: Simulator, *acts: Callable[[], object]) -> Iterator[None]:
    """Done by another thread, as soon as somebody has logged in."""

    def act() -> None:
        sim.wait_for(lambda: sim.tcp_clients)
        for each in acts:
            each()

    acting = threading.Thread(target=act)
    acting.start()
    try:
        yield
    finally:
        acting.join(6)


def test_the_simulator_drops_a_connection_after_so_many_events() -> None:
    with simulator(tcp_drop_after=2) as (sim, line):
        with meanwhile(sim, lambda: sim.busy("1000"), lambda: sim.idle("1000"), lambda: sim.busy("1000")):
            messages, end = heard(line)

        assert [json.loads(message)["status"] for message in messages] == ["Busy", "Registered"]
        assert type(end) is CutOff


def test_a_restart_is_told_and_ends_the_connection() -> None:
    with simulator() as (sim, line):
        with meanwhile(sim, sim.boot_up):
            messages, end = heard(line)

        assert [json.loads(message)["event"] for message in messages] == ["BootUp"]
        assert type(end) is CutOff
