"""One program of the demo and the process that runs it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from clicktocall.demo.logs import Log


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What is run. `grace` is how many seconds it may take to end in good order."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(repr=False)
    grace: float = 2.0


class Child:
    """A program on its leash, and how often in a row it has failed."""

    def __init__(self, program: Program, *, log: Log, folder: Path, held_files: tuple[int, ...] = ()) -> None:
        self.program = program
        self.log = log
        self.folder = folder
        self.held_files = held_files
        self.failures = 0
        self.start_again_at: float | None = None
        self.start()

    def start(self) -> None:
        """Run it in a process group of its own, which the terminal's Ctrl-C does not reach."""
        self.start_again_at = None
        with self.log.open() as output:
            self._leash = subprocess.Popen(  # noqa: S603 -- the demo's own programs
                [sys.executable, "-m", "clicktocall.demo.leash", str(self.program.grace), *self.program.command],
                cwd=self.folder,
                env=dict(self.program.environment),
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                pass_fds=self.held_files,
                process_group=0,
            )
        self.started_at = time.monotonic()

    @property
    def exit_code(self) -> int | None:
        """None while it runs. Whatever it leaves behind is ended with it."""
        code = self._leash.poll()
        if code is not None:
            self.let_go()
            self._end_the_group()
        return code

    def let_go(self) -> None:
        """Ask it to end, without waiting."""
        if self._leash.stdin is not None:
            self._leash.stdin.close()

    def wait(self) -> None:
        """Until nothing of it runs any more: it has its grace, then it is killed."""
        with suppress(subprocess.TimeoutExpired):
            self._leash.wait(self.program.grace + 1)
        self._end_the_group()
        self._leash.wait()

    def _end_the_group(self) -> None:
        with suppress(ProcessLookupError, PermissionError):  # macOS says "permission" of a group of zombies
            os.killpg(self._leash.pid, signal.SIGKILL)
