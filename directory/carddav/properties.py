"""The properties of each thing in an address book: the root, its principal, its home, itself and its cards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from types import MappingProxyType
from typing import TypeAlias

from django.utils.http import http_date

from directory.carddav.asking import ADDRESS_DATA, VERSIONS, CardWish
from directory.carddav.filters import COLLATIONS
from directory.carddav.names import CALENDARSERVER, CARDDAV, DAV, element, href, text
from directory.carddav.places import Places, places_of
from directory.carddav.reading import Shown
from directory.carddav.tokens import Position, ctag, epoch_now, here
from directory.exporting.vcards import lines_of, together
from directory.models import PhoneBook

CARD_TYPE = "text/vcard; charset=utf-8"
LARGEST_CARD = 1_000_000
REPORTS = (f"{CARDDAV}addressbook-query", f"{CARDDAV}addressbook-multiget", f"{DAV}sync-collection")
Property: TypeAlias = Callable[[], str]
Properties: TypeAlias = Mapping[str, Property]
"""The name of a property, and what makes the XML in it. Only what is asked for is made."""


class Open:
    """An address book that somebody has been let into, and what a request needs to know of it, looked up once."""

    def __init__(self, book: PhoneBook) -> None:
        self.book = book
        self.places: Places = places_of(book)

    @cached_property
    def epoch(self) -> str:
        return epoch_now()

    @cached_property
    def position(self) -> Position:
        return here(self.book, epoch=self.epoch)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """What stands at an address, and what its properties are."""

    address: str
    properties: Properties


def root_of(open_book: Open) -> Thing:
    return Thing(address=open_book.places.root, properties=_of_all(open_book, "", f"{DAV}collection"))


def principal_of(open_book: Open) -> Thing:
    places, book = open_book.places, open_book.book
    properties: dict[str, Property] = {
        **_of_all(open_book, str(book.user), f"{DAV}principal"),
        f"{DAV}principal-URL": partial(href, places.principal),
        f"{CARDDAV}addressbook-home-set": partial(href, places.home),
    }
    return Thing(address=places.principal, properties=properties)


def home_of(open_book: Open) -> Thing:
    return Thing(address=open_book.places.home, properties=_of_all(open_book, "", f"{DAV}collection"))


def book_of(open_book: Open) -> Thing:
    properties: dict[str, Property] = {
        **_of_all(open_book, open_book.book.name, f"{DAV}collection", f"{CARDDAV}addressbook"),
        f"{CARDDAV}addressbook-description": lambda: text(open_book.book.get_part_display()),
        f"{CARDDAV}supported-address-data": _versions,
        f"{CARDDAV}supported-collation-set": _collations,
        f"{CARDDAV}max-resource-size": lambda: str(LARGEST_CARD),
        f"{CALENDARSERVER}getctag": lambda: text(ctag(open_book.position)),
        f"{DAV}sync-token": lambda: text(str(open_book.position)),
    }
    return Thing(address=open_book.places.book, properties=properties)


def card_of(open_book: Open, shown: Shown, *, wish: CardWish | None = None) -> Thing:
    """With the card itself where it was asked for and read."""
    properties: dict[str, Property] = {
        f"{DAV}resourcetype": str,
        f"{DAV}getetag": lambda: text(shown.etag(open_book.epoch)),
        f"{DAV}getcontenttype": lambda: CARD_TYPE,
        f"{DAV}getlastmodified": lambda: http_date(shown.changed_at.timestamp()),
        f"{DAV}current-user-privilege-set": _privileges,
        f"{DAV}current-user-principal": partial(href, open_book.places.principal),
        f"{DAV}owner": partial(href, open_book.places.principal),
    }
    if wish and shown.card:
        properties[ADDRESS_DATA] = lambda: text(card_text(shown, wish))
    return Thing(address=open_book.places.card(shown.uid), properties=properties)


def card_text(shown: Shown, wish: CardWish) -> str:
    """The vCard; of a part of it, BEGIN, VERSION and END stand there all the same."""
    if shown.card is None:
        return ""
    lines = lines_of(shown.card, version=wish.version)
    if wish.only:
        kept = {*wish.only, "BEGIN", "VERSION", "END"}
        lines = (line for line in lines if line.split(":", 1)[0].split(";", 1)[0].rpartition(".")[2] in kept)
    return together(lines)


def _of_all(open_book: Open, name: str, *types: str) -> dict[str, Property]:
    places = open_book.places
    properties: dict[str, Property] = {
        f"{DAV}resourcetype": lambda: "".join(map(element, types)),
        f"{DAV}current-user-principal": partial(href, places.principal),
        f"{DAV}principal-collection-set": partial(href, places.root),
        f"{DAV}owner": partial(href, places.principal),
        f"{DAV}current-user-privilege-set": _privileges,
        f"{DAV}supported-report-set": partial(_reports, has_cards=f"{CARDDAV}addressbook" in types),
    }
    return properties | {f"{DAV}displayname": partial(text, name)} if name else properties


def _privileges() -> str:
    """To read, and nothing else. Source: RFC 3744, 5.4."""
    named = (f"{DAV}read", f"{DAV}read-current-user-privilege-set")
    return "".join(element(f"{DAV}privilege", element(name)) for name in named)


def _reports(*, has_cards: bool) -> str:
    reports = REPORTS if has_cards else ()
    return "".join(element(f"{DAV}supported-report", element(f"{DAV}report", element(name))) for name in reports)


def _versions() -> str:
    return "".join(f'<card:address-data-type content-type="text/vcard" version="{version}"/>' for version in VERSIONS)


def _collations() -> str:
    return "".join(element(f"{CARDDAV}supported-collation", name) for name in COLLATIONS)


IN_ALLPROP = MappingProxyType(
    dict.fromkeys(
        f"{DAV}{name}" for name in ("displayname", "resourcetype", "getetag", "getcontenttype", "getlastmodified")
    )
)
"""What `allprop` means: the properties of RFC 4918 itself, none of which costs a query."""
