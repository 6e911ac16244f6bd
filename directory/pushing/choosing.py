"""Which contacts are brought to a PBX, and each of them as an entry that fits there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from clicktocall.numbering.numbering_plan import NumberingPlan
from clicktocall.pbx.drivers.books import BookEntry, BookLimits
from directory.models import BookPush, Contact, ContactQuerySet, PhoneNumber
from directory.phonebooks.makes import FAX, HOME, MOBILE
from directory.previewing import preview
from directory.search import matching
from directory.tagging import tag_key

AT_A_TIME = 250
NO_LAST_NAME = "-"
"""A PBX may want two names where a contact has one."""
_PLACES: Mapping[str, tuple[str, ...]] = {
    "fax": ("business_fax", "home_fax"),
    "home fax": ("home_fax", "business_fax"),
    "mobile": ("mobile", "mobile_2", "other"),
    "home": ("home", "home_2", "other"),
    "work": ("business", "business_2", "other"),
}
_TEXTS = ("company", "email", "street", "postcode", "city", "province", "country")


@dataclass(slots=True, kw_only=True)
class Fitted:
    """A contact as an entry. `remarks` say what of it does not fit; without a number it is no entry."""

    contact: Contact
    fields: dict[str, str]
    remarks: list[str] = field(default_factory=list)
    has_number: bool = False

    @property
    def entry(self) -> BookEntry:
        return BookEntry.of_fields(self.fields)


def chosen(push: BookPush) -> ContactQuerySet:
    """By name. Never a private contact: everybody who has a phone at that PBX sees its book."""
    shelf = {"shelf": Contact.Shelf.GROUP, "group": push.group} if push.group_id else {"shelf": Contact.Shelf.SHARED}
    found = Contact.objects.here().filter(**shelf)
    if push.query:
        found = found.filter(matching(push.query, region=push.pbx.region))
    if push.tag:
        found = found.filter(pk__in=Contact.objects.filter(tags__key=tag_key(push.tag)).values("pk"))
    return found.order_by("name_key", "pk")


def fitted(push: BookPush, limits: BookLimits) -> Iterator[Fitted]:
    """Each contact that is chosen, in its order, some hundred at a time."""
    plan = push.pbx.numbering_plan()
    contacts = chosen(push).prefetch_related("numbers", "emails").defer("note", "search_text")
    for contact in contacts.iterator(chunk_size=AT_A_TIME):
        yield fit(contact, plan, limits)


def fit(contact: Contact, plan: NumberingPlan, limits: BookLimits) -> Fitted:
    first, last = _names(contact)
    emails = list(contact.emails.all())
    texts = {name: " ".join(getattr(contact, name, "").split()) for name in _TEXTS if name != "email"}
    texts |= {"first_name": first, "last_name": last, "email": emails[0].address if emails else ""}
    made = Fitted(contact=contact, fields={})
    for name, text in texts.items():
        made.fields[name] = text[: limits.text].strip()
        if len(text) > limits.text:
            made.remarks.append(
                _("“%(text)s…” is cut after %(most)d signs.") % {"text": text[:30], "most": limits.text}
            )
    for number in contact.numbers.all():
        _put(made, number, preview(number, plan, office="").sent.digits, limits)
    return made


def _put(made: Fitted, number: PhoneNumber, digits: str, limits: BookLimits) -> None:
    """As the PBX dials it, in the first field of its kind that is free."""
    if digits in made.fields.values():
        return
    if not limits.number.fullmatch(digits):
        made.remarks.append(_("The PBX keeps no such number: %s.") % number.typed)
        return
    free = next((place for place in _PLACES[_kind(number.label)] if place not in made.fields), None)
    if free is None:
        made.remarks.append(_("There is no room for another number: %s.") % number.typed)
        return
    made.fields[free] = digits
    made.has_number = True


def _kind(label: str) -> str:
    if FAX.search(label):
        return "home fax" if HOME.search(label) else "fax"
    return "mobile" if MOBILE.search(label) else "home" if HOME.search(label) else "work"


def _names(contact: Contact) -> tuple[str, str]:
    if contact.given_name and contact.family_name:
        return contact.given_name, contact.family_name
    first, _space, last = contact.name.strip().rpartition(" ")
    return (first.strip(), last) if first else (last, NO_LAST_NAME)
