"""`manage.py contacts_import FILE`: contacts from a CSV file, as often as one likes."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from clicktocall.pbx.validators import validate_region
from directory.importing.merging import Import, Report
from directory.importing.reading import Fault, Unreadable, open_sheet
from directory.numbers import default_region


class Command(BaseCommand):
    help = (
        "Bring contacts in from a CSV file with the headings name, company and any of phone, mobile, work, home, fax. "
        "Known contacts (same name and company) only get the numbers they lack. "
        "Exit code 1: something was left out; 2: the file cannot be read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--region", default="", help="country of the national numbers, for instance DE")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, change nothing")

    def handle(self, *_args: Any, file: Path, region: str, dry_run: bool, **_options: Any) -> None:
        run = Import(region=_checked(region.upper()) or default_region(), tell=self._tell, dry_run=dry_run)
        try:
            with open_sheet(file) as sheet:
                if sheet.ignored:
                    self.stdout.write(f"Columns that are not used: {', '.join(sheet.ignored)}")
                run.bring(sheet.rows)
        except Unreadable as error:
            raise CommandError(f"{error} {_came_in(run.report, dry_run=dry_run)}".rstrip(), returncode=2) from None
        self.stdout.write(_summary(run.report, dry_run=dry_run))
        if not run.report.is_complete:
            raise CommandError("Not everything came in. Correct the rows named above and import the file again.")

    def _tell(self, fault: Fault) -> None:
        self.stderr.write(f"Row {fault.row}: {fault.sentence}")


def _checked(region: str) -> str:
    if region:
        try:
            validate_region(region)
        except ValidationError as error:
            raise CommandError(f"--region: {error.messages[0]}") from None
    return region


def _summary(report: Report, *, dry_run: bool) -> str:
    counts = (
        f"{report.created} created, {report.changed} changed, {report.same} the same, {report.rejected} rejected, "
        f"{report.numbers_left_out} numbers left out."
    )
    return f"Nothing was written. It would be: {counts}" if dry_run else counts


def _came_in(report: Report, *, dry_run: bool) -> str:
    if report == Report():
        return ""
    return f"Before that: {_summary(report, dry_run=dry_run)}"
