"""A simulated PBX that reports by TCP, and a wait for what it brings about."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from clicktocall.pbx.models import Pbx
from clicktocall.pbxsim.config import Config
from clicktocall.pbxsim.simulator import Simulator
from tests.factories import make_pbx

PASSWORD = "Office-Password-7"


@contextmanager
def simulator(**about: Any) -> Iterator[Simulator]:
    config = Config(password=PASSWORD, transport="TCP", tcp_port=0, speed=100, phones_pick_up_after=0.5, **about)
    with Simulator(config) as sim:
        yield sim


def pbx_at(sim: Simulator, **about: Any) -> Pbx:
    defaults: dict[str, Any] = {"url": sim.url, "password": PASSWORD, "events_by": "tcp", "events_port": sim.tcp_port}
    return make_pbx(**defaults | about)


def until(is_so: Callable[[], object], seconds: float = 5.0) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)
