"""Faults of broker, worker and web server as processes: killed, restarted, absent, in the middle of something."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import redis

from clicktocall.calls.models import Call
from tests.faults.house import House
from tests.faults.pbx_answers import ANSWERED, FAILED, NOT_DIALLED, TALKED
from tests.faults.row import Row, Where
from tests.faults.scene import Scene, database_locked

Act = Callable[[House], object]


def in_the_house(act: Act) -> Callable[[Scene], object]:
    def produce(scene: Scene) -> None:
        assert isinstance(scene, House)
        act(scene)

    return produce


def killed_before_the_click(house: House) -> None:
    house.stack.kill("worker")
    house.click()
    house.stack.start_worker()


def killed_before_the_claim(house: House) -> None:
    """The worker has taken the task from the queue and cannot write yet: the task dies with it."""
    house.signal("worker", signal.SIGSTOP)
    house.click()
    with database_locked():
        house.signal("worker", signal.SIGCONT)
        house.until(lambda: not house.queued())
        house.stack.kill("worker")
    house.stack.start_worker()


def killed_after_the_claim(house: House) -> None:
    """It has claimed the call and is still logging in: nothing was sent."""
    house.log_out()
    house.sim.fault("login", "slow", seconds=600)
    house.click()
    house.until(lambda: house.sim.requests("login") and house.call().status == Call.Status.DIALING)
    house.stack.kill("worker")
    house.stack.start_worker()


def killed_after_sending(house: House) -> None:
    house.sim.fault("call/dial", "slow", processed=True, seconds=600)
    house.click()
    house.until(lambda: house.sim.calls)
    house.stack.kill("worker")
    house.stack.start_worker()


def killed_after_the_answer(house: House) -> None:
    house.click()
    house.until(lambda: house.call().callid)
    house.stack.kill("worker")
    house.stack.start_worker()


def stopped_in_good_order(house: House) -> None:
    """A deployment: the worker is asked to end while it waits for the PBX."""
    house.sim.fault("call/dial", "slow", processed=True, seconds=10)
    house.click()
    house.until(lambda: house.sim.calls)
    house.stack.kill("worker", how=signal.SIGTERM)
    house.stack.start_worker()


def two_workers(house: House) -> None:
    house.stack.start_worker("second", beat=False)
    for _ in range(5):
        house.click()


def put_in_again(house: House) -> None:
    """The broker hands the same message out twice."""
    house.stack.kill("worker")
    house.click()
    house.until(house.queued)
    house.double_the_queue()
    house.stack.start_worker()


def restarted_with_tasks(house: House) -> None:
    house.stack.kill("worker")
    house.click()
    house.until(house.queued)
    house.stack.kill("broker")
    house.stack.start_broker()
    house.stack.start_worker()


def restarted_empty(house: House) -> None:
    """Its disk is gone as well, and the task with it."""
    house.stack.kill("worker")
    house.click()
    house.until(house.queued)
    house.stack.kill("broker")
    shutil.rmtree(Path(house.stack.folder.name) / "appendonlydir")
    house.stack.start_broker()
    house.stack.start_worker()


def gone_at_the_click(house: House) -> None:
    house.stack.kill("broker")
    assert house.click() == 302
    house.stack.start_broker()


def gone_while_it_rings(house: House) -> None:
    house.click()
    house.ring()
    house.stack.kill("broker")
    house.talk()
    house.stack.start_broker()


def gone_at_the_hang_up(house: House) -> None:
    house.click()
    house.ring()
    house.stack.kill("broker")
    house.press_hang_up()
    house.stack.start_broker()


def hangs(house: House) -> None:
    """The broker takes connections and answers nobody for two seconds."""
    house.signal("broker", signal.SIGSTOP)
    house.click_meanwhile()
    house.pause(2)
    house.signal("broker", signal.SIGCONT)


def flushed(house: House) -> None:
    """Everything it knew is gone: tasks, tokens, locks."""
    house.click()
    house.ring()
    redis.Redis(unix_socket_path=house.stack.socket).flushall()


def web_killed_after_the_click(house: House) -> None:
    house.click()
    house.stack.kill("web")
    house.until(lambda: house.sim.calls)
    house.stack.start_web()


def web_killed_while_they_talk(house: House) -> None:
    """Messages of the PBX find nobody for some seconds."""
    house.click()
    house.talk()
    house.stack.kill("web")
    house.sim.hang_up("1000")
    house.stack.start_web()


def web_killed_before_the_queue(house: House) -> None:
    """The call is committed; the broker does not answer, and the web server is killed while it waits."""
    house.signal("broker", signal.SIGSTOP)
    house.click_meanwhile()
    house.until(Call.objects.exists)
    house.stack.kill("web")
    house.signal("broker", signal.SIGCONT)
    house.stack.start_web()


def locked_at_the_claim(house: House) -> None:
    house.signal("worker", signal.SIGSTOP)
    house.click()
    with database_locked():
        house.signal("worker", signal.SIGCONT)
        house.until(lambda: not house.queued())
        house.pause(1)


web, worker, broker, database = (
    partial(Row, where=where, in_processes=True, speed=5)
    for where in (Where.WEB, Where.WORKER, Where.BROKER, Where.DATABASE)
)
FINE: dict[str, Any] = {"outcomes": ANSWERED, "sentence": TALKED}
ROWS: tuple[Row, ...] = (
    web(what="Killed right after the click", produced=in_the_house(web_killed_after_the_click), **FINE),
    web(what="Killed between the commit and the queue", produced=in_the_house(web_killed_before_the_queue), **FINE),
    web(
        what="Killed while they talk; the call ends meanwhile",
        produced=in_the_house(web_killed_while_they_talk),
        **FINE,
    ),
    worker(what="None at the click, back in time", produced=in_the_house(killed_before_the_click), **FINE),
    worker(
        what="Killed with the task in its hands, before it has claimed the call",
        produced=in_the_house(killed_before_the_claim),
        **FINE,
    ),
    worker(
        what="Killed after it has claimed the call, before it has sent anything",
        dials=0,
        produced=in_the_house(killed_after_the_claim),
        outcomes=FAILED,
        sentence=NOT_DIALLED,
    ),
    worker(what="Killed after it has sent the dial request", produced=in_the_house(killed_after_sending), **FINE),
    worker(what="Killed after the PBX has answered", produced=in_the_house(killed_after_the_answer), **FINE),
    worker(
        what="Stopped in good order while the PBX is being asked", produced=in_the_house(stopped_in_good_order), **FINE
    ),
    worker(what="Two of them, and five arrivals of the form", produced=in_the_house(two_workers), **FINE),
    broker(what="Hands the task out twice", produced=in_the_house(put_in_again), **FINE),
    broker(what="Killed and restarted with the task in its queue", produced=in_the_house(restarted_with_tasks), **FINE),
    broker(what="Killed and restarted without anything it knew", produced=in_the_house(restarted_empty), **FINE),
    broker(what="Gone at the click, back in time", produced=in_the_house(gone_at_the_click), **FINE),
    broker(what="Gone while the phone rings", produced=in_the_house(gone_while_it_rings), **FINE),
    broker(
        what="Gone when the user hangs up",
        produced=in_the_house(gone_at_the_hang_up),
        lifted=False,
        outcomes=("cancelled",),
        sentence="The call to Clara Winter was cancelled.",
    ),
    broker(what="Answers nobody for two seconds", produced=in_the_house(hangs), **FINE),
    broker(what="Emptied, the cache with it, while the phone rings", produced=in_the_house(flushed), **FINE),
    database(
        what="Locked for a second when the worker wants to claim the call",
        produced=in_the_house(locked_at_the_claim),
        **FINE,
    ),
)
