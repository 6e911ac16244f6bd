"""`manage.py extensions_sync NAME`: the users' extensions beside the PBX's, or beside a list."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from clicktocall.pbx.drivers.base import PbxError
from clicktocall.pbx.models import Pbx
from clicktocall.pbx.named import pbx_named
from clicktocall.pbx.speaking import speaking_to
from clicktocall.pbx.turns import Errand
from directory.importing.faults import Fault, Unreadable
from directory.syncing import sheet
from directory.syncing.applying import Choice, apply
from directory.syncing.comparing import Row, compare, unknown_to


class Command(BaseCommand):
    help = (
        "Show the extensions of the PBX, whose they are here, and whose they probably are; with --csv what a list with "
        "the columns number, username and, if wanted, default and autoanswer would change. Nothing is written without "
        "--apply, and nothing is ever taken away. Exit code 1: something was left out; 2: nothing could be read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="name of the PBX")
        parser.add_argument("--csv", type=Path, metavar="FILE", help="a list instead of what the PBX suggests")
        parser.add_argument("--apply", action="store_true", help="give the extensions to the users")

    def handle(self, *_args: Any, name: str, csv: Path | None, **options: Any) -> None:
        pbx = pbx_named(name)
        choices, faults = self._from_list(pbx, csv) if csv else (self._from_pbx(pbx), 0)
        if not options["apply"]:
            self.stdout.write(f"Nothing was written. With --apply: {len(choices)} to give or change.")
        else:
            applied = apply(pbx, choices)
            for sentence in applied.refusals:
                self.stderr.write(sentence)
            self.stdout.write(applied.sentence)
            faults += len(applied.refusals)
        if faults:
            raise CommandError(f"{faults} left out, as said above.", returncode=1)

    def _from_pbx(self, pbx: Pbx) -> list[Choice]:
        try:
            with speaking_to(pbx, Errand.LOOK) as driver:
                rows = compare(pbx, driver)
        except PbxError as error:
            raise CommandError(str(error), returncode=2) from None
        for row in rows:
            self.stdout.write(_told(row))
        return [Choice(number=row.number, was="", username=row.suggested) for row in rows if row.suggested]

    def _from_list(self, pbx: Pbx, file: Path) -> tuple[list[Choice], int]:
        try:
            rows = sheet.read(_bytes_of(file), pbx)
        except Unreadable as error:
            raise CommandError(str(error), returncode=2) from None
        planned = [row.choice for row in rows if isinstance(row, sheet.Planned) and row.changes]
        missing = self._not_there(pbx, {choice.number for choice in planned})
        for row in rows:
            if isinstance(row, Fault):
                self.stderr.write(f"Row {row.row}: {row.sentence}")
            elif row.changes:
                but = ", which the PBX does not have: create it there" if row.choice.number in missing else ""
                self.stdout.write(f"Row {row.row}: {row.choice.number} for {row.choice.username}{but}")
        return planned, _count_faults(rows)

    def _not_there(self, pbx: Pbx, numbers: set[str]) -> frozenset[str]:
        try:
            with speaking_to(pbx, Errand.LOOK) as driver:
                return unknown_to(driver, numbers)
        except PbxError as error:
            self.stderr.write(f"The PBX could not be asked whether it has these extensions. {error}")
            return frozenset()


def _count_faults(rows: Iterable[sheet.Planned | Fault]) -> int:
    return sum(isinstance(row, Fault) for row in rows)


def _told(row: Row) -> str:
    user = row.owner
    if row.suggested and row.because:
        user = f"-> {row.suggested} ({row.because.label})"
    return f"{row.number:<6} {row.name:<24} {row.phone:<14} {row.standing.label:<18} {user}".rstrip()


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.", returncode=2) from None
