"""What becomes of the entries of a source: compared with the contacts that came from it before. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from directory.drafts import TEXTS, Difference, Draft, EmailRow, NumberRow, differences, draft_of
from directory.importing.cards import Card
from directory.importing.columns import Field
from directory.importing.faults import Fault
from directory.importing.planning import Verdict, numbers_of
from directory.ldap.faces import Face
from directory.ldap.layouts import Reading
from directory.ldap.reading import Read
from directory.models import Contact, LdapSource, PhoneNumber
from directory.office_plans import plan_for
from directory.tagging import tag_key, tag_names

TEXTS_OF: Mapping[Field, tuple[str, ...]] = {
    Field.GIVEN: ("given_name",), Field.MIDDLE: ("given_name",), Field.FAMILY: ("family_name",),
    Field.PHONETIC: ("phonetic_name",), Field.COMPANY: ("company",), Field.DEPARTMENT: ("department",),
    Field.TITLE: ("title",), Field.STREET: ("street",), Field.POSTCODE: ("postcode",), Field.CITY: ("city",),
    Field.PROVINCE: ("province",), Field.COUNTRY: ("country",), Field.WEBSITE: ("website",), Field.NOTE: ("note",),
}  # fmt: skip
"""The columns of a contact that a mapped field decides about; name and kind are always the source's."""


@dataclass(slots=True, kw_only=True)
class Planned:
    """What becomes of one entry. `found` is what gets different; `comes_back` a contact that was in the bin."""

    verdict: Verdict
    name: str
    sentence: str = ""
    contact: Contact | None = None
    draft: Draft | None = None
    numbers: list[PhoneNumber] = field(default_factory=list)
    found: list[Difference] = field(default_factory=list)
    comes_back: bool = False
    photo: bytes = b""
    """What `draft.photo` is the key of, where it has to be kept first."""

    @property
    def is_written(self) -> bool:
        return self.verdict in {Verdict.CREATED, Verdict.CHANGED}


