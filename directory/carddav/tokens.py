"""Sync tokens: how far a program has read a book. Nothing is kept for them, all that they say stands in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.db import connection
from django.db.models import Max
from django.utils import timezone

from directory.models import Change, PhoneBook, Renumbering

COMMITTED_AFTER = timedelta(minutes=5)
"""So long a change may take to become visible, where one with a higher key can be so before it. Until then it is told
each time."""
_TOKEN = re.compile(r"([0-9a-f]{12})-([0-9]{1,18})-([0-9]{1,7})(?:-([0-9]{1,18})-([0-9]{1,18}))?")
FORMAT = 2
"""To be raised when cards come to be written in another way: every program then reads all of them anew."""
NOTHING_READ = 0


class InvalidToken(Exception):
    """The token is none of ours, of another book, or so old that not everything is known any more that has happened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """`change` is the key of the last change that has been told, `day` when that was.

    Where an answer was cut short, `after` is the key of the last contact in it, and `upto` the position to be reached.
    """

    book: str
    change: int
    day: int
    upto: int = 0
    after: int = 0

    def __str__(self) -> str:
        rest = f"-{self.upto}-{self.after}" if self.after else ""
        return f"{_prefix()}{self.book}-{self.change}-{self.day}{rest}"


def here(book: PhoneBook, *, epoch: str) -> Position:
    """The position of a program that reads the whole book now."""
    return Position(book=_fingerprint(book, epoch), change=_last_change(), day=_today())


def position_of(token: str, now: Position) -> Position:
    """What a token says, compared with the position of now. Raises InvalidToken."""
    prefix = _prefix()
    found = _TOKEN.fullmatch(token.removeprefix(prefix)) if token.startswith(prefix) else None
    if found is None:
        raise InvalidToken
    book, *numbers = found.groups()
    change, day, upto, after = (int(number or 0) for number in numbers)
    age = now.day - day
    if book != now.book or max(change, upto) > now.change or not 0 <= age < max(settings.KEEP_DELETED_DAYS, 2):
        raise InvalidToken
    return Position(book=book, change=change, day=day, upto=upto, after=after)


def ctag(position: Position) -> str:
    """Another one whenever something may have changed. What is too young to be counted on counts by its number."""
    young = Change.objects.filter(pk__gt=position.change).count() if commits_overtake_each_other() else 0
    return f"{position.book}-{position.change}-{young}"


def commits_overtake_each_other() -> bool:
    """On SQLite one transaction writes at a time, from the key to the commit."""
    return connection.vendor == "postgresql"


def epoch_now() -> str:
    """What no revision of a contact tells: that numbers were read anew under another plan, which every card may show.

    That happens seldom; when it has, every card has a new ETag. One query.
    """
    read = Renumbering.objects.aggregate(finished=Max("finished_at"), undone=Max("undone_at"))
    return sha256(repr((FORMAT, *map(str, read.values()))).encode()).hexdigest()[:6]


def _fingerprint(book: PhoneBook, epoch: str) -> str:
    """Which book that is, and all that decides what stands in it without a trace in the history of contacts.

    One query.
    """
    groups = sorted(book.user.groups.values_list("pk", flat=True))
    said = (epoch, book.pk, book.part, book.group_id, groups)
    return sha256(repr(said).encode()).hexdigest()[:12]


def _last_change() -> int:
    changes = Change.objects.order_by("-pk")
    if commits_overtake_each_other():
        changes = changes.filter(at__lt=timezone.now() - COMMITTED_AFTER)
    return changes.values_list("pk", flat=True).first() or NOTHING_READ


def _today() -> int:
    return timezone.now().date().toordinal()


def _prefix() -> str:
    return f"{settings.SITE_URL}/carddav/sync/"
