"""`manage.py whose NUMBER`: whose number this is, in whatever way it is spelled."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from clicktocall.accounts.models import User
from clicktocall.numbering.formatting import national
from clicktocall.numbering.parsing import NotANumber, parse
from directory.numbers import region_of
from directory.search import whose


class Command(BaseCommand):
    help = (
        "Whose number is this? Prints the contact that the search, a link and the list of calls name for it. "
        "Exit code 1: nobody whom the user may see; 2: no number, or no such user."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", help='in any spelling, for instance "0171 39200 12"')
        parser.add_argument("--user", required=True, help="who asks: private contacts of others are not told")

    def handle(self, *_args: Any, number: str, user: str, **_options: Any) -> None:
        asking = User.objects.filter(username=user).first()
        if asking is None:
            raise CommandError(f'There is no user "{user}". Take one of the admin panel.', returncode=2)
        region = region_of(asking)
        try:
            meant = parse(number, region=region)
        except NotANumber as error:
            raise CommandError(str(error), returncode=2) from None
        contact = whose(meant.e164 or meant.digits, user=asking)
        written = national(meant, region=region)
        if contact is None:
            raise CommandError(f"{written}: not in the directory, as far as {asking} may see it.", returncode=1)
        self.stdout.write(f"{written}: {contact}")
