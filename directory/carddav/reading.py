"""Contacts of a book as cards, some hundred at a time: keys, ETags and, where it is wanted, texts and photos."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from directory.carddav.asking import Depth
from directory.exporting.gathering import cards_of
from directory.importing.cards import Card
from directory.models import Contact, ContactQuerySet

AT_A_TIME = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A contact as it stands in a book. `card` is None where nobody has asked for it."""

    pk: int
    uid: UUID
    revision: int
    changed_at: datetime
    card: Card | None = None

    def etag(self, epoch: str) -> str:
        return f'"{self.revision}-{epoch}"'


def batches(contacts: ContactQuerySet, depth: Depth, *, after: int = 0) -> Iterator[list[Shown]]:
    """In the order of their keys. One query for each few hundred, four more for their cards, one for the photos."""
    while some := shown_of(contacts.filter(pk__gt=after).order_by("pk")[:AT_A_TIME], depth):
        yield some
        if len(some) < AT_A_TIME:
            return
        after = some[-1].pk


def shown_of(contacts: QuerySet[Contact], depth: Depth) -> list[Shown]:
    """These few. What was deleted for good between two queries has no card and is left out."""
    rows = list(contacts.values_list("pk", "uid", "revision", "changed_at"))
    if depth is Depth.KEYS:
        return [Shown(pk=pk, uid=uid, revision=revision, changed_at=at) for pk, uid, revision, at in rows]
    cards = cards_by_uid((pk for pk, *_rest in rows), photos=depth is Depth.PHOTOS)
    return [
        Shown(pk=pk, uid=uid, revision=revision, changed_at=at, card=cards[uid])
        for pk, uid, revision, at in rows
        if uid in cards
    ]


def with_photos(some: list[Shown]) -> list[Shown]:
    """The same ones, whose cards had only texts so far."""
    cards = cards_by_uid((one.pk for one in some), photos=True) if some else {}
    return [replace(one, card=cards.get(one.uid, one.card)) for one in some]


def cards_by_uid(pks: Iterable[int], *, photos: bool) -> dict[UUID | None, Card]:
    chosen = Contact.objects.filter(pk__in=list(pks)).order_by("pk")
    return {card.uid: card for card in cards_of(chosen, photos=photos)}


def by_uid(contacts: ContactQuerySet, uids: list[UUID], depth: Depth) -> dict[UUID, Shown]:
    """Those of these identities that stand in the book."""
    return {one.uid: one for one in shown_of(contacts.filter(uid__in=uids), depth)}
