"""The simulator's events by TCP: its options, and how it stops. What is sent is tested with the driver."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress

import pytest

from clicktocall.pbxsim.__main__ import config_from, parser
from clicktocall.pbxsim.config import Config
from clicktocall.pbxsim.simulator import Simulator


def by_tcp(port: int = 0) -> Simulator:
    return Simulator(Config(password="Secret123", transport="TCP", tcp_port=port))


def test_a_port_for_tcp_makes_it_report_by_tcp() -> None:
    config = config_from(parser().parse_args(["--password", "p", "--tcp-port", "8333", "--tcp-answer", "json"]))

    assert (config.transport, config.tcp_port, config.tcp_answer) == ("TCP", 8333, "json")


def test_it_stops_whatever_its_clients_do() -> None:
    with by_tcp() as sim:
        silent = socket.create_connection(("127.0.0.1", sim.tcp_port))
        reading = socket.create_connection(("127.0.0.1", sim.tcp_port))
        reading.sendall(b"Action: login\r\nUsername: api\r\nSecret: Secret123\r\n\r\n")
        sim.wait_for(lambda: sim.tcp_clients == 1)

    silent.close()
    reading.close()
    assert [thread.name for thread in threading.enumerate() if "pbxsim" in thread.name] == []


def test_a_client_that_says_no_end_of_its_login_is_not_read_for_ever() -> None:
    with by_tcp() as sim, socket.create_connection(("127.0.0.1", sim.tcp_port), timeout=5) as client:
        client.sendall(b"x" * 6000)

        said = b""
        with suppress(ConnectionError):  # it closes without having read all of it
            said = client.recv(100)

    assert said == b""


def test_events_are_sent_in_the_format_of_the_login() -> None:
    with by_tcp() as sim, socket.create_connection(("127.0.0.1", sim.tcp_port), timeout=5) as client:
        client.sendall(b"Action: login\r\nUsername: api\r\nSecret: Secret123\r\n\r\n")
        sim.wait_for(lambda: sim.tcp_clients == 1)
        sim.busy("1000")

        with client.makefile("r", newline="\r\n") as lines:
            said = [next(lines) for _ in range(4)]

    assert said[0] == "Response: Success\r\n"
    assert said[3].startswith('{"action":"ExtensionStatus",')


def test_a_port_that_is_taken_leaves_nothing_behind() -> None:
    with by_tcp() as sim:
        other = by_tcp(sim.tcp_port)

        with pytest.raises(OSError, match="in use"):
            other.start()


def test_without_a_port_for_tcp_there_is_none() -> None:
    with Simulator(Config(password="Secret123")) as sim, pytest.raises(RuntimeError, match="has no TCP port"):
        _ = sim.tcp_port
