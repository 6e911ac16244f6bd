"""Starting and stopping the simulator, inside a test and as a process."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from urllib.parse import urlsplit

import pytest

from clicktocall.pbxsim.config import Config
from clicktocall.pbxsim.simulator import Simulator
from tests.pbxsim.phoning import PASSWORD, ApiClient, Listener, ask

COMMAND = (sys.executable, "-m", "clicktocall.pbxsim")


def environment(password: str = PASSWORD) -> dict[str, str]:
    return {**os.environ, "PBXSIM_PASSWORD": password}


def test_stopped_it_leaves_no_thread(listener: Listener) -> None:
    before = set(threading.enumerate())
    with Simulator(Config(password=PASSWORD)) as sim:
        api = ApiClient(sim)
        api.log_in(port=str(listener.port))
        api.dial("1000", "03023125100")
        during = set(threading.enumerate()) - before

    assert (len(during) >= 3, set(threading.enumerate()) - before) == (True, set())


def test_stopping_does_not_wait_for_clients_that_hang() -> None:
    simulator = Simulator(Config(password=PASSWORD)).start()
    address = urlsplit(simulator.url)
    with socket.create_connection((address.hostname or "", address.port or 0)) as silent:
        simulator.wait_for(lambda: simulator._server and simulator._server._connections)
        before = time.monotonic()

        simulator.stop()

        assert (silent.recv(1), time.monotonic() - before < 1) == (b"", True)


def test_two_can_stand_side_by_side() -> None:
    with Simulator(Config(password=PASSWORD)) as one, Simulator(Config(password=PASSWORD)) as other:
        one.busy("1000")

        assert (one.url != other.url, other.phones[0].doing) == (True, "free")


def test_before_it_is_started_it_has_no_address() -> None:
    with pytest.raises(RuntimeError, match=r"Call start\(\) first"):
        _ = Simulator(Config(password=PASSWORD)).url


def test_waiting_for_what_does_not_come_ends() -> None:
    with Simulator(Config(password=PASSWORD)) as sim, pytest.raises(TimeoutError):
        sim.wait_for(lambda: sim.calls, timeout=0.05)


def test_a_client_that_says_nonsense_gets_an_answer(sim: Simulator) -> None:
    address = urlsplit(sim.url)
    with socket.create_connection((address.hostname or "", address.port or 0)) as client:
        client.sendall(b"not so much a request\r\n\r\n")

        assert b"Error code: 400" in b"".join(iter(lambda: client.recv(1000), b""))


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_as_a_process_it_says_where_it_is_and_stops_when_told(stop: signal.Signals) -> None:
    with subprocess.Popen((*COMMAND, "--port", "0"), env=environment(), stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 -- our own program
        assert process.stdout
        line = process.stdout.readline()
        page = ask(line.split()[-1], "GET", "/")
        process.send_signal(stop)
        rest = process.stdout.read()

    assert line.startswith("PBX simulator on http://127.0.0.1:")
    assert (page.status, rest, process.returncode) == (200, "", 0)


def test_a_port_that_is_taken_is_said_in_one_sentence(sim: Simulator) -> None:
    port = urlsplit(sim.url).port

    process = subprocess.run(  # noqa: S603 -- our own program
        (*COMMAND, "--port", str(port)), env=environment(), capture_output=True, text=True, check=False
    )

    assert (process.returncode, process.stdout) == (1, "")
    assert process.stderr == (
        f"The simulator cannot listen on 127.0.0.1 port {port} (Address already in use). "
        "Stop what uses it, or choose another with --port.\n"
    )
