"""A short chaos run with a fixed seed; `make chaos` runs long ones."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.chaos.plan import draw

pytestmark = [pytest.mark.faults, pytest.mark.timeout(180)]


def test_a_seed_gives_the_same_plans() -> None:
    assert [draw(7, number) for number in range(50)] == [draw(7, number) for number in range(50)]


def test_150_random_calls_break_no_rule() -> None:
    command = [sys.executable, "-m", "tests.chaos", "--calls", "150", "--seed", "7"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 -- our own program

    assert run.returncode == 0, run.stdout + run.stderr
