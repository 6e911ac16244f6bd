"""Processes beside the one that measures, and what they tell it."""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any

import redis

PATIENCE = 10.0
QUEUE = "bench:hop"


@contextmanager
def started(target: Callable[..., None], *arguments: object) -> Iterator[Connection]:
    """`target` in a process of its own, called with the other end of the pipe and `arguments`."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(target, there, *arguments), daemon=True)
    process.start()
    try:
        yield here
    finally:
        process.kill()
        process.join()


def _run(target: Callable[..., None], *arguments: object) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    target(*arguments)


def _end_with_parent() -> None:
    """However the one that measures has ended: what it had no time to end must not go on."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def told(pipe: Connection) -> Any:
    """The next thing that was said. It ends the bench when nothing comes."""
    if not pipe.poll(PATIENCE):
        sys.exit(f"Something was sent and did not arrive within {PATIENCE:g} seconds.")
    return pipe.recv()


def listen(pipe: Connection, broker_url: str) -> None:
    """The far end of a hop through the broker: tells when each message had come."""
    queue = redis.Redis.from_url(broker_url)
    pipe.send("ready")
    while True:
        if queue.brpop([QUEUE], timeout=1):
            pipe.send(time.perf_counter())
