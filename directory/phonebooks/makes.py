"""The XML of each make of phone, written entry by entry, so that a long book takes no more memory than a short one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from xml.sax.saxutils import escape, quoteattr

from directory.phonebooks.entries import Entry, EntryNumber

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
MOBILE = re.compile("mob|cell|handy|portable|cellulare|komórk", re.IGNORECASE)
FAX = re.compile("fax|télécopie", re.IGNORECASE)
HOME = re.compile("home|privat|casa|domicile", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Make:
    """A make of phone. `file` ends the address; Grandstream's phones add it themselves.

    `attributes` stand in the root. A phone that takes so many lines at a time and no more has them in `most`.
    """

    label: str
    file: str
    root: str
    beginning: str
    entry: Callable[[Entry], str]
    attributes: str = ""
    most: int = 0


def written(make: Make, entries: Iterable[Entry], *, title: str) -> Iterator[str]:
    """The book in pieces, one an entry."""
    yield f"{HEAD}<{make.root}{make.attributes}>\n{make.beginning.format(title=_text(title))}"
    for entry in entries:
        yield f"{make.entry(entry)}\n"
    yield f"</{make.root}>\n"


def plain(text: str) -> str:
    """Without the signs that XML cannot hold."""
    return _NOT_XML.sub("", text)


def _text(text: str) -> str:
    """As it stands in XML."""
    return escape(plain(text))


def _yealink(entry: Entry) -> str:
    """Source: Yealink, remote phone book template: one entry a person, a Telephone with a label for each number."""
    numbers = "".join(f"<Telephone{_label(number)}>{_text(number.digits)}</Telephone>" for number in entry.numbers)
    return f"<DirectoryEntry><Name>{_text(_with_company(entry))}</Name>{numbers}</DirectoryEntry>"


def _label(number: EntryNumber) -> str:
    return f" label={quoteattr(plain(number.label))}" if number.label else ""


def _snom(entry: Entry) -> str:
    """Source: Snom, Remote XML Directory, for firmware 10.1.178 and later."""
    numbers = "".join(
        f'<number no={quoteattr(plain(number.digits))} type="{_snom_kind(number)}" outgoing_id="0"/>'
        for number in entry.numbers
    )
    first, last = (entry.given_name, entry.family_name) if entry.family_name else ("", _with_company(entry))
    return (
        f'<contact fav="false" vip="false" blocked="false"><first_name>{_text(first)}</first_name>'
        f"<last_name>{_text(last)}</last_name><numbers>{numbers}</numbers></contact>"
    )


def _snom_kind(number: EntryNumber) -> str:
    return "mobile" if MOBILE.search(number.label) else "home" if HOME.search(number.label) else "sip"


def _one_each(entry: Entry) -> str:
    """An entry a number: what phones understand that know one Telephone in an entry (Snom, Cisco and those like it)."""
    return "\n".join(
        f"<DirectoryEntry><Name>{_text(_with_label(entry, number))}</Name>"
        f"<Telephone>{_text(number.digits)}</Telephone></DirectoryEntry>"
        for number in entry.numbers
    )


def _fanvil(entry: Entry) -> str:
    """Source: Fanvil, XML phonebook: Name, then Telephone, Mobile and Other, each at most once."""
    places: dict[str, str] = {}
    for number in entry.numbers:
        wanted = "Mobile" if MOBILE.search(number.label) else "Telephone"
        free = next((place for place in (wanted, "Telephone", "Mobile", "Other") if place not in places), None)
        if free:
            places[free] = number.digits
    numbers = "".join(
        f"<{place}>{_text(places.get(place, ''))}</{place}>" for place in ("Telephone", "Mobile", "Other")
    )
    return f"<DirectoryEntry><Name>{_text(_with_company(entry))}</Name>{numbers}</DirectoryEntry>"


def _grandstream(entry: Entry) -> str:
    """Source: Grandstream, XML based downloadable phonebook guide of the GXP21xx, GXP17xx and DP7xx.

    A Phone has a type: Work, Home, Mobile, Fax or Other.
    """
    numbers = "".join(
        f'<Phone type="{_kind(number)}"><phonenumber>{_text(number.digits)}</phonenumber>'
        "<accountindex>0</accountindex></Phone>"
        for number in entry.numbers
    )
    first, last = (entry.given_name, entry.family_name) if entry.family_name else ("", entry.name)
    company = f"<Company>{_text(entry.company)}</Company>" if entry.company else ""
    return (
        f"<Contact><FirstName>{_text(first)}</FirstName><LastName>{_text(last)}</LastName>{company}{numbers}</Contact>"
    )


def _kind(number: EntryNumber) -> str:
    """A fax at home is a fax first."""
    kinds = (("Fax", FAX), ("Mobile", MOBILE), ("Home", HOME))
    return next((kind for kind, words in kinds if words.search(number.label)), "Work")


def _with_company(entry: Entry) -> str:
    return f"{entry.name} ({entry.company})" if entry.company and entry.company != entry.name else entry.name


def _with_label(entry: Entry, number: EntryNumber) -> str:
    name = _with_company(entry)
    return f"{name}, {number.label}" if number.label and len(entry.numbers) > 1 else name


_TITLE = "<Title>{title}</Title>\n<Prompt>{title}</Prompt>\n"
MAKES: Mapping[str, Make] = MappingProxyType(
    {
        make.file: make
        for make in (
            Make(label="Yealink", file="yealink.xml", root="YealinkIPPhoneDirectory", beginning="", entry=_yealink),
            Make(
                label="Snom, remote directory",
                file="tbook.xml",
                root="tbook",
                attributes=' e="2" version="2.0"',
                beginning="",
                entry=_snom,
            ),
            Make(
                label="Snom, list on a key",
                file="snom.xml",
                root="SnomIPPhoneDirectory",
                beginning=_TITLE,
                entry=_one_each,
            ),
            Make(
                label="Grandstream",
                file="phonebook.xml",
                root="AddressBook",
                beginning="<version>1</version>\n",
                entry=_grandstream,
            ),
            Make(label="Fanvil", file="fanvil.xml", root="FanvilIPPhoneDirectory", beginning="", entry=_fanvil),
            Make(
                label="Cisco and others",
                file="directory.xml",
                root="CiscoIPPhoneDirectory",
                beginning=_TITLE,
                entry=_one_each,
                most=32,
            ),
        )
    }
)
"""The end of an address -> what is read there.

A CiscoIPPhoneDirectory has 32 entries at most, and a phone asks for the next ones where a Refresh header says so.
Source: Cisco, Unified IP Phone Services Application Development Notes, CiscoIPPhoneDirectory."""
