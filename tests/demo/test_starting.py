"""The demo as a whole: it comes up, keeps what was entered, and leaves no process behind, however it ends."""

from __future__ import annotations

import http.client
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from clicktocall.demo.surroundings import ROOT
from tests.demo.processes import free_port, running, wait_until

pytestmark = [
    pytest.mark.processes,
    pytest.mark.timeout(180),  # on a machine with much else to do
    pytest.mark.skipif(not Path("/proc").exists(), reason="reads /proc to see what still runs"),
]

SECONDS_TO_STOP = 6
"""It takes about one; a machine with much else to do takes longer."""


@contextmanager
def demo(data: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """The demo's process and the port of its pages."""
    port = free_port()
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(data), "PORT": str(port)}
    with subprocess.Popen(
        [sys.executable, "-m", "clicktocall.demo"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process, port
        finally:
            process.kill()


def is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def test_it_comes_up_with_all_its_parts_says_where_it_is_and_stops_on_ctrl_c(tmp_path: Path) -> None:
    with demo(tmp_path) as (process, port):
        wait_until(lambda: is_ready(port), seconds=40)

        process.send_signal(signal.SIGINT)
        said, _nothing = process.communicate(timeout=SECONDS_TO_STOP)

    assert process.returncode == 0
    assert [word for word in ("anna / demo", "admin / demo", f"http://127.0.0.1:{port}") if word not in said] == []
    assert running(str(tmp_path)) == []


@pytest.mark.parametrize("seconds", [0.1, 0.7])
def test_it_can_be_stopped_while_it_starts(tmp_path: Path, seconds: float) -> None:
    with demo(tmp_path) as (process, _port):
        wait_until((tmp_path / "demo.lock").exists)
        time.sleep(seconds)  # any moment will do: there is no condition to wait for

        process.send_signal(signal.SIGTERM)

        assert process.wait(SECONDS_TO_STOP) == 0
    assert running(str(tmp_path)) == []


def test_nothing_outlives_a_demo_that_is_killed(tmp_path: Path) -> None:
    with demo(tmp_path) as (process, port):
        wait_until(lambda: is_ready(port), seconds=40)
        assert len(running(str(tmp_path))) > 8

        process.kill()
        process.wait()

        wait_until(lambda: running(str(tmp_path)) == [], seconds=SECONDS_TO_STOP)


def test_a_broker_that_is_killed_comes_back(tmp_path: Path) -> None:
    with demo(tmp_path) as (process, port):
        wait_until(lambda: is_ready(port), seconds=40)

        first = broker_of(tmp_path)
        assert first is not None

        os.kill(first, signal.SIGKILL)

        wait_until(lambda: broker_of(tmp_path) not in {None, first})
        wait_until(lambda: is_ready(port), seconds=40)
        process.send_signal(signal.SIGINT)
        said, _nothing = process.communicate(timeout=SECONDS_TO_STOP)
    assert "broker: it has ended (code 137)" in said


def broker_of(data: Path) -> int | None:
    """Its process, by the folder it works in: it writes over its command line."""
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if (process / "cwd").readlink() == data / "broker":
                return int(process.name)
    return None


def test_a_second_start_keeps_what_the_first_one_has_made(tmp_path: Path) -> None:
    run_once(tmp_path)
    first = kept_in(tmp_path)

    run_once(tmp_path)

    assert kept_in(tmp_path) == first


def run_once(data: Path) -> None:
    with demo(data) as (process, port):
        wait_until(lambda: is_ready(port), seconds=40)
        process.send_signal(signal.SIGINT)
        process.wait(SECONDS_TO_STOP)


def kept_in(data: Path) -> list[object]:
    """The secrets, and the users with the hashes of their passwords."""
    with closing(sqlite3.connect(data / "clicktocall.sqlite3")) as database:
        users = database.execute("SELECT username, password FROM accounts_user ORDER BY username").fetchall()
    assert [name for name, _password in users] == ["admin", "anna", "ben"]
    return [(data / "secret_key").read_text(), (data / "encryption_keys").read_text(), *users]
