"""Who in the directory is likely to be the same person or company as somebody is writing down."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from clicktocall.accounts.models import User
from clicktocall.numbering.parsing import NotANumber, read
from directory.drafts import Draft
from directory.folding import fold
from directory.models import Contact, EmailAddress, PhoneNumber
from directory.models.contacts import seen_by
from directory.office_plans import plan_for
from directory.search import name_key

MOST = 5
"""So many are shown to somebody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Likely:
    """A contact that is there already, and what speaks for it being the same."""

    contact: Contact
    why: str


def likely_duplicates(
    draft: Draft, *, user: User, region: str, before: Draft | None = None, besides: Collection[int] = ()
) -> list[Likely]:
    """The contacts that `user` sees and the draft may be about: same number, same e-mail, same name. Three queries.

    The likeliest first, some dozens at most.

    Only what is not in the draft `before` counts: whoever corrects a note is not warned of a number again.
    """
    numbers = _identities(draft, region=region) - (_identities(before, region=region) if before else set())
    addresses = _addresses(draft) - (_addresses(before) if before else set())
    names = {draft.texts["name"]} - ({before.texts["name"]} if before else set())
    found = [
        *_with_numbers(numbers, user=user),
        *_with_addresses(addresses, user=user),
        *_with_names(names, company=draft.texts["company"], user=user),
    ]
    first_reasons = {likely.contact.pk: likely for likely in reversed(found) if likely.contact.pk not in besides}
    return list(reversed(first_reasons.values()))


def said_of(contact: Contact) -> str:
    """A contact in a sentence: Anna Rossi at ACME."""
    if not contact.company:
        return contact.name
    return _("%(name)s at %(company)s") % {"name": contact.name, "company": contact.company}


def _with_numbers(identities: set[str], *, user: User) -> list[Likely]:
    if not identities:
        return []
    here = PhoneNumber.objects.filter(seen_by(user, prefix="contact__"), contact__deleted_at=None)
    public, internal = (
        here.filter(e164__in=[one for one in identities if one.startswith("+")]),
        here.filter(e164="", digits__in=[one for one in identities if not one.startswith("+")]),
    )
    rows = (public | internal).select_related("contact").order_by("contact__name_key", "contact_id")[: MOST * 2]
    return [
        Likely(contact=row.contact, why=_("%(whom)s has this number.") % {"whom": said_of(row.contact)}) for row in rows
    ]


def _with_addresses(addresses: set[str], *, user: User) -> list[Likely]:
    if not addresses:
        return []
    here = EmailAddress.objects.filter(seen_by(user, prefix="contact__"), contact__deleted_at=None)
    rows = here.annotate(lower=Lower("address")).filter(lower__in=addresses).select_related("contact")
    return [
        Likely(contact=row.contact, why=_("%(whom)s has this e-mail address.") % {"whom": said_of(row.contact)})
        for row in rows.order_by("contact__name_key", "contact_id")[:MOST]
    ]


def _with_names(names: set[str], *, company: str, user: User) -> list[Likely]:
    keys = {name_key(name) for name in names} - {""}
    if not keys:
        return []
    namesakes = Contact.objects.here().seen_by(user).filter(name_key__in=keys).order_by("pk")[: MOST * 4]
    return [
        Likely(contact=contact, why=_("%(whom)s is in the directory.") % {"whom": said_of(contact)})
        for contact in namesakes
        if not (company and contact.company) or fold(company) == fold(contact.company)
    ]


def _identities(draft: Draft, *, region: str) -> set[str]:
    found = set()
    for row in draft.numbers:
        try:
            number = read(row.typed, plan_for(region))
        except NotANumber:
            continue
        found.add(number.e164 or number.digits)
    return found


def _addresses(draft: Draft) -> set[str]:
    return {row.address.lower() for row in draft.emails}
