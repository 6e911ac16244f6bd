"""A contact as somebody has written it down: what a form gives, what the history keeps, what a merge puts together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from directory.access import place_of
from directory.models import Change, Contact

TEXTS = (
    *("kind", "name", "given_name", "family_name", "phonetic_name", "company", "department", "title"),
    *("street", "postcode", "city", "province", "country", "website", "note"),
)
"""The columns of a contact that are plain text. The rest of a draft: numbers, emails, tags, place, photo."""
FIELDS = (*TEXTS, "numbers", "emails", "tags", "place", "photo")
READ = "read"
"""What numbers are read as: nobody writes it down, yet the history tells when it has become something else."""

Value: TypeAlias = str | list[Any]
"""What JSON can say of a field: a text, or a list of the rows below."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberRow:
    label: str
    typed: str
    is_default: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailRow:
    label: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Everything about a contact that people can change. `place` is the shelf as `access.Place` names it.

    `photo` is the key of a `Photo`.
    """

    texts: Mapping[str, str]
    numbers: tuple[NumberRow, ...] = ()
    emails: tuple[EmailRow, ...] = ()
    tags: tuple[str, ...] = ()
    place: str = Contact.Shelf.SHARED
    photo: str = ""

    def values(self) -> dict[str, Value]:
        return {
            **{field: self.texts.get(field, "") for field in TEXTS},
            "numbers": [
                [row.label, row.typed, row.is_default]
                for row in sorted(self.numbers, key=lambda row: not row.is_default)
            ],
            "emails": [[row.label, row.address] for row in self.emails],
            "tags": sorted(self.tags, key=str.casefold),
            "place": self.place,
            "photo": self.photo,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One field that is not the same any more."""

    field: str
    before: Value
    after: Value


def draft_from(values: Mapping[str, Value]) -> Draft:
    """The draft whose `values` these are; a field that is missing is empty."""
    return Draft(
        texts={field: str(values.get(field, "")) for field in TEXTS},
        numbers=tuple(
            NumberRow(label=label, typed=typed, is_default=bool(default))
            for label, typed, default in list(values.get("numbers", []))
        ),
        emails=tuple(EmailRow(label=label, address=address) for label, address in list(values.get("emails", []))),
        tags=tuple(values.get("tags", [])),
        place=str(values.get("place", Contact.Shelf.SHARED)),
        photo=str(values.get("photo", "")),
    )


def draft_of(contact: Contact) -> Draft:
    """The contact as it stands in the database. Three queries, unless they are prefetched."""
    return Draft(
        texts={field: getattr(contact, field) for field in TEXTS},
        numbers=tuple(
            NumberRow(label=number.label, typed=number.typed, is_default=number.is_default)
            for number in contact.numbers.all()
        ),
        emails=tuple(EmailRow(label=email.label, address=email.address) for email in contact.emails.all()),
        tags=tuple(tag.name for tag in contact.tags.all()),
        place=place_of(contact),
        photo=contact.photo_key,
    )


def differences(before: Draft, after: Draft) -> list[Difference]:
    """What has become different, in the order of the fields on the page."""
    old, new = before.values(), after.values()
    return [
        Difference(field=field, before=old[field], after=new[field]) for field in FIELDS if old[field] != new[field]
    ]


def as_json(found: Iterable[Difference]) -> list[list[Value]]:
    return [[one.field, one.before, one.after] for one in found]


def of_change(change: Change) -> list[Difference]:
    """The fields of a change as it was recorded; those of a later version that we do not know are left out."""
    return [
        Difference(field=field, before=before, after=after)
        for field, before, after in change.fields
        if field in {*FIELDS, READ}
    ]
