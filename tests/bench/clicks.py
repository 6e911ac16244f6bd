"""From the click to the dial request at the PBX, beside a bare request to it and a bare hop through the broker.

Blocks of references and of clicks take turns, one event each 15 to 45 ms at random.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import cycle
from multiprocessing.connection import Connection

import redis
import requests
from django.conf import settings

from clicktocall.calls.models import Call
from tests.bench import beside, office, stub_pbx
from tests.bench.figures import Report, milliseconds, percentile, ratio
from tests.bench.http_load import ask

BLOCK = 50
PAUSE = (0.015, 0.045)
MESSAGE = b"x" * 900  # about what Celery sends for a dial


@dataclass(kw_only=True)
class Stage:
    """Everything a click passes, and what else is noted on the way."""

    web_port: int
    pbx_port: int
    arrivals: Connection
    hops: Connection
    queue: redis.Redis
    seats: Iterator[office.Seat]
    random: random.Random
    answered: list[float] = field(default_factory=list)
    pbx_requests: Counter[str] = field(default_factory=Counter)


def measure(web_port: int, rounds: int) -> Report:
    with (
        beside.started(stub_pbx.serve) as arrivals,
        beside.started(beside.listen, settings.CELERY_BROKER_URL) as hops,
    ):
        pbx_port = beside.told(arrivals)
        beside.told(hops)
        stage = Stage(
            web_port=web_port,
            pbx_port=pbx_port,
            arrivals=arrivals,
            hops=hops,
            queue=redis.Redis.from_url(settings.CELERY_BROKER_URL),
            seats=cycle(office.furnish(f"http://127.0.0.1:{pbx_port}")),
            random=random.Random(20),  # noqa: S311 -- a pace, no secret
        )
        return _in_turn(stage, rounds)


def _in_turn(stage: Stage, rounds: int) -> Report:
    subjects: dict[str, Callable[[Stage], float]] = {"bare": bare, "hop": hop, "click": click}
    for subject in subjects.values():
        _block(stage, subject)  # warm-up; the PBX is asked for a token here
    stage.answered.clear()
    stage.pbx_requests.clear()
    took: dict[str, list[list[float]]] = {name: [] for name in subjects}
    for _ in range(rounds):
        for name, subject in subjects.items():
            took[name].append(_block(stage, subject))
    return _report(stage, took)


def _report(stage: Stage, took: dict[str, list[list[float]]]) -> Report:
    medians = {name: [percentile(block, 0.5) for block in blocks] for name, blocks in took.items()}
    every = {name: [seconds for block in blocks for seconds in block] for name, blocks in took.items()}
    floor = [bare + hop for bare, hop in zip(medians["bare"], medians["hop"], strict=True)]
    return {
        "click_to_pbx": milliseconds(every["click"]),
        "bare_request": milliseconds(every["bare"]),
        "broker_hop": milliseconds(every["hop"]),
        "answer_to_browser": milliseconds(stage.answered),
        "times_bare": ratio(medians["click"], medians["bare"]),
        "times_bare_and_hop": ratio(medians["click"], floor),
        "pbx_requests_per_dial": stage.pbx_requests.total() / len(every["click"]),
        "left_queued": Call.objects.filter(status=Call.Status.QUEUED).count(),
    }


def _block(stage: Stage, subject: Callable[[Stage], float]) -> list[float]:
    took = []
    for _ in range(BLOCK):
        time.sleep(stage.random.uniform(*PAUSE))
        took.append(subject(stage))
    return took


def bare(stage: Stage) -> float:
    """Until the body of a request of the same size has reached the PBX."""
    body = {"caller": "1000", "callee": "03023125100", "autoanswer": "no"}
    start = time.perf_counter()
    requests.post(f"http://127.0.0.1:{stage.pbx_port}/api/v2.0.0/bare?token=bench", json=body, timeout=10)
    arrival: stub_pbx.Arrival = beside.told(stage.arrivals)
    return arrival.at - start


def hop(stage: Stage) -> float:
    """From one process to another through the broker, without Celery."""
    start = time.perf_counter()
    stage.queue.lpush(beside.QUEUE, MESSAGE)
    at: float = beside.told(stage.hops)
    return at - start


def click(stage: Stage) -> float:
    """A browser's POST on a new connection, until the PBX has the whole dial request."""
    seat = next(stage.seats)
    office.hang_up_all_of(seat)
    request = office.click_of(seat, key=f"{stage.random.getrandbits(128):032x}")
    start = time.perf_counter()
    answer = ask(stage.web_port, request)
    if answer.status != 200:
        sys.exit(f"A click was answered with {answer.status}: {answer.body[:500].decode(errors='replace')}")
    stage.answered.append(answer.at - start)
    while True:
        arrival: stub_pbx.Arrival = beside.told(stage.arrivals)
        stage.pbx_requests[arrival.endpoint] += 1
        if arrival.endpoint == "call/dial":
            return arrival.at - start
