"""So many requests to one PBX at once and no more; hang-ups never wait, and a killed process blocks nobody."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from pytest_django import Settings

from clicktocall.pbx import turns
from clicktocall.pbx.turns import WAIT_SECONDS as WAITS
from clicktocall.pbx.turns import Errand, NoTurn, turn

pytestmark = pytest.mark.servers

PBX = 1


@pytest.fixture(autouse=True)
def _four_at_once(settings: Settings) -> None:
    settings.PBX_REQUESTS_AT_ONCE = 4


def test_questions_take_half_of_the_places_and_the_next_one_does_not_wait() -> None:
    with ExitStack() as stack:
        for _ in range(2):
            stack.enter_context(turn(PBX, Errand.LOOK))

        with pytest.raises(NoTurn, match=r"^The PBX is busy with other requests of ours, so nothing was sent\."):
            stack.enter_context(turn(PBX, Errand.LOOK))
        stack.enter_context(turn(PBX, Errand.DIAL))
        stack.enter_context(turn(PBX + 1, Errand.LOOK))


def test_of_twenty_dials_at_once_four_are_on_the_way() -> None:
    now, most, lock = [0], [0], threading.Lock()
    four = threading.Barrier(4)

    def dial(_: int) -> None:
        with turn(PBX, Errand.DIAL):
            with lock:
                now[0] += 1
                most[0] = max(most[0], now[0])
            four.wait(5)  # nobody leaves before four have come
            with lock:
                now[0] -= 1

    with ThreadPoolExecutor(20) as threads:
        list(threads.map(dial, range(20)))

    assert (most[0], now[0]) == (4, 0)


@pytest.mark.parametrize("errand", [Errand.STEER, Errand.HELP])
def test_a_hang_up_and_a_call_for_help_do_not_wait_however_many_requests_are_on_the_way(errand: Errand) -> None:
    with ExitStack() as stack:
        for _ in range(4):
            stack.enter_context(turn(PBX, Errand.DIAL))

        for _ in range(4):  # two places of its own, and then without one
            stack.enter_context(turn(PBX, errand))


def test_a_dial_that_finds_no_place_in_time_is_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(WAITS, Errand.DIAL, 0.1)
    with ExitStack() as stack:
        for _ in range(4):
            stack.enter_context(turn(PBX, Errand.DIAL))

        with pytest.raises(NoTurn):
            stack.enter_context(turn(PBX, Errand.DIAL))


def test_a_place_is_free_again_whatever_became_of_the_errand() -> None:
    for _ in range(9):
        with pytest.raises(ValueError, match="broken"), turn(PBX, Errand.LOOK):
            raise ValueError("broken")


def test_the_places_of_a_killed_process_are_free_again_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "LEASE_SECONDS", 1)
    held = [turn(PBX, Errand.DIAL) for _ in range(4)]
    for place in held:
        place.__enter__()  # and never left

    with turn(PBX, Errand.DIAL):  # waits for the first that goes
        pass


def test_without_a_cache_everybody_may_go(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clicktocall.cache._away_until", 0.0)  # and for the next test the cache is back
    away = {"BACKEND": "clicktocall.cache.ForgivingRedisCache", "LOCATION": "redis://127.0.0.1:9/1"}
    settings.CACHES = {"default": away}

    with ExitStack() as stack:
        for _ in range(9):
            stack.enter_context(turn(PBX, Errand.LOOK))
