"""What the phones do now: the PBX is asked rarely and only for somebody who looks, and old knowledge is none."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from clicktocall.pbx import presence
from clicktocall.pbx.drivers.reports import PhoneState
from clicktocall.pbx.models import Pbx
from clicktocall.pbx.tasks import ask_phones
from clicktocall.pbxsim.config import Config
from clicktocall.pbxsim.simulator import Simulator
from tests.factories import make_extension, make_pbx, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sim() -> Iterator[Simulator]:
    with Simulator(Config(password="Secret123")) as simulator:
        yield simulator


@pytest.fixture
def office(sim: Simulator) -> Pbx:
    pbx = make_pbx("office", url=sim.url, password="Secret123")
    for number in ("1000", "1003", "1006"):
        make_extension(number, user=make_user("anna"), pbx=pbx)
    return pbx


def ask_in_a_thread(pbx: Pbx) -> None:
    try:
        presence.ask(pbx)
    finally:
        connection.close()


def states(pbx: Pbx, *numbers: str) -> dict[str, str]:
    return {number: said.state.value for (_, number), said in presence.known((pbx.pk, n) for n in numbers).items()}


def test_one_question_tells_what_all_phones_of_users_do(sim: Simulator, office: Pbx) -> None:
    sim.busy("1006")

    presence.ask(office)

    assert states(office, "1000", "1003", "1006", "1001") == {"1000": "free", "1003": "offline", "1006": "busy"}
    assert len(sim.requests("extension/list")) == 1


def test_who_asks_again_at_once_is_answered_by_what_is_known(sim: Simulator, office: Pbx) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(ask_in_a_thread, [office] * 8))

    assert len(sim.requests("extension/list")) == 1


@pytest.mark.usefixtures("_tasks_run_at_once")
def test_a_pbx_is_asked_only_while_somebody_looks(sim: Simulator, office: Pbx) -> None:
    ask_phones()
    unasked = len(sim.requests("extension/list"))
    presence.want([office.pk])
    ask_phones()
    wanted_at_once = presence.wanted()
    ask_phones()

    assert (wanted_at_once, unasked, len(sim.requests("extension/list"))) == ([], 0, 1)
    cache.delete(f"phones:{office.pk}:asked")  # as after five seconds
    ask_phones()
    assert len(sim.requests("extension/list")) == 2
    cache.delete_many([f"phones:{office.pk}:asked", f"phones:{office.pk}:wanted"])  # as after a minute
    ask_phones()
    assert len(sim.requests("extension/list")) == 2


@pytest.mark.usefixtures("_tasks_run_at_once")
def test_a_pbx_out_of_use_is_not_asked(sim: Simulator, office: Pbx) -> None:
    Pbx.objects.update(is_active=False)
    presence.want([office.pk])

    ask_phones()

    assert sim.requests("extension/list") == []


def test_a_pbx_that_does_not_answer_leaves_nothing_known_and_is_left_in_peace(sim: Simulator, office: Pbx) -> None:
    sim.fault("extension/list", "html")

    presence.ask(office)
    presence.ask(office)

    assert (states(office, "1000"), len(sim.requests("extension/list"))) == ({}, 1)


def test_what_was_said_last_counts_whichever_way_it_came(office: Pbx) -> None:
    presence.heard((office.pk, "1000"), PhoneState.BUSY)
    presence.ask(office)
    asked = states(office, "1000")

    presence.heard((office.pk, "1000"), PhoneState.OFFLINE)

    assert (asked, states(office, "1000")) == ({"1000": "free"}, {"1000": "offline"})


def test_an_answer_that_was_on_the_way_does_not_undo_an_event(sim: Simulator, office: Pbx) -> None:
    sim.fault("extension/list", "slow", seconds=0.3, processed=True)
    with ThreadPoolExecutor(1) as threads:
        asking = threads.submit(ask_in_a_thread, office)
        sim.wait_for(lambda: sim.requests("extension/list"))
        presence.heard((office.pk, "1000"), PhoneState.BUSY)
        asking.result()

    assert states(office, "1000") == {"1000": "busy"}


def test_knowledge_that_nobody_has_confirmed_is_forgotten(office: Pbx) -> None:
    presence.ask(office)

    with time_machine.travel(timezone.now() + timedelta(seconds=16)):
        assert states(office, "1000") == {}


def test_a_word_that_we_do_not_know_is_no_knowledge(office: Pbx) -> None:
    presence.heard((office.pk, "1000"), PhoneState.FREE)
    presence.heard((office.pk, "1000"), PhoneState.UNKNOWN)

    assert states(office, "1000") == {}


def test_without_a_cache_nobody_knows_and_nobody_asks(
    sim: Simulator, office: Pbx, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clicktocall.cache._away_until", 0.0)  # and for the next test the cache is back
    away = {"BACKEND": "clicktocall.cache.ForgivingRedisCache", "LOCATION": "redis://127.0.0.1:9/1"}
    settings.CACHES = {"default": away}

    presence.ask(office)

    assert (states(office, "1000"), sim.requests("extension/list")) == ({}, [])
