"""Keeps the programs of the demo running: starts again what has crashed, and stops all of them in order."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from clicktocall.demo.children import Child, Program
from clicktocall.demo.logs import Log

DELAYS = (0.2, 1.0, 2.0, 4.0)
"""Seconds before each new start of a program that fails again and again."""
STEADY_SECONDS = 30.0
"""A program that ran for so long has not failed in a row."""
LAST_LINES = 15


class GaveUp(Exception):
    """A program failed too often, or one that all others need did not start. Carries its last words."""

    def __init__(self, child: Child, sentence: str) -> None:
        last = "\n".join(f"  {line}" for line in child.log.last_lines(LAST_LINES))
        super().__init__(f"{sentence} Its last lines, from {child.log.path}:\n{last or '  (none)'}")


class Household:
    def __init__(
        self, *, folder: Path, logs: Path, say: Callable[[str], None], held_files: tuple[int, ...] = ()
    ) -> None:
        self.folder = folder
        self.logs = logs
        self.say = say
        self.held_files = held_files
        self.children: list[Child] = []

    def start(self, program: Program) -> Child:
        log = Log(self.logs / f"{program.name}.log")
        child = Child(program, log=log, folder=self.folder, held_files=self.held_files)
        self.children.append(child)
        return child

    def look(self) -> None:
        """Look at every program once: pass its errors on, start it again if it has ended. Raises GaveUp."""
        for child in self.children:
            for line in child.log.new_errors():
                self.say(f"{child.program.name}: {line}")
            if child.start_again_at is not None:
                if time.monotonic() >= child.start_again_at:
                    child.start()
            elif child.exit_code is not None:
                self._note_the_end(child, child.exit_code)

    def _note_the_end(self, child: Child, code: int) -> None:
        name = child.program.name
        if time.monotonic() - child.started_at > STEADY_SECONDS:
            child.failures = 0
        if child.failures == len(DELAYS):
            raise GaveUp(child, f"The {name} program has ended {child.failures + 1} times in a row (code {code}).")
        delay = DELAYS[child.failures]
        child.failures += 1
        child.start_again_at = time.monotonic() + delay
        self.say(f"{name}: it has ended (code {code}) and is started again in {delay:g} s. See {child.log.path}")

    def finish(self, child: Child, *, is_stopped: Callable[[], bool]) -> None:
        """Wait for a program that does one thing and ends. Raises GaveUp if it fails."""
        while child.exit_code is None and not is_stopped():
            time.sleep(0.02)
        if child.exit_code:
            raise GaveUp(child, f"The {child.program.name} program has failed.")
        if child.exit_code == 0:
            self.children.remove(child)

    def stop(self) -> None:
        """Ask the programs to end, the newest first; the oldest, on which they lean, when they are gone."""
        *oldest, newer = ([], []) if not self.children else (self.children[:1], self.children[1:])
        for group in (newer, *oldest):
            for child in reversed(group):
                child.let_go()
            for child in reversed(group):
                child.wait()
        self.children.clear()
