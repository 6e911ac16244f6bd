"""The story of one demo: from `make demo` to its address on the screen, and to the last process after Ctrl-C."""

from __future__ import annotations

import http.client
import secrets
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from threading import Event

from clicktocall import new_secrets
from clicktocall.demo import broker, programs
from clicktocall.demo.household import GaveUp, Household
from clicktocall.demo.surroundings import ROOT, CannotStart, Surroundings, settle
from clicktocall.demo.welcome import welcome

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LOOK_SECONDS = 0.2
PATIENCE_SECONDS = 60.0


def main(environment: dict[str, str]) -> int:
    """Run the demo until it is stopped. Returns the exit code."""
    stop = Event()
    for number in SIGNALS:
        signal.signal(number, lambda *_: stop.set())
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
    try:
        place = settle(environment)
    except CannotStart as reason:
        return complain(reason)
    household = Household(folder=ROOT, logs=place.data / "log", say=say, held_files=(place.lock,))
    try:
        live(household, place, stop)
    except (CannotStart, GaveUp) as reason:
        return complain(reason)
    finally:
        household.stop()
        place.leave()
    say("Stopped.")
    return 0


def say(sentence: str) -> None:
    with suppress(OSError):  # the terminal may be gone
        sys.stdout.write(f"{sentence}\n")
        sys.stdout.flush()


def complain(reason: Exception) -> int:
    with suppress(OSError):
        sys.stderr.write(f"{reason}\n")
    return 1


def live(household: Household, place: Surroundings, stop: Event) -> None:
    """Start everything, say where it is, and look after it until `stop` is set. Raises CannotStart or GaveUp."""
    begun = time.monotonic()
    say("Starting ...")
    new_secrets.keep_in(place.data)
    place.tell()
    environment = place.environment()
    with_password = environment | {programs.PASSWORD_VARIABLE: secrets.token_urlsafe(16)}
    household.start(
        broker.broker(socket_path=place.broker_socket, kept_in=place.data / "broker", environment=environment)
    )
    household.start(programs.simulator(place, with_password))
    household.finish(household.start(programs.preparation(place, with_password)), is_stopped=stop.is_set)
    if not stop.is_set():
        household.start(programs.worker(place, environment))
        household.start(programs.web(place, environment))
    wait_until(lambda: broker.answers(place.broker_socket), household, stop)
    wait_until(lambda: page_answers(place.simulator_port, "/"), household, stop)
    wait_until(lambda: page_answers(place.port, "/healthz"), household, stop)
    if not stop.is_set():
        say(welcome(place, seconds=time.monotonic() - begun))
    while not stop.wait(LOOK_SECONDS):
        household.look()
    say("\nStopping ...")


def wait_until(is_so: Callable[[], bool], household: Household, stop: Event) -> None:
    """Look after the household meanwhile. Raises CannotStart when it takes too long."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not stop.is_set() and not is_so():
        household.look()
        if time.monotonic() > deadline:
            raise CannotStart(f"The demo did not start within a minute. Its logs are in {household.logs}")
        stop.wait(LOOK_SECONDS / 4)


def page_answers(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
