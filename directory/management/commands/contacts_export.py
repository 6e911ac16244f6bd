"""`manage.py contacts_export`: contacts of the directory into a file, or to standard output."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet

from clicktocall.accounts.models import User
from clicktocall.audit.recording import COMMAND, What, record
from directory.exporting.formats import FORMATS
from directory.models import Contact
from directory.numbers import default_region
from directory.search import matching
from directory.tagging import tag_key


class Command(BaseCommand):
    help = "Write contacts to a file, or to standard output. Without --user: the shared ones."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", help="where to; standard output if none is named")
        parser.add_argument("--format", choices=FORMATS, default="csv")
        parser.add_argument("--search", default="", help="only those that this search finds")
        parser.add_argument("--tag", default="", help="only those with this tag")
        parser.add_argument("--user", default="", help="all that this user may see")

    def handle(self, *_args: Any, file: Path | None, search: str, tag: str, user: str, **said: Any) -> None:
        contacts = _contacts(search, tag, user)
        pieces = FORMATS[said["format"]].pieces(contacts)
        about = {"format": said["format"], "search": search, "tag": tag, "of": user}
        record(What.EXPORTED, who=COMMAND, subject="contacts", **about)
        if file is None:
            sys.stdout.buffer.writelines(pieces)
            return
        try:
            _write(file, pieces)
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror or error}.", returncode=2) from None
        self.stderr.write(f"{contacts.count()} contacts were written to {file}.")


def _write(file: Path, pieces: Iterator[bytes]) -> None:
    with file.open("wb") as target:
        target.writelines(pieces)


def _contacts(search: str, tag: str, user: str) -> QuerySet[Contact]:
    contacts = Contact.objects.here()
    if user:
        owner = User.objects.filter(username=user).first()
        if owner is None:
            raise CommandError(f"There is no user {user}. Write the user name.")
        contacts = contacts.seen_by(owner)
    else:
        contacts = contacts.filter(shelf=Contact.Shelf.SHARED)
    if search:
        contacts = contacts.filter(matching(search, region=default_region()))
    if tag:
        contacts = contacts.filter(pk__in=Contact.objects.filter(tags__key=tag_key(tag)).values("pk"))
    return contacts.order_by("pk")
