"""Where things stand: the address of each thing that one address book has, and the card that an address means."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit
from uuid import UUID

from django.urls import reverse

from directory.models import PhoneBook

ENDING = ".vcf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Paths on this server. A book has a principal of its own, so that a program finds this one book and no other."""

    root: str
    principal: str
    home: str
    book: str

    def card(self, uid: UUID) -> str:
        return f"{self.book}{uid}{ENDING}"

    def meant_by(self, address: str) -> UUID | None:
        """The card at an address, which may be whole or a path; None for what is none of this book."""
        try:
            path = unquote(urlsplit(address).path)
        except ValueError:
            return None
        if not path.startswith(self.book):
            return None
        return card_named(path.removeprefix(self.book))


def places_of(book: PhoneBook) -> Places:
    return Places(
        root=reverse("directory:carddav"),
        principal=reverse("directory:carddav_principal", args=[book.pk]),
        home=reverse("directory:carddav_home", args=[book.pk]),
        book=reverse("directory:carddav_book", args=[book.pk]),
    )


def card_named(file: str) -> UUID | None:
    """The identity in the name of a file; each card has one name only."""
    try:
        uid = UUID(file.removesuffix(ENDING))
    except ValueError:
        return None
    return uid if f"{uid}{ENDING}" == file else None
