"""What a driver promises whose PBX keeps an address book that all its users share: to read it and to write in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import ClassVar, Protocol, Self

NUMBERS = (
    *("business", "business_2", "mobile", "mobile_2", "home", "home_2"),
    *("business_fax", "home_fax", "other"),
)
"""The fields of an entry that are telephone numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BookEntry:
    """One entry. Empty is what is not there."""

    first_name: str = ""
    last_name: str = ""
    company: str = ""
    email: str = ""
    business: str = ""
    business_2: str = ""
    mobile: str = ""
    mobile_2: str = ""
    home: str = ""
    home_2: str = ""
    business_fax: str = ""
    home_fax: str = ""
    other: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    province: str = ""
    country: str = ""

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def numbers(self) -> frozenset[str]:
        return frozenset(filter(None, (getattr(self, field) for field in NUMBERS)))

    def as_fields(self) -> dict[str, str]:
        return asdict(self)

    @classmethod
    def of_fields(cls, said: Mapping[str, str]) -> Self:
        """Fields that are not known, from a later version, are left out."""
        return cls(**{field.name: said.get(field.name, "") for field in fields(cls)})


@dataclass(frozen=True, slots=True, kw_only=True)
class BookEntryReport:
    """An entry as the PBX has it, with the key by which it is changed and removed."""

    key: str
    entry: BookEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class BookLimits:
    """What fits in a field: lengths in characters, and what a telephone number may be made of."""

    text: int
    number: re.Pattern[str]


class CompanyBook(Protocol):
    """Part of every driver. The verbs are there to be used where `Driver.can` has BOOK.

    Each raises NotSent, Refused or Unanswered; after the last one it is not known whether it was done.
    """

    book_limits: ClassVar[BookLimits]

    def book(self) -> tuple[BookEntryReport, ...]:
        """All entries, whoever has made them."""
        ...

    def add_to_book(self, entry: BookEntry) -> str:
        """The key of the new entry."""
        ...

    def change_in_book(self, key: str, entry: BookEntry) -> None:
        """Make it this one, in every field."""
        ...

    def remove_from_book(self, key: str) -> None: ...
