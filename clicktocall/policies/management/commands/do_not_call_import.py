"""`manage.py do_not_call_import FILE`: brings in a do-not-call list from CSV."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from clicktocall.audit.recording import COMMAND
from clicktocall.policies.importing import NotAList, bring_in


class Command(BaseCommand):
    help = (
        "Bring in numbers that nobody may call. Columns: number, reason, source, until (2027-12-31); a number that "
        "ends with * means all that begin so. What stands on the list already is brought up to date."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", default="", help="for rows that do not name one")

    def handle(self, *_args: Any, file: Path, source: str, **_options: Any) -> None:
        try:
            report = bring_in(file.read_bytes(), who=COMMAND, source=source)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
        except NotAList as error:
            raise CommandError(str(error)) from None
        for fault in report.faults:
            self.stderr.write(fault)
        self.stdout.write(f"{report.kept} numbers are on the list, {report.left_out} rows were left out.")
