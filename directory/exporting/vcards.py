"""Contacts as vCards, version 3.0 and 4.0."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator

from directory.importing.cards import Card

LONGEST_LINE = 75
"""Bytes; longer lines are folded. Source: RFC 6350, 3.2."""
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
_TYPES = {
    "Work": "work", "Home": "home", "Mobile": "cell", "Pager": "pager", "Car": "car", "Main": "main", "Other": "other",
    "Fax": "fax", "Work fax": "work,fax", "Home fax": "home,fax", "Other fax": "other,fax", "": "",
}  # fmt: skip
_EMAIL_TYPES = {"Work": "work", "Home": "home", "Other": "other", "": ""}


def vcard_lines(cards: Iterable[Card], *, version: str) -> Iterator[str]:
    """Each contact as the text of a card."""
    for card in cards:
        yield together(lines_of(card, version=version))


def together(lines: Iterable[str]) -> str:
    """The text of a card, from its lines."""
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def lines_of(card: Card, *, version: str) -> Iterator[str]:
    """A property a line, not folded."""
    yield "BEGIN:VCARD"
    yield f"VERSION:{version}"
    if card.uid:
        yield f"UID:urn:uuid:{card.uid}"
    if card.kind == "company":
        yield "KIND:org" if version == "4.0" else "X-ABShowAs:COMPANY"
    yield f"FN:{_escaped(card.name)}"
    yield f"N:{_escaped(_family_name(card))};{_escaped(card.given_name)};;;"
    organisation = card.company or (card.name if card.kind == "company" else "")
    if organisation or card.department:
        parts = (organisation, card.department) if card.department else (organisation,)
        yield f"ORG:{';'.join(map(_escaped, parts))}"
    yield from _said("TITLE", card.title)
    yield from _said("X-PHONETIC-FIRST-NAME", card.phonetic_name)
    yield from _reachable(card, version)
    address = (card.street, card.city, card.province, card.postcode, card.country)
    if any(address):
        yield f"ADR;TYPE=work:;;{';'.join(map(_escaped, address))}"
    yield from _said("URL", card.website)
    yield from _said("NOTE", card.note)
    if card.tags:
        yield f"CATEGORIES:{','.join(map(_escaped, card.tags))}"
    if card.photo:
        encoded = b64encode(card.photo).decode()
        start = "PHOTO:data:image/jpeg;base64," if version == "4.0" else "PHOTO;ENCODING=b;TYPE=JPEG:"
        yield f"{start}{encoded}"
    yield "END:VCARD"


def _family_name(card: Card) -> str:
    """Apple's programs show N and not FN: without one a person would be called like the company."""
    return card.name if card.kind == "person" and not (card.given_name or card.family_name) else card.family_name


def _reachable(card: Card, version: str) -> Iterator[str]:
    """A label for which vCard has no word stands in a line of its own, as Apple writes it."""
    groups = 0
    for phone in card.phones:
        preferred = "" if not phone.is_default else ";PREF=1" if version == "4.0" else ";TYPE=pref"
        if phone.label in _TYPES:
            yield f"TEL{_types(_TYPES[phone.label], version)}{preferred}:{_escaped(phone.typed)}"
        else:
            groups += 1
            yield f"item{groups}.TEL{preferred}:{_escaped(phone.typed)}"
            yield f"item{groups}.X-ABLabel:{_escaped(phone.label)}"
    for email in card.emails:
        if email.label in _EMAIL_TYPES:
            yield f"EMAIL{_types(_EMAIL_TYPES[email.label], version)}:{_escaped(email.address)}"
        else:
            groups += 1
            yield f"item{groups}.EMAIL:{_escaped(email.address)}"
            yield f"item{groups}.X-ABLabel:{_escaped(email.label)}"


def _types(words: str, version: str) -> str:
    if not words:
        return ""
    return f';TYPE="{words}"' if version == "4.0" and "," in words else f";TYPE={words}"


def _said(name: str, value: str) -> Iterator[str]:
    if value:
        yield f"{name}:{_escaped(value)}"


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES)


def _folded(line: str) -> str:
    """Pieces of at most 75 bytes, never in the middle of a character; what continues begins with a space."""
    data = line.encode()
    pieces = []
    begin, room = 0, LONGEST_LINE
    while len(data) - begin > room:
        end = begin + room
        while data[end] & 0xC0 == 0x80:  # the middle of a character
            end -= 1
        pieces.append(data[begin:end])
        begin, room = end, LONGEST_LINE - 1
    return b"\r\n ".join([*pieces, data[begin:]]).decode()
