"""`manage.py pbx_listen [NAME ...]`: reads the events of PBXs that report by TCP, until it is stopped."""

from __future__ import annotations

import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from clicktocall.calls.listening import listen_to_all
from clicktocall.pbx.models import EventsBy, Pbx


class Command(BaseCommand):
    help = (
        "Read the events of PBXs whose events come by TCP: of those named, or of all, also of those that are set up "
        "later. Run one of it. It ends at SIGTERM or Ctrl-C."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("names", metavar="NAME", nargs="*", help="without names: all that are set to TCP")

    def handle(self, *_args: Any, names: list[str], **_options: Any) -> None:
        for name in names:
            _refuse_what_is_not_there(name)
        stopped = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda _number, _frame: stopped.set())
        listen_to_all(names, stopped)


def _refuse_what_is_not_there(name: str) -> None:
    pbx = Pbx.objects.filter(name=name).first()
    if pbx is None:
        raise CommandError(f"There is no PBX {name}. `manage.py pbx_add {name}` sets it up.")
    if pbx.events_by != EventsBy.TCP:
        raise CommandError(
            f"The PBX {name} sends its events to us by HTTP, so there is nothing to listen to. If it is set to TCP, "
            f"say so: `manage.py pbx_add {name} --update --events-by tcp`."
        )
