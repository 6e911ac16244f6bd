"""Contacts of the directory as cards, a few hundred at a time, and how many columns they need."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any, TypeAlias

import phonenumbers
from django.db.models import Count, QuerySet
from phonenumbers import NumberParseException, PhoneNumberFormat

from directory.importing.cards import Card, Email, Phone
from directory.importing.cells import lines, one_line
from directory.models import Contact, EmailAddress, PhoneNumber, Photo, Tag
from directory.photos import CONTENT_TYPE

AT_A_TIME = 250
_ONE_LINE = (
    *("name", "given_name", "family_name", "phonetic_name", "company", "department", "title"),
    *("postcode", "city", "province", "country", "website"),
)
_LINES = ("street", "note")
Rows: TypeAlias = dict[int, list[Any]]


def cards_of(contacts: QuerySet[Contact], *, photos: bool = False) -> Iterator[Card]:
    """Each contact as a file says it, with its photo where that is wanted.

    Three or four queries for each few hundred of them, and no model instance: those hang together in circles, which
    keeps them in memory for long.
    """
    found = contacts.values("pk", "uid", "kind", "photo_key", *_ONE_LINE, *_LINES).iterator(chunk_size=AT_A_TIME)
    while some := list(islice(found, AT_A_TIME)):
        pks = [row["pk"] for row in some]
        phones, emails, tags = _phones(pks), _emails(pks), _tags(pks)
        keys = {row["photo_key"] for row in some} - {""}
        pictures = _photos(keys) if photos and keys else {}
        for row in some:
            card = _card(row, phones[row["pk"]], emails[row["pk"]], tags[row["pk"]])
            photo = pictures.get(row["photo_key"], b"")
            yield replace(card, photo=photo) if photo else card


def _card(row: dict[str, Any], phones: list[Phone], emails: list[Email], tags: list[str]) -> Card:
    texts: dict[str, Any] = {name: one_line(row[name]) for name in _ONE_LINE} | {
        name: lines(row[name]) for name in _LINES
    }
    return Card(
        uid=row["uid"],
        kind="company" if row["kind"] == Contact.Kind.COMPANY else "person",
        phones=tuple(phones),
        emails=tuple(emails),
        tags=tuple(tags),
        **texts,
    ).settled()


def _phones(pks: list[int]) -> Rows:
    found: Rows = defaultdict(list)
    columns = ("contact_id", "label", "is_default", "typed", "e164", "digits", "extension")
    rows = PhoneNumber.objects.filter(contact__in=pks).order_by("position", "pk").values_list(*columns)
    for pk, label, is_default, *number in rows:
        found[pk].append(Phone(typed=written(*number), label=one_line(label), is_default=is_default))
    return found


def _emails(pks: list[int]) -> Rows:
    found: Rows = defaultdict(list)
    rows = EmailAddress.objects.filter(contact__in=pks).order_by("position", "pk")
    for pk, label, address in rows.values_list("contact_id", "label", "address"):
        found[pk].append(Email(address=address, label=one_line(label)))
    return found


def _tags(pks: list[int]) -> Rows:
    found: Rows = defaultdict(list)
    links = Tag.contacts.through.objects.filter(contact_id__in=pks).order_by("tag__key")
    for pk, name in links.values_list("contact_id", "tag__name"):
        found[pk].append(one_line(name))
    return found


def _photos(keys: set[str]) -> dict[str, bytes]:
    kept = Photo.objects.filter(key__in=keys, content_type=CONTENT_TYPE)
    return {key: bytes(content) for key, content in kept.values_list("key", "content")}


def written(typed: str, e164: str, digits: str, extension: str) -> str:
    """A number as every country reads it, with its extension behind; internal ones as they are dialled."""
    if not e164:
        return one_line(typed) or digits
    try:
        public = phonenumbers.parse(e164, None)
    except NumberParseException:
        return e164
    text = phonenumbers.format_number(public, PhoneNumberFormat.INTERNATIONAL)
    return f"{text} ext. {extension}" if extension else text


def most_of_one(contacts: QuerySet[Contact]) -> tuple[int, int]:
    """How many numbers and how many e-mail addresses the contact with most of them has."""
    chosen = contacts.order_by().values("pk")
    numbers = PhoneNumber.objects.filter(contact__in=chosen).order_by().values("contact").annotate(count=Count("pk"))
    emails = EmailAddress.objects.filter(contact__in=chosen).order_by().values("contact").annotate(count=Count("pk"))
    most = [rows.order_by("-count").values_list("count", flat=True).first() for rows in (numbers, emails)]
    return max(1, most[0] or 0), max(1, most[1] or 0)
