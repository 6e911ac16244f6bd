"""`manage.py dialling_stop [MESSAGE]`: stops all dialling at once, or that through one PBX."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from clicktocall.audit.recording import COMMAND
from clicktocall.pbx.models import Pbx
from clicktocall.policies import switch


class Command(BaseCommand):
    help = "Stop all dialling at once. Emergency numbers still work. `manage.py dialling_resume` lets it go on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("message", nargs="?", default="", help="what users read on their pages")
        parser.add_argument("--pbx", help="name of the one PBX to stop; all of them without it")

    def handle(self, *_args: Any, message: str, pbx: str | None, **_options: Any) -> None:
        try:
            stopped = switch.stop(pbx=named(pbx), message=message[:300], who=COMMAND)
        except switch.AlreadyStopped as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"Dialling is stopped: {stopped}.")


def named(name: str | None) -> Pbx | None:
    if name is None:
        return None
    found = Pbx.objects.filter(name=name).first()
    if found is None:
        raise CommandError(f"There is no PBX {name}.")
    return found
