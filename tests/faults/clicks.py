"""Faults between a click and the queue: clicks that come twice, a database that waits, a clock that jumps."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import time_machine
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from clicktocall.calls import dialing
from clicktocall.calls.models import Call
from tests.faults.in_process import quick
from tests.faults.pbx_answers import ANSWERED, TALKED
from tests.faults.row import Row, Where
from tests.faults.scene import CLARA, Scene, database_locked


def twice(scene: Scene) -> None:
    scene.click()
    scene.click()


def at_once(scene: Scene) -> None:
    """Ten arrivals of one form, in ten threads."""

    def arrive(_: int) -> int:
        try:
            return scene.click()
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as threads:
        assert set(threads.map(arrive, range(10))) == {302}


def two_tabs(scene: Scene) -> None:
    """Two forms, one phone: the second is told that the phone is in use."""
    assert [scene.click(key="one tab"), scene.click(key="another tab")] == [302, 422]


def to_somebody_else(scene: Scene) -> None:
    assert [scene.click(key="one"), scene.click("+49 30 23125 101", key="two")] == [302, 422]


def while_the_pbx_is_slow(scene: Scene) -> None:
    """The user hangs up while the dial request is under way: the call is ended as soon as the PBX has answered."""
    scene.sim.fault("call/dial", "slow", processed=True, seconds=20)
    scene.click_meanwhile()
    scene.until(lambda: scene.sim.calls)
    scene.press_hang_up()


def before_it_is_dialled(scene: Scene) -> None:
    waiting(scene)
    scene.press_hang_up()
    dialing.dial(scene.call().pk)


def again_and_again(scene: Scene) -> None:
    scene.click()
    scene.ring()
    for _ in range(3):
        scene.press_hang_up()


def signed_out(scene: Scene) -> None:
    """The page that goes on polling is told to load anew; the call is followed all the same."""
    scene.click()
    scene.ring()
    client = quick(scene).client
    client.post("/logout/")
    answer = client.get("/calls/live/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers.get("HX-Refresh")) == (204, "true")


def waiting(scene: Scene) -> None:
    """A click whose task nobody has run yet: as if the web server had died between commit and queue."""
    call = Call(user=scene.phone.user, extension=scene.phone, pbx=scene.pbx(), key="k", typed=CLARA)
    call.contact_name = "Clara Winter"
    call.caller, call.callee, call.e164 = "1000", "03023125100", "+493023125100"
    call.save(force_insert=True)


def extension_deleted(scene: Scene) -> None:
    waiting(scene)
    scene.phone.delete()
    dialing.dial(scene.call().pk)


def pbx_switched_off(scene: Scene) -> None:
    waiting(scene)
    scene.pbx(is_active=False)
    dialing.dial(scene.call().pk)


def delivered_twice(scene: Scene) -> None:
    scene.click()
    dialing.dial(scene.call().pk)


def delivered_to_two_at_once(scene: Scene) -> None:
    waiting(scene)
    threads = [threading.Thread(target=_dial_in_a_thread, args=(scene.call(),)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def delivered_late(scene: Scene) -> None:
    waiting(scene)
    Call.objects.update(placed_at=timezone.now() - timedelta(minutes=5))
    dialing.dial(scene.call().pk)


def never_delivered(scene: Scene) -> None:
    waiting(scene)


def locked_at_the_click(scene: Scene) -> None:
    """Another connection writes for a second; the click waits for it."""
    arrived = threading.Thread(target=_click_in_a_thread, args=(scene,))
    with database_locked():
        arrived.start()
        arrived.join(1)
        assert not Call.objects.exists()
    arrived.join()


def locked_during_messages(scene: Scene) -> None:
    scene.click()
    scene.ring()
    with database_locked():
        scene.sim.pick_up("1000")
        threading.Event().wait(1)


def cache_flushed(scene: Scene) -> None:
    """Tokens, locks and what pages have seen are gone in the middle of a call."""
    scene.click()
    scene.ring()
    cache.clear()


def clock_steps(by: timedelta) -> Callable[[Scene], object]:
    def produce(scene: Scene) -> None:
        scene.click()
        scene.ring()
        traveller = time_machine.travel(timezone.now() + by, tick=True)
        scene.on_leaving.callback(traveller.stop)
        traveller.start()

    return produce


def _click_in_a_thread(scene: Scene) -> None:
    try:
        scene.click()
    finally:
        connection.close()


def _dial_in_a_thread(call: Call) -> None:
    try:
        dialing.dial(call.pk)
    finally:
        connection.close()


CANCELLED = ("cancelled",)
WAS_CANCELLED = "The call to Clara Winter was cancelled."
web, worker, database = (partial(Row, where=where) for where in (Where.WEB, Where.WORKER, Where.DATABASE))
ROWS: tuple[Row, ...] = (
    web(what="A double click", produced=twice, outcomes=ANSWERED, sentence=TALKED),
    web(what="Ten arrivals of one form at once", produced=at_once, outcomes=ANSWERED, sentence=TALKED),
    web(what="Two tabs call the same number", produced=two_tabs, outcomes=ANSWERED, sentence=TALKED),
    web(
        what="A second call from the phone that is in use",
        produced=to_somebody_else,
        outcomes=ANSWERED,
        sentence=TALKED,
    ),
    web(
        what="Hang-up while the PBX is being asked to dial",
        produced=while_the_pbx_is_slow,
        lifted=False,
        outcomes=CANCELLED,
        sentence=WAS_CANCELLED,
    ),
    web(
        what="Hang-up before anybody has dialled",
        produced=before_it_is_dialled,
        dials=0,
        outcomes=CANCELLED,
        sentence="The call to Clara Winter was cancelled.",
    ),
    web(what="Hang-up pressed three times", produced=again_and_again, outcomes=CANCELLED, sentence=WAS_CANCELLED),
    web(
        what="The user is signed out while the page follows the call",
        produced=signed_out,
        outcomes=ANSWERED,
        sentence=TALKED,
    ),
    web(
        what="The web server dies between the commit and the queue",
        produced=never_delivered,
        outcomes=ANSWERED,
        sentence=TALKED,
    ),
    worker(what="The task is delivered twice", produced=delivered_twice, outcomes=ANSWERED, sentence=TALKED),
    worker(
        what="The task is delivered to six workers at once",
        produced=delivered_to_two_at_once,
        outcomes=ANSWERED,
        sentence=TALKED,
    ),
    worker(
        what="The task is delivered five minutes late",
        produced=delivered_late,
        dials=0,
        outcomes=("expired",),
        sentence="Nothing was dialled: the call waited too long to be sent.",
    ),
    worker(
        what="The clock steps an hour forward in the middle of a call",
        produced=clock_steps(timedelta(hours=1)),
        outcomes=ANSWERED,
        sentence=TALKED,
    ),
    worker(
        what="The clock steps an hour back in the middle of a call",
        produced=clock_steps(-timedelta(hours=1)),
        outcomes=ANSWERED,
        sentence=TALKED,
    ),
    worker(
        what="The cache is emptied in the middle of a call", produced=cache_flushed, outcomes=ANSWERED, sentence=TALKED
    ),
    database(what="Locked for a second at the click", produced=locked_at_the_click, outcomes=ANSWERED, sentence=TALKED),
    database(
        what="Locked for a second while messages come",
        produced=locked_during_messages,
        outcomes=ANSWERED,
        sentence=TALKED,
    ),
    database(
        what="The extension is deleted while the call waits",
        produced=extension_deleted,
        outcomes=ANSWERED,
        sentence=TALKED,
    ),
    database(
        what="The PBX is taken out of use while the call waits",
        produced=pbx_switched_off,
        dials=0,
        outcomes=("refused",),
        sentence="Nothing was dialled: this PBX was taken out of use.",
    ),
)
