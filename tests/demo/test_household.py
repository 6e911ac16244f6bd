"""Programs that crash are started again, and in the end everything stops in order."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from clicktocall.demo import household
from clicktocall.demo.children import Program
from clicktocall.demo.household import GaveUp, Household
from clicktocall.demo.surroundings import ROOT
from tests.demo.processes import wait_until


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def home(tmp_path: Path, said: list[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Household]:
    monkeypatch.setattr(household, "DELAYS", (0.0, 0.0))
    home = Household(folder=ROOT, logs=tmp_path / "log", say=said.append)
    yield home
    home.stop()


def program(code: str, *, name: str = "worker") -> Program:
    return Program(name=name, command=(sys.executable, "-c", code), environment=dict(os.environ), grace=1)


def test_a_program_that_has_crashed_is_started_again_and_that_is_said(
    home: Household, said: list[str], tmp_path: Path
) -> None:
    crashes_once = (
        f"import pathlib, time; mark = pathlib.Path({str(tmp_path / 'ran')!r})\n"
        "if not mark.exists(): mark.touch(); raise SystemExit(3)\n"
        "mark.with_suffix('.again').touch(); time.sleep(300)"
    )
    home.start(program(crashes_once))

    def is_there_again() -> bool:
        home.look()
        return (tmp_path / "ran.again").exists()

    wait_until(is_there_again)

    assert said == [f"worker: it has ended (code 3) and is started again in 0 s. See {tmp_path}/log/worker.log"]


def test_a_program_that_crashes_again_and_again_is_given_up_with_its_last_words(home: Household) -> None:
    home.start(program("print('no database', flush=True); raise SystemExit(3)"))

    with pytest.raises(GaveUp, match=r"3 times in a row \(code 3\)(.|\n)*no database"):
        wait_until(partial(looks_forever, home))


def looks_forever(home: Household) -> bool:
    home.look()
    return False


def test_errors_in_a_log_are_passed_on_once(home: Household, said: list[str]) -> None:
    home.start(
        program("import time; print('12:00 ERROR calls oh', flush=True); print('fine', flush=True); time.sleep(300)")
    )

    def something_is_said() -> bool:
        home.look()
        return bool(said)

    wait_until(something_is_said)
    home.look()

    assert said == ["worker: 12:00 ERROR calls oh"]


def test_a_preparation_that_fails_stops_the_start(home: Household) -> None:
    child = home.start(program("raise SystemExit('no room')", name="preparation"))

    with pytest.raises(GaveUp, match=r"preparation program has failed(.|\n)*no room"):
        home.finish(child, is_stopped=lambda: False)


def test_the_oldest_program_stops_last(home: Household, tmp_path: Path) -> None:
    notes = tmp_path / "order"
    code = (
        "import pathlib, signal, sys, time\n"
        "def end(*_):\n"
        f"    open({str(notes)!r}, 'a').write(NAME + ' ')\n"
        "    sys.exit()\n"
        "signal.signal(signal.SIGTERM, end)\n"
        f"pathlib.Path({str(tmp_path)!r}, NAME).touch()\n"
        "time.sleep(300)"
    )
    for name in ("broker", "worker"):
        home.start(program(f"NAME = {name!r}\n{code}", name=name))
    wait_until(lambda: (tmp_path / "broker").exists() and (tmp_path / "worker").exists())

    home.stop()

    assert notes.read_text() == "worker broker "
