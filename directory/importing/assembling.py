"""Puts what a file says about one contact together: its name from parts, what has no place of its own in the note."""

from __future__ import annotations

import re
from operator import attrgetter
from typing import Any, Literal
from uuid import UUID

from django.utils.translation import gettext as _

from directory.importing.cards import Card, Email, Phone
from directory.importing.cells import one_line
from directory.importing.faults import Fault
from directory.importing.several import addresses_in, is_address, is_nothing

LONGEST = {
    "name": 200, "given_name": 100, "family_name": 100, "phonetic_name": 200, "company": 200, "department": 200,
    "title": 200, "street": 300, "postcode": 20, "city": 100, "province": 100, "country": 100, "website": 300,
    "note": 100_000,
}  # fmt: skip
LONGEST_EMAIL = 254
LONGEST_TAG = 50
MOST_OF_A_KIND = 100
"""Numbers, e-mail addresses or tags of one contact."""
_ALIKE = ("phonetic_name", "company", "department", "title", "uid", "photo", "photo_came_as", "remark")
"""What a card says as the draft does."""
_OF_A_DRAFT = attrgetter("phonetic", *_ALIKE[1:])
ADDRESS_PARTS = ("street", "postcode", "city", "province", "country")

_AT_WORK = re.compile("work|business", re.IGNORECASE)
_ADDRESS_OF = attrgetter("address")


class Draft:
    """A card that is being put together. `addresses` and `websites` stand in the order of their weight.

    What nobody has said stands in the class: a long file says little of each contact, and fills none with emptiness.
    """

    name = ""
    prefix = ""
    given = ""
    middle = ""
    family = ""
    suffix = ""
    nickname = ""
    file_as = ""
    phonetic = ""
    company = ""
    department = ""
    title = ""
    uid: UUID | None = None
    kind: Literal["", "person", "company"] = ""
    note = ""
    photo = b""
    photo_came_as = ""
    remark = ""
    default_phone = ""
    """The number that stands first, where a column of its own says which."""

    def __init__(self, *, row: int, source: tuple[str, ...]) -> None:
        self.row = row
        self.source = source
        self.addresses: dict[str, dict[str, str]] = {}
        self.websites: list[str] = []
        self.phones: list[Phone] = []
        self.emails: list[Email] = []
        self.tags: list[str] = []
        self.categories: list[str] = []
        """What other programs say instead of tags: it counts where there are none."""

    def card(self) -> Card | Fault:
        """The contact, or why it cannot be one."""
        if self.emails and (len(self.emails) > 1 or not is_address(self.emails[0].address)):
            self._sort_emails()
        name, kind = self._named()
        if not name:
            return Fault(row=self.row, sentence=self._nameless(), source=self.source)
        said: dict[str, Any] = {"row": self.row, "source": self.source, "name": name, "kind": kind}
        said |= {part: value for part, value in zip(_ALIKE, _OF_A_DRAFT(self), strict=True) if value}
        if self.given or self.middle or self.family:
            said["given_name"] = f"{self.given} {self.middle}".strip() if self.middle else self.given
            said["family_name"] = self.family
        self._say_where(said)
        if self.phones:
            said["phones"] = _with_one_default(self.phones, self.default_phone)
        if self.emails:
            said["emails"] = _each_once(self.emails)
        if self.tags or self.categories:
            said["tags"] = tuple(dict.fromkeys(self.tags or self.categories))
        card = Card.of(said).settled()
        fault = _too_long(card.__dict__)
        return Fault(row=self.row, sentence=fault, source=self.source) if fault else card

    def _sort_emails(self) -> None:
        """One address each. What is none, as Exchange's own names of people, stands in the note instead."""
        if all(map(is_address, map(_ADDRESS_OF, self.emails))):
            return
        said, self.emails = self.emails, []
        for email in said:
            addresses = addresses_in(email.address)
            self.emails += [Email(address=address, label=email.label) for address in addresses]
            if not addresses and not is_nothing(email.address):
                self.note = "\n".join(filter(None, (self.note, _("E-mail: %s") % email.address)))

    def _say_where(self, said: dict[str, Any]) -> None:
        """The address and the website that a contact has a place for; further ones and the note."""
        addresses = self._addresses() if self.addresses else []
        if addresses:
            said |= {part: addresses[0].get(part, "") for part in ADDRESS_PARTS}
        if self.websites:
            said["website"] = self.websites[0]
        if note := self._whole_note(said["name"], addresses[1:]):
            said["note"] = note

    def _nameless(self) -> str:
        if self.phones:
            return _("It has no name. Give it one.")
        return _("Nothing of it stands in a column that is used.")

    def _named(self) -> tuple[str, Literal["person", "company"]]:
        """The name as it is shown, and whose it is: without a person's name it is the company's."""
        if self.name:
            return self.name, self.kind or "person"
        parts = (self.prefix, self.given, self.middle, self.family, self.suffix)
        person = " ".join(filter(None, parts)) or self.nickname
        if person or not self.company:
            email = self.emails[0].address if self.emails else ""
            return person or self.file_as or email, self.kind or "person"
        return self.company, "company"

    def _addresses(self) -> list[dict[str, str]]:
        """Those in which something stands, the ones at work first."""
        said = {group: address for group, address in self.addresses.items() if any(address.values())}
        return [said[group] for group in sorted(said, key=lambda group: not _AT_WORK.search(group))]

    def _whole_note(self, name: str, further: list[dict[str, str]]) -> str:
        """The note, and below it what a contact has one place for but the file more."""
        if not (further or self.websites or self.nickname):
            return self.note
        more = [
            _("Address: %s") % ", ".join(filter(None, (one_line(address.get(part, "")) for part in ADDRESS_PARTS)))
            for address in further
        ]
        more += [_("Website: %s") % website for website in dict.fromkeys(self.websites[1:])]
        if self.nickname and self.nickname not in name:
            more.append(_("Nickname: %s") % self.nickname)
        return "\n".join([self.note] * bool(self.note) + [line for line in more if line not in self.note])


