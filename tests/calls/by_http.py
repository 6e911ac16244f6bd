"""An office at a simulated PBX that reports by HTTP, and a wait for what it brings about."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from clicktocall.calls import hanging_up, sweeping
from clicktocall.calls.models import Call
from clicktocall.pbx.models import Pbx
from clicktocall.pbx.sessions import driver_for
from clicktocall.pbxsim.simulator import Simulator
from tests.factories import make_pbx

PASSWORD = "Secret123"
BETWEEN_ROUNDS = 0.1
Seen = TypeVar("Seen")


@contextmanager
def office_at(sim: Simulator, live_server: LiveServer, settings: Settings) -> Iterator[Pbx]:
    """It is looked at again as soon as the simulated time is fast."""
    settings.PBX_EVENTS_URL = live_server.url
    settings.LOOK_AGAIN_SECONDS, settings.QUIET_RINGING_SECONDS, settings.QUIET_TALKING_SECONDS = 0.2, 0.4, 0.4
    pbx = make_pbx("office", url=sim.url, password=PASSWORD)
    yield pbx
    # No event comes after the test, when the database is emptied.
    driver_for(pbx).log_out()
    for delivery in sim.events:
        delivery.done.wait(2)


def the_call() -> Call:
    return Call.objects.select_related("pbx").get()


def ended(call: Call) -> bool:
    return not call.is_live


def follow(is_so: Callable[[Call], object]) -> Call:
    """The call, once it is as wanted."""
    return seen(the_call, is_so)


def seen(look: Callable[[], Seen], is_so: Callable[[Seen], object], *, seconds: float = 12) -> Seen:
    """What `look` gives, once it is as wanted; the sweeper goes its rounds meanwhile."""
    begun = swept = time.monotonic()
    while not is_so(found := look()):
        now = time.monotonic()
        assert now - begun < seconds, [found, *(str(event) for event in the_call().events.all())]
        if now - swept >= BETWEEN_ROUNDS:
            sweep()
            swept = now
        time.sleep(0.02)
    return found


def sweep() -> None:
    """What beat has a worker do every few seconds."""
    due = sweeping.sweep()
    for call_id in due.to_hang_up:
        hanging_up.hang_up(call_id)
    for pbx in due.to_look:
        sweeping.look(pbx)
