"""Which processes a test has left running, and a free port: for tests that start real programs."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

PROC = Path("/proc")


def wait_until(is_so: Callable[[], bool], *, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            raise AssertionError("It did not come about in time.")
        time.sleep(0.02)


def answer_of(*command: str, **environment: str) -> str:
    """What a command prints on standard output, whatever its exit code."""
    return subprocess.run(  # noqa: S603 -- programs of the project
        command, env={"PATH": os.environ["PATH"]} | environment, capture_output=True, text=True, check=False
    ).stdout


def running(mark: str) -> list[str]:
    """Command lines of the processes that have `mark` in their environment, their arguments or their folder.

    A server that renames itself writes over its arguments and environment, but stays in its folder.
    """
    return [about for process in PROC.glob("[0-9]*") if mark in (about := _about(process))]


def _about(process: Path) -> str:
    try:
        told = (process / "cmdline").read_bytes() + b"\0" + (process / "environ").read_bytes()
        return f"{told.decode(errors='replace')}\0{(process / 'cwd').readlink()}" if told.strip(b"\0") else ""
    except OSError:
        return ""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
