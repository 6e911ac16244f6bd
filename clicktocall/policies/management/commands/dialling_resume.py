"""`manage.py dialling_resume`: lets dialling go on that was stopped, everywhere or through one PBX."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from clicktocall.audit.recording import COMMAND
from clicktocall.policies import switch
from clicktocall.policies.management.commands.dialling_stop import named


class Command(BaseCommand):
    help = "Let dialling go on. What was stopped for one PBX goes on with --pbx, what was stopped for all without."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--pbx", help="name of the PBX that was stopped")

    def handle(self, *_args: Any, pbx: str | None, **_options: Any) -> None:
        if not switch.resume(pbx=named(pbx), who=COMMAND):
            raise CommandError("Dialling was not stopped there.")
        self.stdout.write("Dialling goes on.")
