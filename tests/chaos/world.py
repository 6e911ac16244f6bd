"""The office of a chaos run: our web door over real HTTP, a queue with a few workers, the sweeper, several PBXs."""

from __future__ import annotations

import logging
import queue
import random
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, connections
from django.test import override_settings
from django.utils import timezone

from clicktocall.calls import lifecycle
from clicktocall.calls.listening import listen_to_all
from clicktocall.calls.models import Call, CallEvent
from clicktocall.celery import app
from clicktocall.pbx.drivers.base import PbxError
from clicktocall.pbx.sessions import driver_for
from clicktocall.pbx.tasks import probe
from tests.chaos.plan import AT_THE_DOOR, weighted

WAITS = {
    "LOOK_AGAIN_SECONDS": 0.5,
    "LOOK_BACK_SECONDS": 3.0,
    "QUIET_RINGING_SECONDS": 1.0,
    "QUIET_TALKING_SECONDS": 1.5,
    "SILENT_SECONDS": 12.0,
    "DIAL_LOST_SECONDS": 11.0,
}
"""The product's own waits, shorter. A dial request may take its ten seconds before it counts as lost."""
WORKERS = 8
SWEEP_EVERY = 0.3
Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]

log = logging.getLogger(__name__)


class Door:
    """Our own web application, in front of which messages of the PBX are lost, doubled and kept back."""

    def __init__(self, seed: int) -> None:
        self._application: Wsgi = get_wsgi_application()
        self._dice = random.Random(f"{seed}/door")  # noqa: S311 -- repeatable, not secret

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        fate = weighted(self._dice, AT_THE_DOOR)
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        if fate == "late":
            threading.Event().wait(0.2)
        if fate in {"answer lost", "twice"}:
            self._application({**environ, "wsgi.input": BytesIO(body)}, lambda *_: None)
        if fate in {"answer lost", "refused"}:
            start("503 Service Unavailable", [("Content-Length", "0")])
            return [b""]
        return self._application({**environ, "wsgi.input": BytesIO(body)}, start)


class QuietHandler(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the name in the standard library
        """Nothing: the run has its own summary."""


class Workers:
    """Takes tasks from the queue as Celery's workers do and runs them; some die over it, as the call's plan says."""

    def __init__(self) -> None:
        self.fates: dict[str, str] = {}
        """What happens to the dial task of a click, by its key."""
        self.ran = 0
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="worker")
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._take, args=(name,)) for name in ("dial", "default")]
        self._threads.append(threading.Thread(target=self._beat))

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()
        self._pool.shutdown()

    def _take(self, name: str) -> None:
        of_celery: Any = app.amqp.queues[name]
        with app.connection_for_read() as connection:
            waiting = connection.SimpleQueue(of_celery)
            while not self._over.wait(0.005):
                try:
                    message = waiting.get_nowait()
                except queue.Empty:
                    continue
                message.ack()
                self._pool.submit(self._run, message.headers["task"], message.payload[0])

    def _beat(self) -> None:
        while not self._over.wait(SWEEP_EVERY):
            self._run("calls.sweep", [])
            self._run(probe.name, [])

    def _run(self, task: str, arguments: list[Any]) -> None:
        try:
            if task == "calls.dial":
                self._dial(arguments)
            else:
                app.tasks[task](*arguments)
            self.ran += 1
        except OperationalError:
            log.exception("task %s: the database was locked for too long", task)
        finally:
            connections.close_all()

    def _dial(self, arguments: list[Any]) -> None:
        call = Call.objects.select_related("pbx").get(pk=arguments[0])
        dial = app.tasks["calls.dial"]
        match self.fates.pop(call.key.partition("/")[0], "arrives"):
            case "lost" | "dies before the claim":
                return
            case "twice":
                self._pool.submit(self._run, "calls.dial", arguments)
                dial(*arguments)
            case "late":
                threading.Event().wait(0.7)
                dial(*arguments)
            case "dies after the claim":
                self._claim(call)
            case "dies after sending":
                if self._claim(call):
                    try:
                        driver_for(call.pbx).dial(call.order())
                    except PbxError as error:
                        log.info("a worker died over: %s", error)
            case _:
                dial(*arguments)

    def _claim(self, call: Call) -> bool:
        """What a worker has written when it dies over a call: its claim, long enough ago not to wait for it."""
        ago = timezone.now() - timedelta(seconds=settings.DIAL_LOST_SECONDS - 1)
        return lifecycle.advance(call, Call.Status.DIALING, source=CallEvent.Source.WORKER, claimed_at=ago)


@contextmanager
def running(seed: int) -> Iterator[Workers]:
    """Web door and workers; tests and programs bring the database."""
    app.conf.update(broker_url="memory://", broker_transport="memory")
    server = ThreadedWSGIServer(("127.0.0.1", 0), QuietHandler)
    server.daemon_threads = False
    server.set_app(Door(seed))
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    serving.start()
    workers = Workers()
    stopped = threading.Event()
    listening = threading.Thread(target=listen_to_all, args=((), stopped))
    try:
        with override_settings(PBX_EVENTS_URL=f"http://127.0.0.1:{server.server_port}", **WAITS):
            workers.start()
            listening.start()
            try:
                yield workers
            finally:
                stopped.set()
                listening.join()
                workers.stop()
    finally:
        server.shutdown()
        serving.join()
        server.server_close()
