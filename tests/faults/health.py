"""Faults that last: a PBX that is away for minutes, places there that killed workers have kept, phones that are out."""

from __future__ import annotations

from datetime import timedelta
from unittest import mock

import time_machine
from django.core.cache import cache
from django.utils import timezone

from clicktocall.calls.models import Call
from clicktocall.pbx import presence, turns
from clicktocall.pbx.sessions import driver_for
from clicktocall.pbx.turns import Errand, turn
from tests.faults.in_process import quick
from tests.faults.pbx_answers import ANSWERED, TALKED
from tests.faults.row import Row, Where
from tests.faults.scene import Scene
from tests.pbx.drivers.raw_server import closed_port

AWAY_AND_BACK = ("unreachable", "unreachable", "unreachable", "answered")


def away_for_three_clicks(scene: Scene) -> None:
    scene.pbx(url=f"http://127.0.0.1:{closed_port()}")
    for key in ("first", "second", "third"):
        scene.click(key=key)
        scene.until(lambda: not Call.objects.live().exists())
    assert scene.click(key="refused at once") == 422


def comes_back(scene: Scene) -> None:
    scene.pbx(url=scene.sim.url)
    scene.until(lambda: scene.pbx().failures == 0)
    scene.click(key="back")


def falls_silent_and_comes_back(scene: Scene) -> None:
    away_for_three_clicks(scene)
    comes_back(scene)


def falls_silent_and_the_cache_is_emptied(scene: Scene) -> None:
    away_for_three_clicks(scene)
    cache.clear()
    quick(scene).client.force_login(scene.phone.user)
    assert scene.click(key="refused all the same") == 422
    comes_back(scene)


def falls_silent_and_nobody_probes(scene: Scene) -> None:
    """No worker for a minute: what was known of the PBX is not known any more, and the call is tried."""
    away_for_three_clicks(scene)
    scene.pbx(url=scene.sim.url)
    traveller = time_machine.travel(timezone.now() + timedelta(seconds=61), tick=True)
    scene.on_leaving.callback(traveller.stop)
    traveller.start()
    scene.click(key="tried")


def take_all_places(scene: Scene) -> None:
    """As workers do that are killed in the middle of a request."""
    for _ in range(8):
        scene.on_leaving.enter_context(turn(scene.phone.pbx_id, Errand.DIAL))


def no_place_for_a_click(scene: Scene) -> None:
    """It waits less than it would: the sweeper of the rows with processes shares the database, and is impatient."""
    waits = mock.patch.dict(turns.WAIT_SECONDS, {Errand.DIAL: 0.5})
    scene.on_leaving.enter_context(waits)
    take_all_places(scene)
    scene.click()


def no_place_for_a_hang_up(scene: Scene) -> None:
    scene.click()
    scene.ring()
    take_all_places(scene)
    scene.press_hang_up()


def unplugged_and_known(scene: Scene) -> None:
    driver_for(scene.pbx()).keep_alive()  # nobody is told of events before the first login
    scene.sim.offline("1000")
    scene.until(lambda: _state(scene) == "offline")
    assert scene.click(key="refused at once") == 422
    scene.sim.online("1000")
    scene.until(lambda: _state(scene) == "free")
    scene.click(key="plugged in")


def unplugged_and_nobody_knows(scene: Scene) -> None:
    scene.sim.offline("1000")
    scene.click()


def never_said_to_be_free_again(scene: Scene) -> None:
    """The message that the phone is free is lost: it counts as busy for seconds, then nobody knows."""
    quick(scene).settings.PHONES_BELIEVED_SECONDS = 1
    told = b'{"event": "ExtensionStatus", "extension": "1000", "status": "Busy", "sn": "1"}'
    quick(scene).deliver(told)
    assert scene.click(key="refused at once") == 422
    scene.until(lambda: not _state(scene))
    scene.click(key="a second later")


def _state(scene: Scene) -> str:
    phone = (scene.phone.pbx_id, "1000")
    said = presence.known([phone]).get(phone)
    return said.state.value if said else ""


ROWS: tuple[Row, ...] = (
    Row(
        where=Where.NETWORK,
        what="The PBX is away for three clicks; the fourth is refused at once, and a probe finds it back",
        produced=falls_silent_and_comes_back,
        outcomes=AWAY_AND_BACK,
        sentence=TALKED,
    ),
    Row(
        where=Where.NETWORK,
        what="The same, with a worker whose clock probes",
        produced=falls_silent_and_comes_back,
        outcomes=AWAY_AND_BACK,
        sentence=TALKED,
        in_processes=True,
    ),
    Row(
        where=Where.NETWORK,
        what="The PBX was away, is back, and no worker has probed it for a minute",
        produced=falls_silent_and_nobody_probes,
        outcomes=AWAY_AND_BACK,
        sentence=TALKED,
    ),
    Row(
        where=Where.WORKER,
        what="The cache is emptied while the PBX is known not to answer",
        produced=falls_silent_and_the_cache_is_emptied,
        outcomes=AWAY_AND_BACK,
        sentence=TALKED,
    ),
    Row(
        where=Where.WORKER,
        what="Killed workers have taken all places at the PBX: a click",
        produced=no_place_for_a_click,
        dials=0,
        outcomes=("unreachable",),
        sentence="The PBX is busy with other requests of ours, so nothing was sent.",
    ),
    Row(
        where=Where.WORKER,
        what="Killed workers have taken all places at the PBX: a hang-up",
        produced=no_place_for_a_hang_up,
        lifted=False,
        outcomes=("cancelled",),
        sentence="The call to Clara Winter was cancelled.",
    ),
    Row(
        where=Where.PBX,
        what="It has said that the user's phone is unplugged: refused at once, until it is plugged in",
        produced=unplugged_and_known,
        outcomes=ANSWERED,
        sentence=TALKED,
    ),
    Row(
        where=Where.PBX,
        what="The user's phone is unplugged, and nobody knows",
        produced=unplugged_and_nobody_knows,
        outcomes=("refused",),
        sentence="The PBX says that your own phone is not free.",
    ),
    Row(
        where=Where.WEBHOOK,
        what="The message that the user's phone is free again is lost",
        produced=never_said_to_be_free_again,
        outcomes=ANSWERED,
        sentence=TALKED,
    ),
)
