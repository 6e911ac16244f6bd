"""Contacts as tables: our own columns, Google's and Outlook's; what theirs cannot say stands in columns behind them.

Google and Outlook pass over columns that they do not know; our import reads them, so that nothing is lost.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from directory.importing.cards import Card
from directory.importing.cells import guarded

SEVERAL = " ::: "
Row: TypeAlias = dict[str, str]
OURS_BEHIND = ("Name", "Kind", "UID", "Phonetic Name", "Default Number", "Tags")
OUTLOOK_HEADINGS = (
    *("First Name", "Middle Name", "Last Name", "Title", "Suffix", "Company", "Department", "Job Title"),
    *("Business Street", "Business City", "Business State", "Business Postal Code", "Business Country/Region"),
    *("Assistant's Phone", "Business Fax", "Business Phone", "Business Phone 2", "Callback", "Car Phone"),
    *("Company Main Phone", "Home Fax", "Home Phone", "Home Phone 2", "ISDN", "Mobile Phone", "Other Fax"),
    *("Other Phone", "Pager", "Primary Phone", "Radio Phone"),
    *("E-mail Address", "E-mail 2 Address", "E-mail 3 Address", "Categories", "Notes", "Web Page"),
)
_OUTLOOK_PHONES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "Work": ("Business Phone", "Business Phone 2"),
        "": ("Business Phone", "Business Phone 2", "Other Phone"),
        "Home": ("Home Phone", "Home Phone 2"),
        "Mobile": ("Mobile Phone",),
        "Main": ("Company Main Phone",),
        "Fax": ("Business Fax",),
        "Work fax": ("Business Fax",),
        "Home fax": ("Home Fax",),
        "Other fax": ("Other Fax",),
        "Car": ("Car Phone",),
        "Assistant": ("Assistant's Phone",),
    }
    | {label: (label,) for label in ("Pager", "ISDN", "Callback")}
    | {label: (f"{label} Phone",) for label in ("Primary", "Radio")}
)
_OUTLOOK_EMAILS = ("E-mail Address", "E-mail 2 Address", "E-mail 3 Address")


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFormat:
    """The headings for contacts with so many numbers and addresses, and what a contact says below them."""

    headings: Callable[[int, int], tuple[str, ...]]
    row: Callable[[Card], Row]


def csv_lines(table: TableFormat, cards: Iterable[Card], *, phones: int, emails: int) -> Iterator[str]:
    """Text in columns, a contact at a time. Excel knows by the mark in front that it is UTF-8."""
    writer = csv.writer(_Echo())
    headings = table.headings(phones, emails)
    yield "\N{ZERO WIDTH NO-BREAK SPACE}" + writer.writerow(headings)
    for cells in rows(table, cards, headings):
        yield writer.writerow(map(guarded, cells))


def rows(table: TableFormat, cards: Iterable[Card], headings: tuple[str, ...]) -> Iterator[list[str]]:
    for card in cards:
        said = table.row(card)
        yield [said.get(heading, "") for heading in headings]


def _own_headings(phones: int, emails: int) -> tuple[str, ...]:
    return (
        *("UID", "Kind", "Name", "Given Name", "Family Name", "Phonetic Name", "Company", "Department", "Job Title"),
        *_numbered("Phone", phones),
        "Default Number",
        *_numbered("E-mail", emails),
        *("Street", "Postcode", "City", "State", "Country", "Website", "Tags", "Note"),
    )


def _own(card: Card) -> Row:
    return {
        **_ours(card),
        "Given Name": card.given_name,
        "Family Name": card.family_name,
        "Company": card.company,
        "Department": card.department,
        "Job Title": card.title,
        "Street": card.street,
        "Postcode": card.postcode,
        "City": card.city,
        "State": card.province,
        "Country": card.country,
        "Website": card.website,
        "Note": card.note,
        **_reachable(card),
    }


def _google_headings(phones: int, emails: int) -> tuple[str, ...]:
    """Source: the file that Google Contacts offers as "Google CSV" since 2024."""
    return (
        *("First Name", "Middle Name", "Last Name", "Phonetic First Name", "Phonetic Middle Name"),
        *("Phonetic Last Name", "Name Prefix", "Name Suffix", "Nickname", "File As", "Organization Name"),
        *("Organization Title", "Organization Department", "Birthday", "Notes", "Photo", "Labels"),
        *_numbered("E-mail", emails),
        *_numbered("Phone", phones),
        *("Address 1 - Label", "Address 1 - Street", "Address 1 - City", "Address 1 - Region"),
        *("Address 1 - Postal Code", "Address 1 - Country", "Website 1 - Label", "Website 1 - Value"),
        *OURS_BEHIND,
    )


def _google(card: Card) -> Row:
    given, family = _names(card)
    return {
        **_ours(card),
        "First Name": given,
        "Last Name": family,
        "Organization Name": _organisation(card),
        "Organization Title": card.title,
        "Organization Department": card.department,
        "Notes": card.note,
        "Labels": SEVERAL.join((*card.tags, "* myContacts")),
        "Address 1 - Street": card.street,
        "Address 1 - City": card.city,
        "Address 1 - Region": card.province,
        "Address 1 - Postal Code": card.postcode,
        "Address 1 - Country": card.country,
        "Website 1 - Value": card.website,
        **_reachable(card),
    }


def _outlook_headings(_phones: int, _emails: int) -> tuple[str, ...]:
    """Source: the columns that Outlook writes and reads as "comma separated values (Windows)"."""
    return (*OUTLOOK_HEADINGS, *OURS_BEHIND, "More Numbers", "More E-mails")


def _outlook(card: Card) -> Row:
    given, family = _names(card)
    said = {
        **_ours(card),
        "First Name": given,
        "Last Name": family,
        "Company": _organisation(card),
        "Department": card.department,
        "Job Title": card.title,
        "Business Street": card.street,
        "Business City": card.city,
        "Business State": card.province,
        "Business Postal Code": card.postcode,
        "Business Country/Region": card.country,
        "Web Page": card.website,
        "Notes": card.note,
        "Categories": ";".join(card.tags),
        "More Numbers": SEVERAL.join(f"{phone.label}: {phone.typed}" for phone in card.phones),
        "More E-mails": SEVERAL.join(f"{email.label}: {email.address}" for email in card.emails),
    }
    for phone in card.phones:
        places = (*_OUTLOOK_PHONES.get(phone.label, ()), "Other Phone")
        if place := next((place for place in places if place not in said), None):
            said[place] = phone.typed
    said |= {place: email.address for place, email in zip(_OUTLOOK_EMAILS, card.emails, strict=False)}
    return said


def _ours(card: Card) -> Row:
    """What only we can say."""
    return {
        "Name": card.name,
        "Kind": card.kind,
        "UID": str(card.uid or ""),
        "Phonetic Name": card.phonetic_name,
        "Default Number": next((phone.typed for phone in card.phones if phone.is_default), ""),
        "Tags": SEVERAL.join(card.tags),
    }


def _names(card: Card) -> tuple[str, str]:
    """First and last name for programs that know no whole one."""
    if card.given_name or card.family_name:
        return card.given_name, card.family_name
    return ("", "") if card.kind == "company" and not card.company else (card.name, "")


def _organisation(card: Card) -> str:
    return card.company or (card.name if card.kind == "company" else "")


def _reachable(card: Card) -> Row:
    said: Row = {}
    for number, phone in enumerate(card.phones, start=1):
        said[f"Phone {number} - Label"], said[f"Phone {number} - Value"] = phone.label, phone.typed
    for number, email in enumerate(card.emails, start=1):
        said[f"E-mail {number} - Label"], said[f"E-mail {number} - Value"] = email.label, email.address
    return said


def _numbered(what: str, count: int) -> list[str]:
    return [f"{what} {number} - {part}" for number in range(1, count + 1) for part in ("Label", "Value")]


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


OWN = TableFormat(headings=_own_headings, row=_own)
GOOGLE = TableFormat(headings=_google_headings, row=_google)
OUTLOOK = TableFormat(headings=_outlook_headings, row=_outlook)
