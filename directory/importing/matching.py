"""Finds the contact that an entry is about: by its identity, then by number and name, then by name and company."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID, uuid4

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.among import Among
from directory.describing import name_key
from directory.importing.cards import Card
from directory.importing.faults import Fault
from directory.importing.knowing import load, namesakes
from directory.importing.memory import Memory
from directory.importing.planning import Plan, Standing, Verdict, Wishes
from directory.importing.pouring import blank
from directory.importing.preparing import Prepared, canonical, keys_of
from directory.models import Contact, PhoneNumber


class Matcher:
    """Plans batches of entries. With a `memory` it only looks: nothing is locked, and earlier batches wrote nothing."""

    def __init__(self, wishes: Wishes, *, memory: Memory | None = None) -> None:
        self.wishes = wishes
        self.memory = memory
        self.now = timezone.now()
        self._place = {"shelf": wishes.shelf, "group_id": wishes.group_id, "owner_id": wishes.owner_id}

    def plan(self, batch: Iterable[Prepared]) -> list[Plan]:
        """What becomes of each entry, in their order. As many queries however many they are."""
        batch = list(batch)
        cards = [(one.entry, one) for one in batch if isinstance(one.entry, Card)]
        known = self._known(cards)
        earlier = self._earlier(batch)
        plans = [
            self._planned(one.entry, one, known, earlier) if isinstance(one.entry, Card) else _rejected(one.entry)
            for one in batch
        ]
        if self.memory is not None:
            self._remark(plans)
        return plans

    def _known(self, cards: list[tuple[Card, Prepared]]) -> _Known:
        """The contacts that the cards may be about. Common names are common: nobody is loaded for a name alone.

        Whose identity is known, is not looked for by number and name.
        """
        uids = {card.uid for card, _prepared in cards if card.uid}
        named = load(self._with_these_uids(uids))
        here = {one.contact.uid for one in named if self._is_within_reach(one.contact)}
        others = [(card, prepared) for card, prepared in cards if card.uid not in here]
        keys = self._with_these_numbers(others) | self._of_these_companies([card for card, _prepared in others])
        found = load(keys - {one.contact.pk for one in named})
        known = _Known(taken={one.contact.uid for one in named} - here)
        for one in sorted(named + found, key=lambda one: one.contact.pk):
            if self._is_within_reach(one.contact):
                known.add(one)
        return known

    def _with_these_uids(self, uids: set[UUID]) -> set[int]:
        return set(Contact.objects.filter(Among("uid", uids)).values_list("pk", flat=True)) if uids else set()

    def _with_these_numbers(self, cards: list[tuple[Card, Prepared]]) -> set[int]:
        wanted = {number.e164 or number.digits for _card, prepared in cards for number in prepared.numbers}
        if not wanted:
            return set()
        here = PhoneNumber.objects.filter(_numbers_among(wanted))
        found = list(here.values_list("contact_id", "e164", "digits", "contact__name_key"))
        met = {e164 or digits for _pk, e164, digits, _name in found}
        names = {
            (number.identity, name_key(card.name))
            for card, prepared in (cards if met else ())
            for number in prepared.numbers
            if number.identity in met
        }
        return {pk for pk, e164, digits, name in found if (e164 or digits, name) in names}

    def _of_these_companies(self, cards: list[Card]) -> set[int]:
        """Name and company, however they are capitalised; of no company only who can be meant without a number."""
        told = [(name_key(card.name), card) for card in cards if card.company or not card.phones]
        wanted = {(name, canonical(card.company)) for name, card in told}
        written = {(name, company) for name, card in told for company in _spelled(card)}
        found = namesakes(sorted(written), self.wishes) if written else ()
        return {pk for pk, name, company in found if (name, canonical(company)) in wanted}

    def _is_within_reach(self, contact: Contact) -> bool:
        wishes = self.wishes
        is_here = contact.deleted_at is None and (contact.shelf, contact.group_id) == (wishes.shelf, wishes.group_id)
        return is_here and (contact.shelf != Contact.Shelf.PERSONAL or contact.owner_id == wishes.owner_id)

    def _earlier(self, batch: list[Prepared]) -> dict[str, int]:
        return self.memory.rows_of({key for one in batch for key in one.keys}) if self.memory is not None else {}

    def _planned(self, card: Card, prepared: Prepared, known: _Known, earlier: dict[str, int]) -> Plan:
        keys = prepared.keys
        standing = known.of(card, keys)
        if self.memory is not None:
            self.memory.note((key, card.row) for key in keys)
            row = next((earlier[key] for key in keys if key in earlier and _is_enough(key, card)), 0)
            if standing is None and row:
                return Plan(row=card.row, verdict=Verdict.DUPLICATE, name=card.name, sentence=_same_as(row))
        if standing is None:
            standing = self._new(card, known)
            known.name(standing, keys)
        if standing.contact.source_id is not None:
            return self._of_a_source(standing, card, prepared.numbers)
        is_first = not standing.first_row
        changed = standing.take(card, prepared.numbers, self.wishes)
        standing.first_row = standing.first_row or card.row
        if changed and not standing.is_new:
            known.add(standing)
        plan = Plan(row=card.row, verdict=Verdict.SAME, name=card.name, standing=standing, changed=changed)
        plan.sentence = card.remark
        if not is_first:
            plan.verdict, plan.sentence = Verdict.DUPLICATE, _same_as(standing.first_row)
        elif standing.is_new:
            plan.verdict = Verdict.CREATED
        elif changed:
            plan.verdict = Verdict.CHANGED
        return plan

    def _of_a_source(self, standing: Standing, card: Card, numbers: list[PhoneNumber]) -> Plan:
        """A contact that is kept in step with an address book outside is not changed by a file."""
        if not standing.would_take(card, numbers, self.wishes):
            return Plan(row=card.row, verdict=Verdict.SAME, name=card.name)
        sentence = _("This contact comes from an address book outside and is changed there alone.")
        return Plan(row=card.row, verdict=Verdict.REJECTED, name=card.name, sentence=sentence, source=card.source)

    def _new(self, card: Card, known: _Known) -> Standing:
        uid = card.uid if card.uid and card.uid not in known.taken else uuid4()
        return Standing(contact=blank(Contact, **self._place, uid=uid, kind="", created_at=self.now), is_new=True)

    def _remark(self, plans: list[Plan]) -> None:
        """Who else has the number of a new contact: perhaps a switchboard, perhaps the same person."""
        created = [(plan, plan.standing) for plan in plans if plan.verdict == Verdict.CREATED and plan.standing]
        wanted = {number.identity for _plan, standing in created for number in standing.numbers}
        if not wanted:
            return
        here = PhoneNumber.objects.filter(_numbers_among(wanted))
        within = Contact.objects.filter(self.wishes.within_reach())
        owners = here.filter(contact__in=within).select_related("contact").order_by("-pk")
        names = {number.identity: number.contact.name for number in owners}
        for plan, standing in created:
            others = [names[number.identity] for number in standing.numbers if number.identity in names]
            if others:
                same = _("%s has this number already.") % others[0]
                plan.sentence = f"{same} {plan.sentence}".rstrip()


class _Known:
    """Contacts that entries may be about, by all that names them."""

    def __init__(self, *, taken: set[UUID]) -> None:
        self.taken = taken
        """Identities of contacts out of reach."""
        self._by_key: dict[str, Standing] = {}

    def add(self, standing: Standing) -> None:
        contact = standing.contact
        self.name(standing, keys_of(contact.uid, contact.name, contact.company, standing.numbers))

    def name(self, standing: Standing, keys: Iterable[str]) -> None:
        for key in keys:
            self._by_key.setdefault(key, standing)

    def of(self, card: Card, keys: Iterable[str]) -> Standing | None:
        """The contact that the first of the keys names. A name alone names nobody who has other numbers."""
        for key in keys:
            standing = self._by_key.get(key)
            if standing is None:
                continue
            if _is_enough(key, card) or not standing.numbers:
                return standing
        return None


def _numbers_among(identities: Iterable[str]) -> Q:
    """Numbers that are the same as one of these. The two kinds apart: each has the index to itself."""
    known = set(identities)
    public = {identity for identity in known if identity.startswith("+")}
    return Q(Among("e164", public)) | Q(Among("digits", known - public), e164="")


def _is_enough(key: str, card: Card) -> bool:
    """Whether a key names a contact by itself. A name without a company or with an identity of its own does not."""
    return not key.startswith("c") or not card.phones or bool(card.company and not card.uid)


def _spelled(card: Card) -> tuple[str, ...]:
    """How the company may stand in the directory. Who has an identity and numbers is looked for as it is written."""
    company = card.company
    return (company,) if card.uid and card.phones else (company, company.upper(), company.lower(), company.title())


def _rejected(fault: Fault) -> Plan:
    return Plan(row=fault.row, verdict=Verdict.REJECTED, sentence=fault.sentence, source=fault.source)


def _same_as(row: int) -> str:
    return _("The same contact as in row %d.") % row
