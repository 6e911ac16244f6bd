"""What stands in a phone book: who, and the digits that a phone of the office has to dial."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.db.models import Q

from clicktocall.numbering.numbering_plan import NumberingPlan
from directory.models import Contact, ContactQuerySet, Extension, PhoneBook
from directory.numbers import default_region
from directory.previewing import preview
from directory.search import find

MOST = 20_000
"""More than any desk phone holds."""
AT_A_TIME = 500
FOUND = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryNumber:
    label: str
    digits: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A contact with at least one number."""

    name: str
    given_name: str
    family_name: str
    company: str
    numbers: tuple[EntryNumber, ...]


def entries_of(book: PhoneBook, *, query: str = "") -> Iterator[Entry]:
    """By name, read from the database some hundred at a time; with a query, whom the search finds."""
    plan = _plan_of(book)
    for contact in _contacts(book, query=query, region=plan.region):
        if entry := _entry(contact, plan):
            yield entry


def page_of(book: PhoneBook, *, begin: int, most: int) -> tuple[list[Entry], int | None]:
    """Entries with so many numbers at most, from the contact at that place on; and where the next page begins."""
    plan = _plan_of(book)
    contacts = list(_by_name(book)[begin : min(begin + most + 1, MOST)])
    entries: list[Entry] = []
    left = most
    for place, contact in enumerate(contacts[:most], begin):
        entry = _entry(contact, plan)
        if entry is None:
            continue
        if entries and len(entry.numbers) > left:
            return entries, place
        entries.append(replace(entry, numbers=entry.numbers[:left]))
        left -= len(entries[-1].numbers)
    return entries, begin + most if len(contacts) > most else None


def up_to(entries: Iterable[Entry], *, most: int) -> Iterator[Entry]:
    """The first ones, with so many numbers together at most."""
    left = most
    for entry in entries:
        yield replace(entry, numbers=entry.numbers[:left])
        left -= len(entry.numbers)
        if left <= 0:
            return


def _plan_of(book: PhoneBook) -> NumberingPlan:
    phone = Extension.objects.of(book.user).first()
    return phone.pbx.numbering_plan() if phone else NumberingPlan(region=default_region())


def _entry(contact: Contact, plan: NumberingPlan) -> Entry | None:
    """None for one without a number."""
    numbers = tuple(
        EntryNumber(label=number.label, digits=digits)
        for number in contact.numbers.all()
        if (digits := preview(number, plan, office="").sent.digits)
    )
    if not numbers:
        return None
    return Entry(
        name=contact.name,
        given_name=contact.given_name,
        family_name=contact.family_name,
        company=contact.company,
        numbers=numbers,
    )


def _contacts(book: PhoneBook, *, query: str, region: str) -> Iterator[Contact]:
    shown = shown_in(book)
    if query:
        found = find(query, user=book.user, region=region, limit=FOUND)
        kept = shown.with_numbers().defer("note", "search_text").in_bulk([one.pk for one in found])
        return iter([kept[one.pk] for one in found if one.pk in kept])
    return _by_name(book)[:MOST].iterator(chunk_size=AT_A_TIME)


def _by_name(book: PhoneBook) -> ContactQuerySet:
    return shown_in(book).order_by("name_key", "pk").with_numbers().defer("note", "search_text")


def shown_in(book: PhoneBook) -> ContactQuerySet:
    """What it shows now. Whether the user may see that is asked each time: nobody keeps what they have lost."""
    return Contact.objects.here().seen_by(book.user).filter(part_of(book))


def part_of(book: PhoneBook) -> Q:
    """The shelf that it shows."""
    if book.part == PhoneBook.Part.SHARED:
        return Q(shelf=Contact.Shelf.SHARED)
    if book.part == PhoneBook.Part.PERSONAL:
        return Q(shelf=Contact.Shelf.PERSONAL, owner=book.user)
    if book.part == PhoneBook.Part.GROUP:
        return Q(shelf=Contact.Shelf.GROUP, group=book.group)
    return Q()
