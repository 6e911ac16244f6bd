"""`manage.py office_number_add NUMBER NAME KIND --pbx PBX`: a queue, group, voice menu or room that can be called."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from clicktocall.pbx.named import pbx_named
from directory.models import OfficeNumber
from directory.models.office import OFFICE_KINDS


class Command(BaseCommand):
    help = "Enter a number of the office that is nobody's phone. People find it by its name and call it like a person."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number")
        parser.add_argument("name", help="as the office says it, for instance Support")
        parser.add_argument("kind", choices=[kind for kind, _label in OFFICE_KINDS])
        parser.add_argument("--pbx", required=True, help="name of the PBX")

    def handle(self, *_args: Any, number: str, name: str, kind: str, pbx: str, **_options: Any) -> None:
        entry = OfficeNumber(pbx=pbx_named(pbx), number=number, name=name, kind=kind)
        try:
            entry.full_clean()
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        entry.save(force_insert=True)
        self.stdout.write(f"{entry.name} can be called: {entry.kind_words} {entry}.")
