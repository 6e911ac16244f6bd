"""`manage.py whose NUMBER`: whose number this is, in whatever way it is spelled."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from clicktocall.accounts.models import User
from clicktocall.numbering.formatting import national
from clicktocall.numbering.numbering_plan import NumberingPlan
from clicktocall.numbering.parsing import NotANumber, read
from clicktocall.numbering.tel_links import number_from_link
from directory.models import Extension
from directory.numbers import default_region
from directory.parties import who_answers
from directory.search import also_of


class Command(BaseCommand):
    help = (
        "Whose number is this? Prints whom the search, a link and the list of calls name for it: a contact, a "
        "colleague, or a queue and the like of the PBX on which the user's first phone is. "
        "Exit code 1: nobody whom the user may see; 2: no number, or no such user."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", help='in any spelling, for instance "0171 39200 12"')
        parser.add_argument("--user", required=True, help="who asks: private contacts of others are not told")

    def handle(self, *_args: Any, number: str, user: str, **_options: Any) -> None:
        asking = User.objects.filter(username=user).first()
        if asking is None:
            raise CommandError(f'There is no user "{user}". Take one of the admin panel.', returncode=2)
        phone = Extension.objects.of(asking).first()
        pbx = phone.pbx if phone else None
        plan = pbx.numbering_plan() if pbx else NumberingPlan(region=default_region())
        try:
            meant = read(number_from_link(number), plan)
        except NotANumber as error:
            raise CommandError(str(error), returncode=2) from None
        party = who_answers(meant, user=asking, pbx=pbx)
        written = national(meant, region=plan.region)
        if not party.name:
            raise CommandError(f"{written}: not in the directory, as far as {asking} may see it.", returncode=1)
        said = f"{written}: {party.contact or party.name}"
        self.stdout.write(", ".join(filter(None, [said, party.kind_words])))
        if party.contact:
            identity = meant.e164 or meant.digits
            others = also_of(identity, user=asking, extension=meant.extension, besides=party.contact)
            self.stdout.writelines(f"  also: {other}\n" for other in others)
