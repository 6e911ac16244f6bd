"""Makes, finds and revokes the secrets by which phones and address books read. Each is shown once and kept nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from secrets import choice, token_urlsafe

from django.contrib.auth.models import Group
from django.utils.translation import gettext as _

from clicktocall.accounts.models import User
from directory.models import PhoneBook

Reader = PhoneBook.Reader
SECRET_BYTES = 32
GROUPS = 5
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
"""What nobody takes for another sign who types it into a telephone: 5 groups of 5 have 123 random bits."""
MOST = 20


class TooManyBooks(Exception):
    """The user has as many as anybody needs."""

    def __str__(self) -> str:
        return _("You have %s phone books already. Revoke one that nothing reads any more.") % MOST


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A new book, and its secret: in the addresses for phones, or the password for programs."""

    book: PhoneBook
    secret: str


def make(user: User, *, name: str, part: str, reader: str = Reader.PHONE, group: Group | None = None) -> Made:
    """Raises TooManyBooks."""
    if PhoneBook.objects.filter(user=user).count() >= MOST:
        raise TooManyBooks
    secret = _password() if reader == Reader.PROGRAM else token_urlsafe(SECRET_BYTES)
    book = PhoneBook.objects.create(user=user, name=name, part=part, reader=reader, group=group, digest=_digest(secret))
    return Made(book=book, secret=secret)


def revoke(user: User, pk: int) -> bool:
    """False if that is no phone book of theirs. Nothing more is read with it from the moment of the commit."""
    deleted, _rows = PhoneBook.objects.filter(user=user, pk=pk).delete()
    return bool(deleted)


def known_by(secret: str) -> PhoneBook | None:
    """The phone's book with that secret, as long as its user may sign in. One query."""
    books = PhoneBook.objects.filter(digest=_digest(secret), reader=Reader.PHONE, user__is_active=True)
    return books.select_related("user", "group").first()


def opened_by(pk: int, password: str) -> PhoneBook | None:
    """The address book of that key, if that is its password and its user may sign in. One query."""
    books = PhoneBook.objects.filter(digest=_digest(password), pk=pk, reader=Reader.PROGRAM, user__is_active=True)
    return books.select_related("user", "group").first()


def _password() -> str:
    return "-".join("".join(choice(SIGNS) for _sign in range(5)) for _group in range(GROUPS))


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
