"""A program on a leash ends when the demo does, whatever it has started itself."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from clicktocall.demo.surroundings import ROOT
from tests.demo.processes import running, wait_until

pytestmark = pytest.mark.skipif(not Path("/proc").exists(), reason="reads /proc to see what still runs")

SLEEPS = "import time; time.sleep(300)"
STARTS_ANOTHER = f"import subprocess, sys; subprocess.run([sys.executable, '-c', '{SLEEPS}'])"
DEAF = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); open('deaf', 'w').close(); {SLEEPS}"


@contextmanager
def leash(folder: Path, code: str, *, grace: float = 5) -> Iterator[subprocess.Popen[bytes]]:
    """In `folder`, by which its processes are found again."""
    command = [sys.executable, "-m", "clicktocall.demo.leash", str(grace), sys.executable, "-c", code]
    with subprocess.Popen(  # noqa: S603 -- the program under test
        command, stdin=subprocess.PIPE, cwd=folder, env={"PYTHONPATH": str(ROOT)}, process_group=0
    ) as held:
        yield held


def let_go(held: subprocess.Popen[bytes]) -> None:
    assert held.stdin is not None
    held.stdin.close()


def test_a_program_and_what_it_started_end_when_it_is_let_go(tmp_path: Path) -> None:
    with leash(tmp_path, STARTS_ANOTHER) as held:
        wait_until(lambda: len(running(str(tmp_path))) == 3)

        let_go(held)
        held.wait(10)

    wait_until(lambda: running(str(tmp_path)) == [], seconds=2)


def test_a_program_that_does_not_listen_is_killed_after_its_grace(tmp_path: Path) -> None:
    with leash(tmp_path, DEAF, grace=0.2) as held:
        wait_until((tmp_path / "deaf").exists)

        let_go(held)
        held.wait(10)

    wait_until(lambda: running(str(tmp_path)) == [], seconds=2)


def test_the_code_of_a_program_that_ends_by_itself_comes_through(tmp_path: Path) -> None:
    with leash(tmp_path, "raise SystemExit(7)") as held:
        assert held.wait(10) == 7


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the demo itself ends the group")
def test_a_program_does_not_outlive_a_leash_that_is_killed(tmp_path: Path) -> None:
    with leash(tmp_path, SLEEPS) as held:
        wait_until(lambda: len(running(str(tmp_path))) == 2)

        held.kill()
        held.wait(10)

    wait_until(lambda: running(str(tmp_path)) == [], seconds=2)
