"""A simulated PBX, and PBXs that cannot be reached in one way or another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from clicktocall.pbx.models import Pbx
from clicktocall.pbx.sessions import driver_for
from clicktocall.pbxsim.config import Config
from clicktocall.pbxsim.simulator import Simulator
from tests.factories import make_pbx
from tests.pbx.drivers.certificates import Certificate, serving
from tests.pbx.drivers.raw_server import RawServer, Reply, say

PASSWORD = "Secret123"

Serve = Callable[..., RawServer]


@pytest.fixture
def sim() -> Iterator[Simulator]:
    with Simulator(Config(password=PASSWORD)) as simulator:
        yield simulator


@pytest.fixture
def office(sim: Simulator) -> Pbx:
    """A PBX at which we are logged in."""
    pbx = make_pbx("office", url=sim.url, password=PASSWORD)
    driver_for(pbx).keep_alive()
    return pbx


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Starts a server that answers as told, with a certificate if one is given."""
    with ExitStack() as stack:

        def start(reply: Reply, certificate: Certificate | None = None, **how: Any) -> RawServer:
            tls = serving(certificate, tmp_path, **how) if certificate else None
            return stack.enter_context(RawServer(reply, tls=tls))

        yield start


API_ON = say({"status": "Failed", "errno": "20005"})
"""How an API answers that is on and saw no login."""