def _each_once(emails: list[Email]) -> tuple[Email, ...]:
    return tuple({email.address.casefold(): email for email in reversed(emails)}.values())[::-1]


def _with_one_default(phones: list[Phone], default: str) -> tuple[Phone, ...]:
    """Numbers in their order, none twice. Only a choice is kept: that all or the only one is preferred is none."""
    seen: dict[str, Phone] = {}
    for phone in phones:
        seen.setdefault(phone.typed, phone)
    chosen = [phone for phone in seen.values() if phone.is_default or phone.typed == default]
    if not chosen:
        return tuple(seen.values())
    first = chosen[0] if len(seen) > 1 else None
    return tuple(Phone(typed=phone.typed, label=phone.label, is_default=phone is first) for phone in seen.values())


def _too_long(said: dict[str, Any]) -> str:
    """What of a card the directory has no room for, in a sentence; empty if all of it fits."""
    for part, most in LONGEST.items():
        if part in said and len(said[part]) > most:
            about = {"part": part.replace("_", " "), "most": most}
            return _("Its %(part)s is longer than %(most)d characters. Shorten it.") % about
    emails, tags = said.get("emails", ()), said.get("tags", ())
    if any(len(email.address) > LONGEST_EMAIL for email in emails):
        return _("An e-mail address of it is longer than %d characters. Correct it.") % LONGEST_EMAIL
    if any(len(tag) > LONGEST_TAG for tag in tags):
        return _("A tag of it is longer than %d characters. Shorten it.") % LONGEST_TAG
    if max(len(said.get("phones", ())), len(emails), len(tags)) > MOST_OF_A_KIND:
        return _("It has more than %d numbers, addresses or tags. Divide it.") % MOST_OF_A_KIND
    return ""
