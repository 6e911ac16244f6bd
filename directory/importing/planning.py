"""What an entry of a file would change in the directory: values, and how a card and a contact become one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TypeAlias

from django.db.models import Q
from django.utils.translation import gettext as _

from clicktocall.numbering.numbering_plan import NumberingPlan
from clicktocall.numbering.parsing import NotANumber, Number
from directory.drafts import TEXTS
from directory.importing.cards import Card, Phone
from directory.importing.damage import read_number, read_plainly
from directory.importing.faults import Fault
from directory.importing.labels import LONGEST_LABEL, label_of
from directory.importing.pouring import blank
from directory.importing.several import is_nothing, number_and_remark, numbers_in
from directory.models import Contact, EmailAddress, ImportEntry, PhoneNumber
from directory.picturing import key_of
from directory.tagging import tag_key

Verdict = ImportEntry.Verdict
_TEXTS_OF = attrgetter(*TEXTS)
_TAIL = re.compile(r"-\s*\d{1,6}")
"""What stands below "Durchwahl": the end of a number, which is dialled inside without its dash."""
Changed: TypeAlias = list[list[object]]
"""Field, before and after, for each field that becomes another one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """Where the contacts of a file shall stand, and how it is read."""

    region: str
    shelf: str = Contact.Shelf.SHARED
    group_id: int | None = None
    owner_id: int | None = None
    tags: tuple[str, ...] = ()
    overwrites: bool = False

    def within_reach(self) -> Q:
        """The contacts that the file may be about: those of its own shelf."""
        reach = Q(shelf=self.shelf, group_id=self.group_id, deleted_at=None)
        return reach & Q(owner_id=self.owner_id) if self.shelf == Contact.Shelf.PERSONAL else reach


@dataclass(slots=True, kw_only=True)
class Standing:
    """A contact as it will stand after the batch, with what the batch has added."""

    contact: Contact
    numbers: list[PhoneNumber] = field(default_factory=list)
    emails: list[EmailAddress] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    new_numbers: list[PhoneNumber] = field(default_factory=list)
    new_emails: list[EmailAddress] = field(default_factory=list)
    new_tags: list[str] = field(default_factory=list)
    changed: Changed = field(default_factory=list)
    photo: bytes = b""
    first_row: int = 0
    is_new: bool = False

    @property
    def is_touched(self) -> bool:
        return self.is_new or bool(self.changed)

    def take(self, card: Card, numbers: Iterable[PhoneNumber], wishes: Wishes) -> Changed:
        """Add what the card says and the contact lacks; nothing is ever taken away. What has become different."""
        changed = self._texts(card, overwrites=wishes.overwrites) + self._numbers(numbers)
        if card.emails:
            changed += self._emails(card)
        if card.tags or wishes.tags:
            changed += self._tags((*card.tags, *wishes.tags))
        if card.photo:
            changed += self._photo(card, overwrites=wishes.overwrites)
        self.changed += changed
        return changed

    def would_take(self, card: Card, numbers: Iterable[PhoneNumber], wishes: Wishes) -> bool:
        """Whether `take` would change anything. Nothing is changed."""
        same = Standing(
            contact=copy(self.contact), numbers=list(self.numbers), emails=list(self.emails), tags=list(self.tags)
        )
        return bool(same.take(card, numbers, wishes))

    def _texts(self, card: Card, *, overwrites: bool) -> Changed:
        changed: Changed = []
        for name, said, before in zip(TEXTS, _TEXTS_OF(card), _TEXTS_OF(self.contact), strict=True):
            if not said or said == before or (before and not overwrites):
                continue
            if name == "kind" and before and said == Contact.Kind.PERSON:
                continue  # most files say nothing about it
            setattr(self.contact, name, said)
            changed.append([name, before, said])
        return changed

    def _numbers(self, numbers: Iterable[PhoneNumber]) -> Changed:
        count = len(self.numbers)
        known = set(map(identity, self.numbers)) if count else set()
        has_default = bool(count) and any(number.is_default for number in self.numbers)
        for number in numbers:
            if (key := identity(number)) in known:
                continue
            known.add(key)
            number.position = len(self.numbers)
            number.is_default = number.is_default and not has_default
            has_default = has_default or number.is_default
            self.numbers.append(number)
            self.new_numbers.append(number)
        if len(self.numbers) == count:
            return []
        after = [[number.label, number.typed, number.is_default] for number in self.numbers]
        return [["numbers", after[:count], after]]

    def _emails(self, card: Card) -> Changed:
        before = [[email.label, email.address] for email in self.emails]
        known = {email.address.casefold() for email in self.emails}
        for said in card.emails:
            if said.address.casefold() not in known:
                known.add(said.address.casefold())
                email = blank(EmailAddress, label=said.label, address=said.address, position=len(self.emails))
                self.emails.append(email)
                self.new_emails.append(email)
        after = [[email.label, email.address] for email in self.emails]
        return [["emails", before, after]] if after != before else []

    def _tags(self, names: Iterable[str]) -> Changed:
        before = sorted(self.tags, key=str.casefold)
        known = {tag_key(name) for name in self.tags}
        for name in names:
            if tag_key(name) not in known:
                known.add(tag_key(name))
                self.tags.append(name)
                self.new_tags.append(name)
        after = sorted(self.tags, key=str.casefold)
        return [["tags", before, after]] if after != before else []

    def _photo(self, card: Card, *, overwrites: bool) -> Changed:
        before = self.contact.photo_key
        if not card.photo or card.photo_came_as == before or (before and not overwrites):
            return []
        after = key_of(card.photo)
        if after == before:
            return []
        self.contact.photo_key, self.photo = after, card.photo
        return [["photo", before, after]]


