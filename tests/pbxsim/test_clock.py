"""The simulated PBX's own time."""

from __future__ import annotations

import logging
import threading

import pytest

from clicktocall.pbxsim.clock import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock(speed=100)


def test_what_is_due_first_is_done_first_and_one_failure_stops_nothing(
    clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[str] = []
    finished = threading.Event()
    clock.later(3, lambda: done.append("third"))
    clock.later(4, finished.set)
    clock.later(1, lambda: done.append("first"))
    clock.later(2, lambda: done.append(str(1 // 0)))

    clock.start()
    finished.wait(5)
    clock.stop()

    assert done == ["first", "third"]
    assert [record.levelno for record in caplog.records] == [logging.ERROR]


def test_what_becomes_due_earlier_than_the_first_overtakes_it(clock: Clock) -> None:
    clock.start()
    finished = threading.Event()
    clock.later(100_000, lambda: None)
    clock.later(1, finished.set)

    assert finished.wait(5)
    clock.stop()


def test_stopping_wakes_who_sleeps_and_forgets_what_is_due(clock: Clock) -> None:
    clock.start()
    slept: list[bool] = []
    sleeper = threading.Thread(target=lambda: slept.append(clock.sleep(100_000)))
    sleeper.start()

    clock.stop()
    sleeper.join(5)

    assert (slept, clock.is_stopped) == ([False], True)


def test_its_seconds_pass_at_its_speed(clock: Clock) -> None:
    clock.start()
    before = clock.now()

    slept = clock.sleep(2)

    clock.stop()
    assert (slept, clock.now() - before >= 2) == (True, True)
