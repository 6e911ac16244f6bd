"""The product as processes: killed workers, a broker that goes and comes back, clicks that arrive at once."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from clicktocall.calls.models import Call
from clicktocall.pbxsim.config import Config
from clicktocall.pbxsim.simulator import Simulator
from tests.factories import make_contact, make_extension, make_group, make_limit, make_pbx, make_user
from tests.processes.stack import Browser, Stack, wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.processes, pytest.mark.timeout(120)]

CLARA = "+49 30 23125 100"


@pytest.fixture
def sim() -> Iterator[Simulator]:
    with Simulator(Config(password="Secret123", speed=5)) as simulator:
        yield simulator


@pytest.fixture
def stack(sim: Simulator) -> Iterator[Stack]:
    make_extension("1000", user=make_user("anna"), pbx=make_pbx("office", url=sim.url, password="Secret123"))
    make_contact("Clara Winter", CLARA)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with Stack(port=port) as running:
        yield running


@pytest.fixture
def anna(stack: Stack) -> Browser:
    return stack.sign_in("anna")


def test_a_click_rings_is_answered_and_ends(anna: Browser, sim: Simulator) -> None:
    anna.call(CLARA, key="k")

    wait_until(lambda: "Your phone 1000 rings. Lift it and we call Clara Winter." in anna.live())
    sim.pick_up("1000")
    wait_until(lambda: "You are talking to Clara Winter." in anna.live())
    sim.hang_up("1000")
    wait_until(lambda: "The call with Clara Winter has ended." in anna.live())
    assert (len(sim.dials), Call.objects.get().outcome) == (1, "answered")


def test_ten_arrivals_of_one_form_ring_once(anna: Browser, sim: Simulator) -> None:
    with ThreadPoolExecutor(10) as threads:
        answers = [answer.status_code for answer in threads.map(lambda _: anna.call(CLARA, key="k"), range(10))]

    wait_until(lambda: "rings" in anna.live())
    assert (answers, Call.objects.count(), len(sim.dials)) == ([302] * 10, 1, 1)


def test_a_worker_killed_between_request_and_answer_rings_nobody_twice(
    anna: Browser, stack: Stack, sim: Simulator
) -> None:
    sim.fault("call/dial", "slow", processed=True, seconds=60)
    anna.call(CLARA, key="k")
    wait_until(lambda: sim.calls)
    callid = sim.calls[0]["callid"]

    stack.kill("worker")
    stack.start_worker("second")

    wait_until(lambda: Call.objects.get().callid)
    assert (len(sim.dials), Call.objects.get().callid) == (1, callid)


def test_a_worker_killed_before_the_pbx_took_the_call_leaves_it_undialled(
    anna: Browser, stack: Stack, sim: Simulator
) -> None:
    sim.fault("call/dial", "drip")
    anna.call(CLARA, key="k")
    wait_until(lambda: Call.objects.get().status == "dialing" and sim.requests("login"))

    stack.kill("worker")
    stack.start_worker("second")

    wait_until(lambda: not Call.objects.get().is_live)
    assert (len(sim.dials) <= 1, sim.calls, Call.objects.get().outcome) == (True, [], "failed")
    assert "Look at your phone before you call again." in anna.live()


def test_without_a_broker_the_click_waits_and_is_dialled_when_it_is_back(
    anna: Browser, stack: Stack, sim: Simulator
) -> None:
    stack.kill("broker")
    answer = anna.call(CLARA, key="k")
    waiting = anna.live()

    stack.start_broker()

    wait_until(lambda: sim.dials)
    assert (answer.status_code, "is waiting to be dialled" in waiting) == (302, True)
    assert (Call.objects.count(), len(sim.dials)) == (1, 1)


def test_without_any_worker_the_click_expires_and_says_so(anna: Browser, stack: Stack, sim: Simulator) -> None:
    stack.kill("worker")
    anna.call(CLARA, key="k")
    Call.objects.update(placed_at="2026-01-01T00:00Z")

    stack.start_worker("second")

    wait_until(lambda: Call.objects.get().outcome == "expired")
    assert sim.dials == []


def test_two_workers_dial_once(anna: Browser, stack: Stack, sim: Simulator) -> None:
    stack.start_worker("second", beat=False)
    for _ in range(5):
        anna.call(CLARA, key="k")

    wait_until(lambda: "rings" in anna.live())
    assert len(sim.dials) == 1


@pytest.mark.timeout(300)
def test_of_fifty_clicks_at_once_under_a_limit_of_ten_the_pbx_is_asked_for_ten(stack: Stack, sim: Simulator) -> None:
    """From fifty browsers, through web processes and workers of their own."""
    users = [make_user(f"user{number}") for number in range(50)]
    for number, user in enumerate(users):
        make_extension(str(2000 + number), user=user, pbx=make_pbx("office"))
    make_limit(scope="group", group=make_group("sales", *users), window="month")
    browsers = [stack.sign_in(user.username) for user in users]

    with ThreadPoolExecutor(50) as threads:
        answers = [answer.status_code for answer in threads.map(lambda one: one.call(CLARA, key="k"), browsers)]

    wait_until(lambda: not Call.objects.filter(status__in=["queued", "dialing"], callid="").exists(), seconds=60)
    assert sorted(answers) == [302] * 10 + [422] * 40
    assert (Call.objects.count(), len(sim.dials)) == (10, 10)
