"""Every row of the fault matrix: at most one ring for a click, the right end, the right sentence, nothing lost."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from django.test import Client
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from clicktocall.calls.models import Call
from clicktocall.pbxsim.config import Config
from clicktocall.pbxsim.simulator import Simulator
from tests.factories import make_extension, make_pbx, make_user
from tests.faults.house import House
from tests.faults.in_process import QuickScene
from tests.faults.matrix import MATRIX
from tests.faults.row import Row
from tests.faults.scene import Scene
from tests.processes.stack import Stack

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults]

PASSWORD = "Secret123"
QUICK = [row for row in MATRIX if not row.in_processes]


@pytest.fixture
def leaving() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def _simulator(row: Row) -> Simulator:
    """Its phones ring for minutes: a slow machine shall not turn another fault into a missed call."""
    return Simulator(Config(password=PASSWORD, speed=row.speed, ring_timeout=300))


@pytest.fixture
def quick(
    request: pytest.FixtureRequest, client: Client, settings: Settings, live_server: LiveServer, leaving: ExitStack
) -> QuickScene:
    row: Row = request.getfixturevalue("row")
    sim = leaving.enter_context(_simulator(row))
    settings.PBX_EVENTS_URL = live_server.url
    settings.LOOK_AGAIN_SECONDS, settings.QUIET_RINGING_SECONDS, settings.QUIET_TALKING_SECONDS = 0.2, 0.4, 0.4
    settings.SILENT_SECONDS = 6
    phone = make_extension("1000", user=make_user("anna"), pbx=make_pbx("office", url=sim.url, password=PASSWORD))
    client.force_login(phone.user)
    return QuickScene(sim=sim, phone=phone, on_leaving=leaving, client=client, settings=settings, web=live_server.url)


@pytest.mark.usefixtures("_tasks_run_at_once")
@pytest.mark.parametrize("row", QUICK, ids=lambda row: row.what)
def test_what_must_hold_holds(row: Row, quick: QuickScene) -> None:
    row.produced(quick)
    quick.live_through(lifts=row.lifted)

    check(row, quick)


@pytest.fixture(scope="session")
def stack(django_db_setup: None) -> Iterator[Stack]:
    """Broker, web server and worker; one set for all rows that pytest runs in this process."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with Stack(port=port) as running:
        yield running


@pytest.fixture
def house(request: pytest.FixtureRequest, stack: Stack, leaving: ExitStack) -> Iterator[House]:
    row: Row = request.getfixturevalue("row")
    sim = leaving.enter_context(_simulator(row))
    phone = make_extension("1000", user=make_user("anna"), pbx=make_pbx("office", url=sim.url, password=PASSWORD))
    made = House(sim=sim, phone=phone, on_leaving=leaving, stack=stack)
    assert made.anna
    yield made
    made.mend()


@pytest.mark.processes
@pytest.mark.timeout(120)
@pytest.mark.parametrize("row", [row for row in MATRIX if row.in_processes], ids=lambda row: row.what)
def test_what_must_hold_holds_between_processes(row: Row, house: House) -> None:
    row.produced(house)
    house.live_through(lifts=row.lifted)

    check(row, house)


def check(row: Row, scene: Scene) -> None:
    scene.until(scene.is_settled, seconds=10)
    found = (scene.dials(), scene.outcomes(), scene.lost(), Call.objects.live().count())
    assert found == (row.dials, row.outcomes, [], 0)
    assert scene.rings() <= row.dials
    assert scene.broken == []
    assert scene.sentence()[: len(row.sentence)] == row.sentence
