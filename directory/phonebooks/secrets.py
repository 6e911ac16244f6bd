"""Makes, finds and revokes the secret addresses of phone books. A secret is shown once and kept nowhere."""

from __future__ import annotations

from hashlib import sha256
from secrets import token_urlsafe

from django.contrib.auth.models import Group
from django.utils.translation import gettext as _

from clicktocall.accounts.models import User
from directory.models import PhoneBook

SECRET_BYTES = 32
MOST = 20


class TooManyBooks(Exception):
    """The user has as many as anybody needs."""

    def __str__(self) -> str:
        return _("You have %s phone books already. Revoke one that no phone uses any more.") % MOST


def make(user: User, *, name: str, part: str, group: Group | None = None) -> str:
    """A new phone book; returns its secret. Raises TooManyBooks."""
    if PhoneBook.objects.filter(user=user).count() >= MOST:
        raise TooManyBooks
    secret = token_urlsafe(SECRET_BYTES)
    PhoneBook.objects.create(user=user, name=name, part=part, group=group, digest=_digest(secret))
    return secret


def revoke(user: User, pk: int) -> bool:
    """False if that is no phone book of theirs. Phones get nothing more from the moment of the commit."""
    deleted, _rows = PhoneBook.objects.filter(user=user, pk=pk).delete()
    return bool(deleted)


def known_by(secret: str) -> PhoneBook | None:
    """The phone book with that secret, as long as its user may sign in. One query."""
    books = PhoneBook.objects.filter(digest=_digest(secret), user__is_active=True)
    return books.select_related("user", "group").first()


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
