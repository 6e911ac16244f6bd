"""Where one demo lives: its data folder, its ports, its place for sockets, and that no second one runs beside it."""

from __future__ import annotations

import fcntl
import json
import os
import shlex
import shutil
import socket
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SIMULATOR_PORTS = range(88, 128)
"""Added to the port of the pages; the first that is free is taken."""
LAST_ONE_ENDS_SECONDS = 6.0
SOCKETS = "click-to-call-"
LONGEST_SOCKET_FOLDER = 70
"""The path of a socket may have about 100 bytes."""
PASSED_ON_NO_MORE = frozenset(
    {
        "ALLOWED_HOSTS",
        "BEHIND_PROXY",
        "CACHE_URL",
        "CELERY_BROKER_URL",
        "DATABASE_URL",
        "DEBUG",
        "DJANGO_SETTINGS_MODULE",
        "ENCRYPTION_KEYS",
        "ENCRYPTION_KEYS_FILE",
        "PBX_EVENTS_URL",
        "SECRET_KEY",
        "SECRET_KEY_FILE",
        "SITE_URL",
        "STATIC_ROOT",
    }
)
"""Variables that would lead the demo, with its users whose password everybody knows, to somebody's real data."""


class CannotStart(Exception):
    """Why there can be no demo here and now, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """`lock` is an open file: the demo's programs hold it too, so it is free only when all of them are gone."""

    data: Path
    sockets: Path
    port: int
    simulator_port: int
    lock: int

    @property
    def site(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def simulator(self) -> str:
        return f"http://127.0.0.1:{self.simulator_port}"

    @property
    def broker_socket(self) -> Path:
        return self.sockets / "valkey.sock"

    @property
    def told(self) -> Path:
        """The file from which commands in another terminal learn where the broker and the cache are."""
        return self.data / "demo.env"

    def variables(self) -> dict[str, str]:
        return {
            "DATA_DIR": str(self.data),
            "CELERY_BROKER_URL": f"redis+socket://{self.broker_socket}",
            "CACHE_URL": f"unix://{self.broker_socket}?db=1",
            "SITE_URL": self.site,
            "PBX_EVENTS_URL": self.site,
        }

    def environment(self) -> dict[str, str]:
        """What every program of the demo is told."""
        ours = {name: value for name, value in os.environ.items() if name not in PASSED_ON_NO_MORE}
        return ours | self.variables() | {"DJANGO_SETTINGS_MODULE": "clicktocall.settings", "PYTHONUNBUFFERED": "1"}

    def tell(self) -> None:
        lines = [f"export {name}={shlex.quote(value)}\n" for name, value in self.variables().items()]
        self.told.write_text("".join(lines), encoding="utf-8")

    def leave(self) -> None:
        self.told.unlink(missing_ok=True)
        shutil.rmtree(self.sockets, ignore_errors=True)
        os.close(self.lock)


def settle(environment: Mapping[str, str]) -> Surroundings:
    """Take the lock, the ports and a folder for sockets. Raises CannotStart."""
    data = Path(environment.get("DATA_DIR") or ROOT / "var").absolute()
    port = _port(environment.get("PORT") or "8000")
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(data / "demo.lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise CannotStart(f"{data} cannot be written to: {error.strerror}. Name another folder: DATA_DIR=...") from None
    _clear_away(_lock(lock).get("sockets", ""))
    if not _is_free(port):
        raise CannotStart(f"Port {port} is taken by another program. Choose another: make demo PORT={port + 1}")
    simulator_port = next((port + more for more in SIMULATOR_PORTS if _is_free(port + more)), None)
    if simulator_port is None:
        raise CannotStart(
            f"No port near {port} is free for the simulated PBX. Choose others: make demo PORT={port + 200}"
        )
    place = Surroundings(data=data, sockets=_socket_folder(), port=port, simulator_port=simulator_port, lock=lock)
    os.ftruncate(lock, 0)
    os.pwrite(lock, json.dumps({"pid": os.getpid(), "site": place.site, "sockets": str(place.sockets)}).encode(), 0)
    return place


def _port(given: str) -> int:
    if given.isdecimal() and 0 < int(given) < 65_000:
        return int(given)
    raise CannotStart(f"PORT is {given!r}. Write a number from 1 to 64999, for instance PORT=8001.")


def _socket_folder() -> Path:
    """A private folder with a short path, wherever the project lies."""
    near = tempfile.gettempdir()
    short = near if len(near) < LONGEST_SOCKET_FOLDER else "/tmp"  # noqa: S108 -- the folder inside is private
    return Path(tempfile.mkdtemp(prefix=SOCKETS, dir=short))


def _lock(file: int) -> dict[str, str]:
    """Take the lock; returns what the demo before this one has written there. Raises CannotStart."""
    deadline = time.monotonic() + LAST_ONE_ENDS_SECONDS
    while True:
        noted = _noted(file)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if _runs(noted.get("pid")) or time.monotonic() > deadline:
                raise CannotStart(
                    f"A demo is running from this folder already, at {noted.get('site', 'another port')}. "
                    "Use that one, or stop it with Ctrl-C where it was started."
                ) from None
            time.sleep(0.1)  # it was killed, and its programs are just ending
        else:
            return noted


def _clear_away(sockets: str) -> None:
    """The sockets of a demo that was killed."""
    if Path(sockets).name.startswith(SOCKETS):
        shutil.rmtree(sockets, ignore_errors=True)


def _noted(file: int) -> dict[str, str]:
    try:
        noted = json.loads(os.pread(file, 4096, 0) or b"{}")
    except ValueError:
        return {}
    return noted if isinstance(noted, dict) else {}


def _runs(pid: object) -> bool:
    if not isinstance(pid, int):
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
