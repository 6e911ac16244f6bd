"""`manage.py contacts_import FILE`: contacts from a file of any known format, as often as one likes."""

from __future__ import annotations

import tempfile
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from clicktocall.accounts.models import User
from clicktocall.audit.recording import COMMAND, What, record
from clicktocall.pbx.validators import validate_region
from directory.exporting.rejected import rejected_lines
from directory.importing import jobs
from directory.importing.bounds import MOST_BYTES
from directory.importing.bringing import bring, take_back
from directory.importing.faults import Unreadable
from directory.importing.planning import Plan, Verdict, Wishes
from directory.models import Contact, ImportRun
from directory.numbers import default_region
from directory.tagging import tag_names

INCOMPLETE, UNREADABLE = 1, 2


class Command(BaseCommand):
    help = (
        "Bring contacts in from a file: CSV, XLSX, ODS, LDIF or vCard, recognised by its headings. Known contacts only "
        "get what they lack, unless --overwrite is given. Exit code 1: something was left out; 2: the file "
        "cannot be read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?")
        parser.add_argument("--region", default="", help="country of the national numbers, for instance DE")
        parser.add_argument("--shelf", default="shared", help="shared, personal (of --owner), or the name of a group")
        parser.add_argument("--owner", default="", help="user whom the new contacts belong to")
        parser.add_argument("--tags", default="", help="tags for every contact of the file, divided by commas")
        parser.add_argument("--overwrite", action="store_true", help="the file wins where the directory says otherwise")
        parser.add_argument(
            "--map", action="append", default=[], metavar="HEADING=MEANING", help="for instance Cell=phone:Mobile"
        )
        parser.add_argument("--rejected", type=Path, help="write what was left out to this file, with the reasons")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, change nothing")
        parser.add_argument("--undo", type=int, metavar="NUMBER", help="take back the import of that number")

    def handle(self, *_args: Any, file: Path | None, undo: int | None, dry_run: bool, **said: Any) -> None:
        if undo is not None:
            self._undo(undo)
        elif file is None:
            raise CommandError("Name a file, or an import to --undo.")
        else:
            wishes, mapping = _wishes(said), _mapping(said["map"])
            with _regular(file) as path:
                if dry_run:
                    self._look(path, wishes, mapping)
                else:
                    self._bring(path, wishes, mapping, said["rejected"])

    def _bring(self, file: Path, wishes: Wishes, mapping: dict[str, str] | None, rejected: Path | None) -> None:
        run = bring(file, wishes, mapping=mapping)
        record(What.IMPORTED, who=COMMAND, subject=run.file_name, counts=run.counts)
        entries = run.entries.filter(verdict=Verdict.REJECTED)
        for entry in entries.iterator():
            self.stderr.write(f"Row {entry.row}: {entry.sentence}")
        if rejected and run.rejected:
            with rejected.open("w", encoding="utf-8", newline="") as target:
                target.writelines(rejected_lines(run.headings, entries.iterator()))
        if run.sentence:
            before = f" Before that: {_summary(run.counts)}" if run.done else ""
            raise CommandError(f"{run.sentence}{before}", returncode=UNREADABLE)
        self._tell_ignored(run.ignored)
        self.stdout.write(f"{_summary(run.counts)} Import {run.pk}, read as {run.format}.")
        self._complain(run.rejected)

    def _look(self, file: Path, wishes: Wishes, mapping: dict[str, str] | None) -> None:
        counts = dict.fromkeys(jobs.COUNTED.values(), 0)
        ignored: Iterable[str] = ()
        try:
            for looked in jobs.look(file, wishes, mapping=mapping):
                ignored = looked.book.ignored
                for plan in looked.plans:
                    counts[jobs.COUNTED[plan.verdict]] += 1
                    self._tell(plan)
        except Unreadable as error:
            raise CommandError(str(error), returncode=UNREADABLE) from None
        self._tell_ignored(ignored)
        self.stdout.write(f"Nothing was written. It would be: {_summary(counts)}")
        self._complain(counts["rejected"])

    def _tell(self, plan: Plan) -> None:
        if plan.verdict == Verdict.REJECTED:
            self.stderr.write(f"Row {plan.row}: {plan.sentence}")

    def _tell_ignored(self, ignored: Iterable[str]) -> None:
        if ignored:
            self.stdout.write(f"Columns that are not used: {', '.join(ignored)}")

    def _undo(self, number: int) -> None:
        run = ImportRun.objects.filter(pk=number).first()
        if run is None or run.stage != ImportRun.Stage.APPLIED:
            raise CommandError(f"There is no import {number} that is in the directory.")
        take_back(run)
        record(What.DELETED, who=COMMAND, subject=f"import {run.pk} {run.file_name}", kept=run.kept)
        kept = f" {run.kept} contacts stay: they were changed since." if run.kept else ""
        self.stdout.write(f"Import {run.pk} was taken back.{kept}")

    def _complain(self, rejected: int) -> None:
        if rejected:
            sentence = "Not everything came in. Correct the rows named above and import the file again."
            raise CommandError(sentence, returncode=INCOMPLETE)


@contextmanager
def _regular(file: Path) -> Iterator[Path]:
    """A file that can be read twice, also where one comes through a pipe (`/dev/stdin`)."""
    if not file.exists() or file.is_file():
        yield file
        return
    with tempfile.TemporaryDirectory() as folder, file.open("rb") as pipe:
        path = Path(folder) / file.name
        with path.open("wb") as copy:
            while copy.tell() <= MOST_BYTES and (piece := pipe.read(1 << 18)):
                copy.write(piece)
        yield path


def _wishes(said: dict[str, Any]) -> Wishes:
    owner = User.objects.filter(username=said["owner"]).first() if said["owner"] else None
    if said["owner"] and owner is None:
        raise CommandError(f"There is no user {said['owner']}. Write the user name.")
    shelf, group = said["shelf"], None
    if shelf == Contact.Shelf.PERSONAL and owner is None:
        raise CommandError("Whose personal contacts? Name the user with --owner.")
    if shelf not in {Contact.Shelf.SHARED, Contact.Shelf.PERSONAL}:
        group = Group.objects.filter(name=shelf).first()
        if group is None:
            raise CommandError(f"There is no group {shelf}. Write shared, personal or the name of a group.")
    return Wishes(
        region=_region(said["region"].upper()) or default_region(),
        shelf=Contact.Shelf.GROUP if group else shelf,
        group_id=group.pk if group else None,
        owner_id=owner.pk if owner else None,
        tags=tuple(tag_names(said["tags"])),
        overwrites=said["overwrite"],
    )


def _region(region: str) -> str:
    if region:
        try:
            validate_region(region)
        except ValidationError as error:
            raise CommandError(f"--region: {error.messages[0]}") from None
    return region


def _mapping(pairs: list[str]) -> dict[str, str] | None:
    mapping = {}
    for pair in pairs:
        heading, equals, meaning = pair.rpartition("=")
        if not equals:
            raise CommandError(f"--map {pair}: write HEADING=MEANING, for instance Cell=phone:Mobile.")
        mapping[heading] = meaning
    return mapping or None


def _summary(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {name.replace('same', 'the same')}" for name, count in counts.items()) + "."
