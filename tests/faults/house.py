"""The slow scene: the product as an office runs it, started once and mended after each row."""

from __future__ import annotations

import os
import signal
import threading
from dataclasses import dataclass, field
from functools import cached_property

import redis

from clicktocall.pbx.sessions import SharedTokens
from tests.faults.scene import CLARA, Scene
from tests.processes.stack import Browser, Stack

QUEUE = "dial"


@dataclass
class House(Scene):
    stack: Stack = field(kw_only=True)

    @cached_property
    def anna(self) -> Browser:
        return self.stack.sign_in("anna")

    def click(self, to: str = CLARA, *, key: str = "k") -> int:
        self.write_down(to)
        return self.anna.call(to, key=key).status_code

    def press_hang_up(self) -> None:
        assert self.anna.post(f"/calls/{self.call().pk}/hang-up/").status_code == 302

    def sweep(self) -> None:
        """The workers do it."""

    def signal(self, name: str, number: signal.Signals) -> None:
        os.killpg(self.stack.processes[name].pid, number)

    def queued(self) -> int:
        """How many tasks wait in the queue for dialling."""
        return int(self._broker().llen(QUEUE))

    def double_the_queue(self) -> None:
        broker = self._broker()
        broker.rpush(QUEUE, *broker.lrange(QUEUE, 0, -1))

    def log_out(self) -> None:
        """The next request of a worker has to log in."""
        pbx = self.pbx()
        self._cache().delete(*self._cache().keys(f"*{SharedTokens(pbx.pk, pbx.line()).whom}*") or ["none"])

    def pause(self, seconds: float) -> None:
        """The fault lasts that long."""
        threading.Event().wait(seconds)

    def mend(self) -> None:
        """Everything runs again, and nothing of this row is left in the broker or the cache."""
        for name in ("broker", "web", "worker"):
            process = self.stack.processes.get(name)
            if process is not None and process.poll() is None:
                self.signal(name, signal.SIGCONT)
            elif process is not None:
                self.stack.kill(name)
        for name in set(self.stack.processes) - {"broker", "web", "worker"}:
            self.stack.kill(name)
        for name, start in (
            ("broker", self.stack.start_broker), ("web", self.stack.start_web), ("worker", self.stack.start_worker),
        ):  # fmt: skip
            if name not in self.stack.processes:
                start()
        self._broker().delete(QUEUE)
        self._cache().flushdb()

    def _broker(self) -> redis.Redis:
        return redis.Redis(unix_socket_path=self.stack.socket)

    def _cache(self) -> redis.Redis:
        return redis.Redis(unix_socket_path=self.stack.socket, db=1)
