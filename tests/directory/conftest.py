"""A simulated PBX that staff compare the directory with, Anna, and files of contacts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client

from clicktocall.pbx.models import Pbx
from clicktocall.pbx.sessions import driver_for
from clicktocall.pbxsim.config import Config
from clicktocall.pbxsim.simulator import Simulator
from tests.factories import make_pbx, make_user

PASSWORD = "Secret123"


@pytest.fixture
def sim() -> Iterator[Simulator]:
    """With a voice menu 6500 "Main menu" and a queue 6700 "Support"."""
    with Simulator(Config(password=PASSWORD)) as simulator:
        yield simulator


@pytest.fixture
def office(sim: Simulator) -> Iterator[Pbx]:
    pbx = make_pbx("office", url=sim.url, password=PASSWORD)
    driver_for(pbx).keep_alive()
    yield pbx
    driver_for(pbx).log_out()


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str | bytes], Path]:
    """Writes a file of contacts and gives its path."""

    def write(content: str | bytes) -> Path:
        path = tmp_path / "contacts"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture
def anna(client: Client) -> Client:
    client.force_login(make_user("anna"))
    return client