@dataclass(slots=True, kw_only=True)
class Plan:
    """What becomes of one entry."""

    row: int
    verdict: Verdict
    name: str = ""
    sentence: str = ""
    standing: Standing | None = None
    changed: Changed = field(default_factory=list)
    source: tuple[str, ...] = ()

    @property
    def contact(self) -> Contact | None:
        return self.standing.contact if self.standing and not self.standing.is_new else None


def identity(number: PhoneNumber) -> str:
    return f"{number.e164 or number.digits}x{number.extension}"


def numbers_of(card: Card, *, plan: NumberingPlan) -> list[PhoneNumber] | Fault:
    """The numbers of a card, read as an office; a fault if one of them is none: an entry comes in whole or not."""
    numbers = []
    for phone in card.phones:
        typed = phone.typed
        if e164 := read_plainly(typed, plan=plan):
            numbers.append(_plain(phone, typed.strip(), e164))
            continue
        try:
            numbers += _with_thought(phone, plan)
        except NotANumber as error:
            about = {"label": phone.label or _("Number"), "typed": typed, "why": _(str(error))}
            sentence = _('%(label)s "%(typed)s": %(why)s') % about
            return Fault(row=card.row, sentence=sentence, source=card.source)
    return numbers


def _plain(phone: Phone, typed: str, e164: str) -> PhoneNumber:
    label, is_default = phone.label, phone.is_default
    return blank(PhoneNumber, label=label, is_default=is_default, typed=typed, e164=e164, digits=e164[1:])


def _with_thought(phone: Phone, plan: NumberingPlan) -> list[PhoneNumber]:
    """The numbers of a cell that is not plain: one as a rule, several, or none. Raises NotANumber."""
    if is_nothing(phone.typed):
        return []
    numbers: list[PhoneNumber] = []
    cell = phone.typed.lstrip("- ") if phone.label == "Internal" and _TAIL.fullmatch(phone.typed) else phone.typed
    for typed in numbers_in(cell):
        read, remark = _read(typed, plan)
        label = phone.label if not remark else f"{phone.label} ({remark})" if phone.label else remark
        said = {"typed": read.typed[:64], "e164": read.e164, "digits": read.digits, "extension": read.extension}
        is_default = phone.is_default and not numbers
        numbers.append(blank(PhoneNumber, label=label[:LONGEST_LABEL], is_default=is_default, **said))
    return numbers


def _read(typed: str, plan: NumberingPlan) -> tuple[Number, str]:
    """A number and what is said beside it. Raises NotANumber."""
    try:
        return read_number(typed, plan=plan), ""
    except NotANumber:
        if (found := number_and_remark(typed)) is None:
            raise
        number, remark = found
        return read_number(number, plan=plan), label_of(remark)
