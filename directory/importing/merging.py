"""Brings rows into the directory: new people are added, known ones get the numbers that they lack."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeAlias

from django.db import transaction
from django.utils.translation import gettext as _

from clicktocall.numbering.parsing import NotANumber
from directory.finding.slips import learn
from directory.importing.reading import Fault, Row
from directory.models import Contact, ContactQuerySet, PhoneNumber
from directory.numbers import identify
from directory.search import describe, name_key

BATCH = 500
LONGEST_NAME = 200
LONGEST_LABEL = 40

Key: TypeAlias = tuple[str, str]
"""Name and company, however they are capitalised: who has both is the same contact."""


@dataclass(slots=True, kw_only=True)
class Report:
    """What became of the rows, and how many numbers were left out of rows that came in."""

    created: int = 0
    changed: int = 0
    same: int = 0
    rejected: int = 0
    numbers_left_out: int = 0

    @property
    def is_complete(self) -> bool:
        return not (self.rejected or self.numbers_left_out)


@dataclass(slots=True, kw_only=True)
class _Entry:
    """A contact as it will stand after the batch."""

    contact: Contact
    numbers: list[PhoneNumber]
    added: list[PhoneNumber] = field(default_factory=list)

    def has(self, number: PhoneNumber) -> bool:
        return any(_identity(own) == _identity(number) for own in self.numbers)

    def add(self, number: PhoneNumber) -> None:
        number.position = len(self.numbers)
        self.numbers.append(number)
        self.added.append(number)


class Import:
    """One run over a file. Bringing the same rows twice changes nothing the second time.

    Every batch is a transaction of its own: a long file never keeps others from writing, and what came in before an
    interruption is recognised by the next run. A dry run writes nothing and therefore remembers all new contacts.
    """

    def __init__(self, *, region: str, tell: Callable[[Fault], None], dry_run: bool = False) -> None:
        self.region = region
        self.tell = tell
        self.dry_run = dry_run
        self.report = Report()
        self._entries: dict[Key, _Entry] = {}

    def bring(self, rows: Iterable[Row | Fault]) -> None:
        for batch in _batches(map(_checked, rows)):
            with transaction.atomic():
                self._load([row for row in batch if isinstance(row, Row)])
                for row in batch:
                    if isinstance(row, Row):
                        self._merge(row)
                    else:
                        self.report.rejected += 1
                        self.tell(row)
                if not self.dry_run:
                    _write(self._entries.values())
            if not self.dry_run:
                self._entries.clear()

    def _load(self, rows: list[Row]) -> None:
        """The contacts of the directory that these rows may be about."""
        names = {name_key(row.name) for row in rows}
        wanted = {_key(row.name, row.company) for row in rows}
        for contact in _reachable().filter(name_key__in=names).with_numbers().order_by("pk"):
            key = _key(contact.name, contact.company)
            if key in wanted and key not in self._entries:
                self._entries[key] = _Entry(contact=contact, numbers=list(contact.numbers.all()))

    def _merge(self, row: Row) -> None:
        numbers = self._numbers(row)
        key = _key(row.name, row.company)
        entry = self._entries.get(key)
        is_new = entry is None
        if entry is None:
            entry = self._entries[key] = _Entry(contact=Contact(name=row.name, company=row.company), numbers=[])
        before = len(entry.numbers)
        for number in numbers:
            if not entry.has(number):
                entry.add(number)
        if is_new:
            self.report.created += 1
        elif len(entry.numbers) > before:
            self.report.changed += 1
        else:
            self.report.same += 1

    def _numbers(self, row: Row) -> list[PhoneNumber]:
        numbers = []
        for label, typed in row.numbers:
            number = PhoneNumber(label=label[:LONGEST_LABEL], typed=typed)
            try:
                identify(number, region=self.region)
            except NotANumber as error:
                self.report.numbers_left_out += 1
                said = {"label": label, "typed": typed, "why": _(str(error))}
                self.tell(Fault(row=row.number, sentence=_('%(label)s "%(typed)s" is left out. %(why)s') % said))
            else:
                numbers.append(number)
        return numbers


def _checked(row: Row | Fault) -> Row | Fault:
    if isinstance(row, Row) and max(len(row.name), len(row.company)) > LONGEST_NAME:
        sentence = _("Its name or company is longer than %s characters.") % LONGEST_NAME
        return Fault(row=row.number, sentence=sentence)
    return row


def _batches(rows: Iterator[Row | Fault]) -> Iterator[list[Row | Fault]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _key(name: str, company: str) -> Key:
    return _canonical(name), _canonical(company)


def _canonical(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _identity(number: PhoneNumber) -> tuple[str, str]:
    return number.e164 or number.digits, number.extension


def _reachable() -> ContactQuerySet:
    """What a file without an owner may add to: the shared shelf."""
    return Contact.objects.here().filter(shelf=Contact.Shelf.SHARED)


def _write(entries: Iterable[_Entry]) -> None:
    touched = [entry for entry in entries if entry.added or entry.contact.pk is None]
    for entry in touched:
        describe(entry.contact, entry.numbers)
    known = [entry.contact for entry in touched if entry.contact.pk is not None]
    Contact.objects.bulk_update(known, ["name_key", "search_text"], batch_size=200)
    Contact.objects.bulk_create([entry.contact for entry in touched if entry.contact.pk is None])
    for entry in touched:
        for number in entry.added:
            number.contact = entry.contact
    PhoneNumber.objects.bulk_create([number for entry in touched for number in entry.added])
    learn(entry.contact.search_text for entry in touched)
