"""`manage.py extension_add USER NUMBER --pbx NAME`: gives a user a phone."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from clicktocall.accounts.models import User
from clicktocall.pbx.named import pbx_named
from directory.models import Extension


class Command(BaseCommand):
    help = "Give a user an extension of a PBX, which then rings when the user clicks a number."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("user")
        parser.add_argument("number")
        parser.add_argument("--pbx", required=True, help="name of the PBX")
        parser.add_argument("--default", action="store_true", help="this phone rings unless the user chooses another")
        parser.add_argument("--autoanswer", action="store_true", help="the phone goes off-hook by itself, if it can")

    def handle(self, *_args: Any, **options: Any) -> None:
        extension = Extension(
            user=_user(options["user"]),
            pbx=pbx_named(options["pbx"]),
            number=options["number"],
            is_default=options["default"],
            autoanswer=options["autoanswer"],
        )
        _refuse_taken(extension)
        try:
            extension.clean_fields()
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        with transaction.atomic():
            if extension.is_default:
                extension.user.extensions.update(is_default=False)
            extension.save(force_insert=True)
        self.stdout.write(f"Extension {extension} rings for {extension.user.username}.")


def _user(username: str) -> User:
    try:
        return User.objects.get(username=username)
    except User.DoesNotExist:
        raise CommandError(f"There is no user {username}. Add the user in the admin panel first.") from None


def _refuse_taken(extension: Extension) -> None:
    taken = Extension.objects.filter(pbx=extension.pbx, number=extension.number).select_related("user").first()
    if taken:
        raise CommandError(
            f"Extension {extension} belongs to {taken.user.username} already. Change it in the admin panel."
        )
