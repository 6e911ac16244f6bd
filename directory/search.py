"""Finds contacts by words or by any spelling of a number; keeps the columns in which it looks."""

from __future__ import annotations

from collections.abc import Iterable

import phonenumbers
from django.db.models import Case, Q, Value, When
from phonenumbers import PhoneMetadata

from clicktocall.accounts.models import User
from clicktocall.numbering import plans
from directory.folding import fold, fold_spelled_out
from directory.models import NAME_KEY_LENGTH, Contact, PhoneNumber
from directory.models.contacts import seen_by
from directory.spelling import Criterion, criteria


def find(query: str, *, user: User, region: str, limit: int = 50) -> list[Contact]:
    """The contacts that `query` means and `user` may see, with their numbers, in two queries; without a word or digit
    in it, all of them.

    Names that begin with the query come first, then words that begin with it, then the rest; each by name.
    """
    seen = Contact.objects.here().seen_by(user)
    found = seen.filter(matching(query, region=region)).with_numbers()
    return list(found.order_by(*_rank(query), "name_key", "pk")[:limit])


def matching(query: str, *, region: str) -> Q:
    """The condition that a contact is meant by `query`."""
    condition = Q()
    for criterion in criteria(query, region=region):
        condition &= _holds(criterion)
    return condition


def whose(identity: str, *, user: User) -> Contact | None:
    """The contact with that number that `user` may see: `Number.e164`, or `Number.digits` of one without. One query.

    Who has the number for themselves comes before those who are reached by an extension behind it.
    """
    if not identity:
        return None
    here = PhoneNumber.objects.filter(seen_by(user, prefix="contact__"), contact__deleted_at=None)
    numbers = here.filter(**_identity(identity)).select_related("contact")
    number = numbers.order_by("extension", "contact__name_key", "contact_id").first()
    return number.contact if number else None


def whose_each(identities: Iterable[str], *, user: User) -> dict[str, Contact]:
    """As `whose`, for many numbers in one query; those of which nobody is known are left out."""
    wanted = {identity for identity in identities if identity}
    if not wanted:
        return {}
    here = PhoneNumber.objects.filter(seen_by(user, prefix="contact__"), contact__deleted_at=None)
    numbers = here.filter(Q(e164__in=wanted) | Q(e164="", digits__in=wanted)).select_related("contact")
    found: dict[str, Contact] = {}
    for number in numbers.order_by("extension", "contact__name_key", "contact_id"):
        found.setdefault(number.identity, number.contact)
    return found


def keep_search_text(*contacts: Contact) -> None:
    """Write the search columns of contacts as their names and numbers stand in the database.

    To be called by whatever saves a contact or its numbers. Three queries however many contacts there are.
    """
    fresh = list(Contact.objects.filter(pk__in=[contact.pk for contact in contacts]).with_numbers())
    for contact in fresh:
        describe(contact, contact.numbers.all())
    Contact.objects.bulk_update(fresh, ["name_key", "search_text"], batch_size=200)


def describe(contact: Contact, numbers: Iterable[PhoneNumber]) -> None:
    """Fill in the search columns of a contact that has these numbers. Saves nothing.

    Each thing that can be found stands on a line of its own, so that a search can tell where it begins and ends:
    names and companies plain, international numbers after a `+`, other forms of a number after a `=`.
    """
    lines = [fold(contact.name), fold(contact.company)]
    lines += [fold_spelled_out(contact.name), fold_spelled_out(contact.company)]
    for number in numbers:
        lines += [number.e164, *(f"={digits}" for digits in _other_forms(number))]
    contact.name_key = name_key(contact.name)
    contact.search_text = "".join(f"\n{line}" for line in dict.fromkeys(lines) if line) + "\n"


def name_key(name: str) -> str:
    return fold(name)[:NAME_KEY_LENGTH]


def _other_forms(number: PhoneNumber) -> list[str]:
    """The digits people use for it at home, unless they are the end of the international ones anyway."""
    if not number.e164:
        return [number.digits] if number.digits else []
    public = phonenumbers.parse(number.e164, None)
    significant = phonenumbers.national_significant_number(public)
    forms = {plans.national_digits(public), _trunk_prefix(public.country_code or 0) + significant}
    return sorted(form for form in forms if not number.e164.endswith(form))


def _trunk_prefix(country_code: int) -> str:
    """What is dialled before an area code. Some countries dial it but do not write it (Brazil)."""
    region = phonenumbers.region_code_for_country_code(country_code)
    metadata = PhoneMetadata.metadata_for_region(region, None)
    return (metadata.national_prefix or "") if metadata else ""


def _identity(identity: str) -> dict[str, str]:
    return {"e164": identity} if identity.startswith("+") else {"e164": "", "digits": identity}


def _rank(query: str) -> list[Case]:
    beginning = fold(query)
    if not beginning:
        return []
    begins_a_word = Q(search_text__contains=f"\n{beginning}") | Q(search_text__contains=f" {beginning}")
    return [
        Case(When(name_key__startswith=beginning, then=Value(0)), When(begins_a_word, then=Value(1)), default=Value(2))
    ]


def _holds(criterion: Criterion) -> Q:
    """One of the alternatives, each of which may need several pieces of text."""
    condition = Q()
    for pieces in criterion:
        alternative = Q()
        for piece in pieces:
            alternative &= Q(search_text__contains=piece)
        condition |= alternative
    return condition
