"""Contacts of the directory as cards, a few hundred at a time, and how many columns they need."""

from __future__ import annotations

from collections.abc import Iterator

import phonenumbers
from django.db.models import Count, QuerySet
from phonenumbers import NumberParseException, PhoneNumberFormat

from directory.importing.cards import Card, Email, Phone
from directory.importing.cells import lines, one_line
from directory.models import Contact, EmailAddress, PhoneNumber

AT_A_TIME = 250


def cards_of(contacts: QuerySet[Contact]) -> Iterator[Card]:
    """Each contact as a file says it. Four queries for each few hundred of them."""
    here = contacts.prefetch_related("numbers", "emails", "tags")
    return map(card_of, here.iterator(chunk_size=AT_A_TIME))


def card_of(contact: Contact) -> Card:
    """Numbers with their country code: the file may be read anywhere."""
    return Card(
        uid=contact.uid,
        kind="company" if contact.kind == Contact.Kind.COMPANY else "person",
        name=one_line(contact.name),
        given_name=one_line(contact.given_name),
        family_name=one_line(contact.family_name),
        phonetic_name=one_line(contact.phonetic_name),
        company=one_line(contact.company),
        department=one_line(contact.department),
        title=one_line(contact.title),
        street=lines(contact.street),
        postcode=one_line(contact.postcode),
        city=one_line(contact.city),
        province=one_line(contact.province),
        country=one_line(contact.country),
        website=one_line(contact.website),
        note=lines(contact.note),
        phones=tuple(
            Phone(typed=written(number), label=one_line(number.label), is_default=number.is_default)
            for number in sorted(contact.numbers.all(), key=lambda number: number.position)
        ),
        emails=tuple(Email(address=email.address, label=one_line(email.label)) for email in contact.emails.all()),
        tags=tuple(one_line(tag.name) for tag in contact.tags.all()),
    ).settled()


def written(number: PhoneNumber) -> str:
    """A number as every country reads it, with its extension behind; internal ones as they are dialled."""
    if not number.e164:
        return one_line(number.typed) or number.digits
    try:
        public = phonenumbers.parse(number.e164, None)
    except NumberParseException:
        return number.e164
    text = phonenumbers.format_number(public, PhoneNumberFormat.INTERNATIONAL)
    return f"{text} ext. {number.extension}" if number.extension else text


def most_of_one(contacts: QuerySet[Contact]) -> tuple[int, int]:
    """How many numbers and how many e-mail addresses the contact with most of them has."""
    chosen = contacts.order_by().values("pk")
    numbers = PhoneNumber.objects.filter(contact__in=chosen).order_by().values("contact").annotate(count=Count("pk"))
    emails = EmailAddress.objects.filter(contact__in=chosen).order_by().values("contact").annotate(count=Count("pk"))
    most = [rows.order_by("-count").values_list("count", flat=True).first() for rows in (numbers, emails)]
    return max(1, most[0] or 0), max(1, most[1] or 0)
