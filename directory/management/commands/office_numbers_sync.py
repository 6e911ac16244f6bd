"""`manage.py office_numbers_sync NAME`: the queues and voice menus of a PBX beside the numbers that are known here."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from clicktocall.pbx.drivers.base import PbxError
from clicktocall.pbx.named import pbx_named
from clicktocall.pbx.speaking import speaking_to
from clicktocall.pbx.turns import Errand
from directory.syncing.office_numbers import OfficeRow, OfficeStanding, apply, choice_of, compare

TAKEN_OVER = {OfficeStanding.NEW, OfficeStanding.RENAMED}


class Command(BaseCommand):
    help = (
        "Show the queues and voice menus that the PBX tells of beside what is known here. With --apply the new and the "
        "renamed ones are taken over; nothing is ever removed. Exit code 1: something was left out, 2: nothing told."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="name of the PBX")
        parser.add_argument("--apply", action="store_true", help="take over the new and the renamed ones")

    def handle(self, *_args: Any, name: str, **options: Any) -> None:
        pbx = pbx_named(name)
        try:
            with speaking_to(pbx, Errand.LOOK) as driver:
                rows = compare(pbx, driver)
        except PbxError as error:
            raise CommandError(str(error), returncode=2) from None
        for row in rows:
            self.stdout.write(_told(row))
        choices = [choice_of(row) for row in rows if row.standing in TAKEN_OVER]
        if not options["apply"]:
            self.stdout.write(f"Nothing was written. With --apply: {len(choices)} to take over.")
            return
        applied = apply(pbx, choices)
        for sentence in applied.refusals:
            self.stderr.write(sentence)
        self.stdout.write(applied.sentence)
        if applied.refusals:
            raise CommandError(f"{len(applied.refusals)} left out, as said above.", returncode=1)


def _told(row: OfficeRow) -> str:
    return f"{row.number:<6} {row.kind_words:<18} {row.there:<24} {row.standing.label:<18} {row.here}".rstrip()
