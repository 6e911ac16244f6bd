"""A simulated PBX that is a hundred times as fast as a real one, somebody logged in to it, and a receiver of events."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from clicktocall.pbxsim.config import Config
from clicktocall.pbxsim.simulator import Simulator
from tests.pbxsim.phoning import PASSWORD, RINGS_ON, ApiClient, Listener


@pytest.fixture
def sim() -> Iterator[Simulator]:
    """Phones are lifted by the tests, which have all the time they need."""
    with Simulator(Config(password=PASSWORD, speed=100, ring_timeout=1_000_000)) as simulator:
        simulator.script(RINGS_ON, "answers", after=1_000_000)
        yield simulator


@pytest.fixture
def listener() -> Iterator[Listener]:
    with Listener() as listener:
        yield listener


@pytest.fixture
def api(sim: Simulator, listener: Listener) -> ApiClient:
    """Logged in, with the listener as the receiver of events."""
    client = ApiClient(sim)
    client.log_in(port=str(listener.port), url="/events")
    return client