class Comparer:
    """Goes through the entries of one source, batch by batch, and remembers who was there."""

    def __init__(self, source: LdapSource, reading: Reading) -> None:
        self.source = source
        self.tags = tuple(tag_names(source.tags))
        self.place = f"group-{source.group_id}" if source.group_id else Contact.Shelf.SHARED.value
        self.kept = frozenset(TEXTS) - {"name", "kind"} - {text for f in reading.fields for text in TEXTS_OF.get(f, ())}
        self.has_photos = bool(reading.photos)
        self.seen: set[UUID] = set()

    def plan(self, batch: Iterable[tuple[Read, Face | None]], *, locks: bool) -> list[Planned]:
        """As many queries however many entries. With `locks`, to be called inside a transaction."""
        entries = list(batch)
        known = self._known({entry.uid for entry, _face in entries if entry.uid}, locks=locks)
        plans = [self._with_face(self._planned(entry, face, known), face) for entry, face in entries]
        self._remark(plans)
        return plans

    def _known(self, uids: set[UUID], *, locks: bool) -> dict[UUID, Contact]:
        contacts = Contact.objects.filter(uid__in=uids).prefetch_related("numbers", "emails", "tags").order_by("pk")
        found = contacts.select_for_update(of=("self",)) if locks else contacts
        return {contact.uid: contact for contact in found}

    def _with_face(self, plan: Planned, face: Face | None) -> Planned:
        if face and plan.is_written:
            plan.photo = face.content
            plan.sentence = plan.sentence or face.remark
        return plan

    def _planned(self, entry: Read, face: Face | None, known: Mapping[UUID, Contact]) -> Planned:
        uid, card = entry.uid, entry.card
        if uid in self.seen:
            return Planned(verdict=Verdict.SAME, name=entry.name)  # it was moved while we were reading
        if uid is not None:
            self.seen.add(uid)
        if uid is None or isinstance(card, Fault):
            return _rejected(entry.name, card.sentence if isinstance(card, Fault) else "")
        numbers = numbers_of(card, plan=plan_for(self.source.region))
        if isinstance(numbers, Fault):
            return _rejected(card.name, numbers.sentence)
        contact = known.get(uid)
        if contact is not None and (why := self._not_ours(contact)):
            return _rejected(card.name, why)
        if contact is None:
            new = Contact(uid=uid, name="", kind="")
            draft = self._draft(card, numbers, face, Draft(texts={}))
            return Planned(verdict=Verdict.CREATED, name=card.name, contact=new, draft=draft, numbers=numbers)
        return self._compared(contact, card, numbers, face)

    def _compared(self, contact: Contact, card: Card, numbers: list[PhoneNumber], face: Face | None) -> Planned:
        before = draft_of(contact)
        draft = self._draft(card, numbers, face, before)
        found = differences(before, draft)
        comes_back, is_adopted = contact.deleted_at is not None, contact.source_id is None
        is_changed = bool(found) or comes_back or is_adopted
        plan = Planned(verdict=Verdict.CHANGED if is_changed else Verdict.SAME, name=card.name, contact=contact)
        plan.draft, plan.numbers, plan.found, plan.comes_back = draft, numbers, found, comes_back
        if comes_back:
            plan.sentence = _("Comes back from the bin.")
        elif is_adopted:
            plan.sentence = _("Is in the directory already, and becomes read-only.")
        return plan

    def _not_ours(self, contact: Contact) -> str:
        """Why a contact with that identity may not be touched; empty if it may."""
        if contact.source_id not in {None, self.source.pk}:
            return _("Comes from another source already. Let one of the two leave this person out.")
        here = (contact.shelf, contact.group_id) == (self.source.shelf, self.source.group_id)
        if contact.merged_into_id or (contact.source_id is None and not here):
            return _("Has the identity of a contact on another shelf, or of a merged one. Delete that one first.")
        return ""

    def _draft(self, card: Card, numbers: list[PhoneNumber], face: Face | None, before: Draft) -> Draft:
        """The contact as the source wants it; what no attribute is mapped to stays as it is."""
        texts = {name: getattr(card, name) for name in TEXTS}
        texts |= {name: before.texts.get(name, "") for name in self.kept}
        names = {tag_key(name): name for name in (*card.tags, *self.tags)}
        known = {tag_key(name): name for name in before.tags}
        return Draft(
            texts=texts,
            numbers=tuple(NumberRow(label=one.label, typed=one.typed, is_default=one.is_default) for one in numbers),
            emails=tuple(EmailRow(label=one.label, address=one.address) for one in card.emails),
            tags=tuple(known.get(key, name) for key, name in names.items()),
            place=self.place,
            photo=self._photo(face, before),
        )

    def _photo(self, face: Face | None, before: Draft) -> str:
        """The source's, also if it has none. One that cannot be read takes none away."""
        if not self.has_photos:
            return before.photo
        return (face.key or before.photo) if face else ""

    def _remark(self, plans: list[Planned]) -> None:
        """Who else on that shelf has the number of a new contact: perhaps the same person, written down by hand."""
        created = [plan for plan in plans if plan.verdict == Verdict.CREATED]
        wanted = {number.identity for plan in created for number in plan.numbers}
        if not wanted:
            return
        here = PhoneNumber.objects.filter(Q(e164__in=wanted) | Q(e164="", digits__in=wanted))
        owners = here.filter(
            contact__shelf=self.source.shelf, contact__group=self.source.group_id, contact__deleted_at=None
        )
        names = {number.identity: number.contact.name for number in owners.select_related("contact").order_by("-pk")}
        for plan in created:
            others = [names[number.identity] for number in plan.numbers if number.identity in names]
            if others:
                plan.sentence = " ".join(filter(None, (_("%s has this number already.") % others[0], plan.sentence)))


def _rejected(name: str, sentence: str) -> Planned:
    return Planned(verdict=Verdict.REJECTED, name=name, sentence=sentence)
