"""A contact as a file says it: what readers give and writers take. Knows no database."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, Self, TypeAlias
from uuid import NAMESPACE_URL, UUID, uuid5

Kind: TypeAlias = Literal["person", "company"]


@dataclass(slots=True, kw_only=True)
class Phone:
    """A number as it is written, with its extension behind it if there is one.

    Not frozen: files have hundreds of thousands of them, and to freeze one takes longer than to make it.
    """

    typed: str
    label: str = ""
    is_default: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Email:
    address: str
    label: str = ""


@dataclass(frozen=True, kw_only=True)
class Card:
    """One contact. `row` counts as a spreadsheet does, the headings being row 1; vCards are counted from 1.

    `source` is the entry as it came: a cell for each heading, or the text of a vCard.
    """

    name: str
    kind: Kind = "person"
    uid: UUID | None = None
    given_name: str = ""
    family_name: str = ""
    phonetic_name: str = ""
    company: str = ""
    department: str = ""
    title: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    province: str = ""
    country: str = ""
    website: str = ""
    note: str = ""
    phones: tuple[Phone, ...] = ()
    emails: tuple[Email, ...] = ()
    tags: tuple[str, ...] = ()
    photo: bytes = field(default=b"", compare=False)
    """A small square JPEG, see `directory.picturing`."""
    photo_came_as: str = field(default="", compare=False)
    """The key of the photo as it came, so that one of ours is known again."""
    remark: str = field(default="", compare=False)
    """What of it was left out, in a sentence."""
    row: int = field(default=0, compare=False)
    source: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def of(cls, said: dict[str, Any]) -> Self:
        """As the constructor makes it, in a fraction of its time: what is not said is what the class says."""
        card = cls.__new__(cls)
        card.__dict__.update(said)
        return card

    def settled(self) -> Card:
        """The same contact in the one form that all formats can say.

        A name of one part tells nothing beyond the name itself; a company is not employed by itself; the only number
        is not chosen among others.
        """
        given, family, company, phones = self.given_name, self.family_name, self.company, self.phones
        if not (given or family) and self.kind == "person" and len(phones) != 1:
            return self
        if not (given and family) and self.name in {given, family}:
            given = family = ""
        if self.kind == "company" and company == self.name:
            company = ""
        if len(phones) == 1 and phones[0].is_default:
            phones = (Phone(typed=phones[0].typed, label=phones[0].label),)
        if (given, family, company, phones) == (self.given_name, self.family_name, self.company, self.phones):
            return self
        changed = {"given_name": given, "family_name": family, "company": company, "phones": phones}
        return self.of(self.__dict__ | changed)


def uid_of(text: str) -> UUID | None:
    """The identity that a file gives a contact. Programs write UUIDs, with or without urn:, or words of their own."""
    text = text.strip()
    if not text:
        return None
    try:
        return UUID(text.lower().removeprefix("urn:uuid:"))
    except ValueError:
        return uuid5(NAMESPACE_URL, f"contact:{text}")
