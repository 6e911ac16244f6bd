"""Which programs make up the demo, beside its broker."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from clicktocall.demo.children import Program
from clicktocall.demo.surroundings import Surroundings

PYTHON = (sys.executable, "-m")
PASSWORD_VARIABLE = "PBXSIM_PASSWORD"  # noqa: S105 -- the name of a variable


def preparation(place: Surroundings, secrets: Mapping[str, str]) -> Program:
    """Tables, static files, sample data. Ends when that is done."""
    command = (sys.executable, "manage.py", "demo_data", "--pbx-url", place.simulator)
    return Program(name="preparation", command=command, environment=secrets)


def simulator(place: Surroundings, secrets: Mapping[str, str]) -> Program:
    options = ("--host", "127.0.0.1", "--port", str(place.simulator_port), "--app-url", place.site)
    return Program(name="simulator", command=(*PYTHON, "clicktocall.pbxsim", *options), environment=secrets, grace=1)


def worker(place: Surroundings, environment: Mapping[str, str]) -> Program:
    """One process for both queues and for the clock that tells the sweeper when."""
    options = (
        "worker -B -P threads -c 8 -Q dial,default --without-gossip --without-mingle --without-heartbeat -l WARNING"
    )
    schedule = ("--schedule", str(place.data / "beat-schedule"))
    command = (*PYTHON, "celery", "-A", "clicktocall.celery", *options.split(), *schedule)
    return Program(name="worker", command=command, environment=environment)


def web(place: Surroundings, environment: Mapping[str, str]) -> Program:
    options = "--worker-class gthread --workers 2 --threads 4 --keep-alive 5 --graceful-timeout 1 --no-control-socket"
    bind = ("--bind", f"127.0.0.1:{place.port}", "--log-level", "warning")
    return Program(
        name="web", command=(*PYTHON, "gunicorn", "clicktocall.wsgi", *options.split(), *bind), environment=environment
    )
