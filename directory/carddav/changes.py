"""What has happened to a book since somebody last read it: cards that are new or another, and cards that are gone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from directory.carddav.asking import Depth
from directory.carddav.reading import AT_A_TIME, Shown, shown_of
from directory.carddav.tokens import Position
from directory.models import Change, Contact, PhoneBook
from directory.phonebooks.entries import part_of, shown_in

Part, Shelf = PhoneBook.Part, Contact.Shelf


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """A card that stands in the book no more. `pk` is the key of its contact."""

    pk: int
    uid: UUID


def changed_since(book: PhoneBook, since: Position, depth: Depth) -> Iterator[list[Shown | Gone]]:
    """In the order of the contacts' keys, beginning behind `since.after`. Six queries for each few hundred."""
    after = since.after
    changes = Change.objects.filter(pk__gt=since.change)
    touched = Contact.objects.filter(pk__in=changes.order_by().values("contact")).order_by("pk")
    while pks := list(touched.filter(pk__gt=after).values_list("pk", flat=True)[:AT_A_TIME]):
        shown = shown_of(shown_in(book).filter(pk__in=pks), depth)
        gone = _gone(book, sorted(set(pks) - {one.pk for one in shown}), since)
        yield sorted([*shown, *gone], key=lambda one: one.pk)
        after = pks[-1]


def _gone(book: PhoneBook, pks: list[int], since: Position) -> list[Gone]:
    """Those of these that have stood in the book: of what other people do on their own shelves it says nothing."""
    if not pks:
        return []
    deleted = Contact.objects.gone().seen_by(book.user).filter(part_of(book), pk__in=pks)
    moved = _moved_away(book, pks, since)
    found = Contact.objects.filter(Q(pk__in=deleted.values("pk")) | Q(pk__in=moved))
    return [Gone(pk=pk, uid=uid) for pk, uid in found.values_list("pk", "uid")]


def _moved_away(book: PhoneBook, pks: list[int], since: Position) -> set[int]:
    """Those that have come from a shelf of the book since."""
    changes = Change.objects.filter(pk__gt=since.change, contact__in=pks)
    groups = set(book.user.groups.values_list("pk", flat=True))
    return {
        contact
        for contact, owner, fields in changes.values_list("contact", "contact__owner", "fields")
        for name, before, _after in fields
        if name == "place" and _stood_in(book, str(before), is_mine=owner == book.user_id, groups=groups)
    }


def _stood_in(book: PhoneBook, place: str, *, is_mine: bool, groups: set[int]) -> bool:
    shelf, _dash, group = place.partition("-")
    if shelf == Shelf.GROUP:
        mine = int(group or 0) in groups or is_mine
        return mine and (book.part == Part.ALL or (book.part == Part.GROUP and book.group_id == int(group or 0)))
    if shelf == Shelf.PERSONAL:
        return is_mine and book.part in {Part.ALL, Part.PERSONAL}
    return book.part in {Part.ALL, Part.SHARED}
