"""The real programs around a measurement: broker, database, web server, worker. Each ends with its `with` block."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import redis

from clicktocall.demo.broker import find_server

ROOT = Path(__file__).resolve().parents[2]
PYTHON = (sys.executable, "-m")
GTHREAD = "--worker-class gthread --workers 2 --threads 4 --keep-alive 5 --no-control-socket --log-level warning"
WORKER = "worker -P threads -c 8 -Q dial,default --without-gossip --without-mingle --without-heartbeat"
START_SECONDS = 40.0


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
    return port


@contextmanager
def running(command: Sequence[str], *, log: Path, environment: Mapping[str, str] | None = None) -> Iterator[int]:
    """A program of which standard output and error go to `log`. Yields its process id."""
    with log.open("ab") as output:
        program = subprocess.Popen(  # noqa: S603 -- the programs named in this file
            command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
    try:
        yield program.pid
    finally:
        program.terminate()
        try:
            program.wait(10)
        except subprocess.TimeoutExpired:
            program.kill()
            program.wait()


def run(*command: str, environment: Mapping[str, str]) -> str:
    """What one of our own modules prints. It ends the bench when it fails: its error stands on standard error."""
    answer = subprocess.run(  # noqa: S603 -- modules of this project
        [*PYTHON, *command], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=False
    )
    if answer.returncode:
        sys.exit(f"{' '.join(command)} failed; what it said stands above.")
    return answer.stdout


@contextmanager
def broker(folder: Path) -> Iterator[int]:
    """Valkey or Redis on loopback, which keeps nothing. Yields its port."""
    port = free_port()
    command = [find_server(), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    with running(command, log=folder / "broker.log"):
        wait_until(lambda: listens(port), what="The broker")
        yield port


@contextmanager
def web(application: str, *, folder: Path, port: int, environment: Mapping[str, str]) -> Iterator[int]:
    """Two processes of four threads. Yields the id of the process above them."""
    command = [*PYTHON, "gunicorn", application, *GTHREAD.split(), "--bind", f"127.0.0.1:{port}"]
    with running(command, log=folder / "web.log", environment=environment) as process:
        wait_until(lambda: listens(port) and len(children(process)) == 2, what="The web server")
        yield process


@contextmanager
def worker(*, folder: Path, environment: Mapping[str, str]) -> Iterator[int]:
    command = [*PYTHON, "celery", "-A", "clicktocall.celery", *WORKER.split()]
    broker = redis.Redis.from_url(environment["CELERY_BROKER_URL"])
    with running(command, log=folder / "worker.log", environment=environment) as process:
        wait_until(lambda: broker.info("clients")["blocked_clients"] > 0, what="The worker")  # it waits for tasks
        yield process


def postgres_programs() -> Path | None:
    """The folder of PostgreSQL's server programs; None if there are none, or nobody to run them as."""
    newest = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    on_path = shutil.which("initdb")
    found = [path.resolve().parent for path in (*newest, *([Path(on_path)] if on_path else []))]
    return found[0] if found and _server_user() != "root" else None


def _server_user() -> str | None:
    """Whom the database server runs as: ourselves (None), or `postgres` when we are root, as which it refuses."""
    if os.geteuid() != 0:
        return None
    return "postgres" if any(user.pw_name == "postgres" for user in pwd.getpwall()) else "root"


@contextmanager
def postgres(programs: Path) -> Iterator[str]:
    """A cluster of our own with the settings it comes with, on loopback. Yields the URL of an empty database."""
    user = _server_user()
    with tempfile.TemporaryDirectory(prefix="click-to-call-bench-") as name:
        folder, port = Path(name), free_port()
        if user:
            shutil.chown(folder, user)
        data, log = str(folder / "data"), folder / "log"
        create = [str(programs / "initdb"), "-D", data, "-U", "bench", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
        subprocess.run(create, user=user, cwd=folder, stdout=subprocess.DEVNULL, check=True)  # noqa: S603 -- initdb
        serve = [str(programs / "postgres"), "-D", data, "-k", name, "-p", str(port), "-h", "127.0.0.1"]
        with log.open("wb") as output:
            server = subprocess.Popen(serve, user=user, cwd=folder, stdout=output, stderr=output)  # noqa: S603 -- the same
        try:
            wait_until(lambda: listens(port) and b"ready to accept" in log.read_bytes(), what="PostgreSQL")
            yield f"postgresql://bench@127.0.0.1:{port}/postgres"
        finally:
            server.terminate()
            server.wait(20)


def listens(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def wait_until(is_so: Callable[[], bool], *, what: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not is_so():
        if time.monotonic() > deadline:
            sys.exit(f"{what} did not start within {START_SECONDS:g} seconds.")
        time.sleep(0.05)


def children(process: int) -> list[int]:
    """The processes that `process` has started."""
    listed = Path(f"/proc/{process}/task/{process}/children")
    return [int(word) for word in listed.read_text(encoding="ascii").split()]


def cpu_nanoseconds(process: int) -> int:
    """The processor time of all threads of `process` so far, to the nanosecond. 0 where the system does not tell."""
    try:
        tasks = list(Path(f"/proc/{process}/task").iterdir())
        return sum(int((task / "schedstat").read_text(encoding="ascii").split()[0]) for task in tasks)
    except OSError:
        return 0


def cpu_seconds(process: int) -> float:
    """The processor time of all children of `process` so far."""
    ticks = 0
    for child in children(process):
        fields = Path(f"/proc/{child}/stat").read_text(encoding="ascii").rpartition(") ")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")
