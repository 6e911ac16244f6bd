"""The bin: how long what was deleted can be brought back, and what becomes of it then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from clicktocall.accounts.models import User
from directory.among import Among
from directory.folding import fold
from directory.importing.pouring import pour_values, values_of
from directory.models import Change, Contact, Photo

SHOWN = 200
"""Contacts on a page of the bin."""
AT_ONCE = 500
"""Contacts that one statement takes away for good, with all that belongs to them in memory."""


def days_left(contact: Contact) -> int:
    """How many days it can still be brought back, the one that has begun included; 0 for one that is not deleted."""
    if contact.deleted_at is None:
        return 0
    left = contact.deleted_at + timedelta(days=settings.KEEP_DELETED_DAYS) - timezone.now()
    return max(1, left.days + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some contacts of the bin, and the key of the last of them where more follow, else 0."""

    contacts: list[Contact]
    after: int


def in_the_bin(user: User, *, q: str = "", after: int = 0) -> Page:
    """What was deleted or merged and `user` may take out again, the last first. One query and those of the rights.

    `q` are words or a number that each of them has; `after` is that of the page before.
    """
    gone = Contact.objects.gone().filter(may_be_taken_out_by(user)).select_related("merged_into")
    for word in _asked(q):
        gone = gone.filter(search_text__contains=word)
    if last := Contact.objects.gone().filter(pk=after).first() if after else None:
        gone = gone.filter(Q(deleted_at__lt=last.deleted_at) | Q(deleted_at=last.deleted_at, pk__lt=after))
    found = list(gone.order_by("-deleted_at", "-pk")[: SHOWN + 1])
    return Page(contacts=found[:SHOWN], after=found[SHOWN - 1].pk if len(found) > SHOWN else 0)


def may_be_taken_out_by(user: User) -> Q:
    """The condition that a contact of the bin is `user`'s to bring back. As `access.may_delete` says it of one."""
    mine = Q(owner=user) | Q(group__in=user.groups.all())
    return mine | Q(shelf=Contact.Shelf.SHARED) if user.has_perm("directory.delete_contact") else mine


def _asked(q: str) -> list[str]:
    """The folded words; of a number its digits alone, however they are divided."""
    words = fold(q).split()
    return ["".join(words)] if "".join(words).isdecimal() else words


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """Who puts many contacts into the bin, or takes them out, and for which import."""

    user_name: str
    user_id: int | None = None
    run_id: int | None = None


def put_into_the_bin(revisions: Mapping[int, int], *, verb: Change.Verb, by: Hand) -> None:
    """Many at once, each with a line in its history. `revisions` are those of the contacts, by their keys.

    To be called in the transaction that has locked them. What is there already is to be left out.
    """
    if revisions:
        now = timezone.now()
        Contact.objects.filter(Among("pk", revisions)).update(deleted_at=now, revision=F("revision") + 1)
        _record(revisions, verb=verb, by=by, at=now)


def take_out_of_the_bin(revisions: Mapping[int, int], *, by: Hand) -> None:
    """The same the other way round, as `editing.restore` does it with one."""
    if revisions:
        here = Contact.objects.filter(Among("pk", revisions))
        here.update(deleted_at=None, source=None, revision=F("revision") + 1)
        _record(revisions, verb=Change.Verb.RESTORED, by=by, at=timezone.now())


def _record(revisions: Mapping[int, int], *, verb: Change.Verb, by: Hand, at: datetime) -> None:
    about = {"at": at, "user_id": by.user_id, "user_name": by.user_name, "run_id": by.run_id}
    common = values_of(Change, verb=verb, fields=[], **about)
    pour_values(Change, [{**common, "contact_id": pk, "revision": revision + 1} for pk, revision in revisions.items()])


def empty_the_bin() -> int:
    """Take away for good what has been in the bin for too long, photos included. How many contacts that were."""
    too_old = timezone.now() - timedelta(days=settings.KEEP_DELETED_DAYS)
    used = Contact.objects.exclude(photo_key="").values("photo_key")
    Photo.objects.filter(used_at__lt=too_old).exclude(key__in=used).delete()
    gone = 0
    while keys := list(_too_old(too_old).values_list("pk", flat=True)[:AT_ONCE]):
        counts = _too_old(too_old).filter(pk__in=keys).delete()[1]
        gone += counts.get("directory.Contact", 0)
    return gone


def _too_old(moment: datetime) -> QuerySet[Contact]:
    return Contact.objects.gone_before(moment).order_by("deleted_at")
