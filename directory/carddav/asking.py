"""What a request asks for, out of its XML: properties, a query, some cards, or what has changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from django.utils.translation import gettext as _

from directory.carddav.bodies import BadBody, Body, Element
from directory.carddav.filters import Filter, filter_of
from directory.carddav.names import CARDDAV, DAV
from directory.carddav.refusing import Unsupported

PROP, ALLPROP, PROPNAME = f"{DAV}prop", f"{DAV}allprop", f"{DAV}propname"
ADDRESS_DATA = f"{CARDDAV}address-data"
VERSIONS = ("3.0", "4.0")
EVERYTHING = 1_000_000_000


class How(StrEnum):
    """What of each property an answer holds."""

    NAMED = "named"
    ALL = "all"
    NAMES = "names"


class Depth(IntEnum):
    """How much of a contact is looked up."""

    KEYS = 0
    TEXTS = 1
    PHOTOS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class CardWish:
    """How a card shall be written. `only` are the names of its properties; none: all of them."""

    version: str = VERSIONS[0]
    only: frozenset[str] = frozenset()

    @property
    def depth(self) -> Depth:
        return Depth.TEXTS if self.only and "PHOTO" not in self.only else Depth.PHOTOS


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Which properties. `card` is set where the card itself is one of them."""

    how: How = How.ALL
    names: tuple[str, ...] = ()
    card: CardWish | None = None

    @property
    def depth(self) -> Depth:
        return self.card.depth if self.card else Depth.KEYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Some:
    """Cards by their addresses. Source: RFC 6352, 8.7."""

    wish: Wish
    hrefs: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Cards by what stands in them. Source: RFC 6352, 8.6."""

    wish: Wish
    filter: Filter
    limit: int = EVERYTHING

    @property
    def looks_at(self) -> Depth:
        """What has to be looked up before it is known which cards fit."""
        if not self.filter.properties:
            return self.wish.depth
        return Depth.PHOTOS if any(one.name == "PHOTO" for one in self.filter.properties) else Depth.TEXTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Sync:
    """What has changed since `token`, which is empty the first time. Source: RFC 6578, 3."""

    wish: Wish
    token: str = field(repr=False)
    limit: int = EVERYTHING


def properties_asked(body: Body) -> Wish:
    """Of a PROPFIND, which asks for all where it says nothing. Raises BadBody and Unsupported."""
    if body.root is None:
        return Wish()
    if body.root.name != f"{DAV}propfind":
        raise BadBody(_("A PROPFIND needs a propfind element."))
    return _wish(body.root)


def report_asked(body: Body) -> Some | Query | Sync:
    """Raises BadBody and Unsupported."""
    if body.root is None:
        raise BadBody(_("A REPORT needs a body that says which report."))
    root, wish = body.root, _wish(body.root)
    if root.name == f"{CARDDAV}addressbook-multiget":
        return Some(wish=wish, hrefs=body.hrefs)
    if root.name == f"{CARDDAV}addressbook-query":
        return Query(wish=wish, filter=filter_of(root.child(f"{CARDDAV}filter")), limit=_limit(root, CARDDAV))
    if root.name == f"{DAV}sync-collection":
        token = root.child(f"{DAV}sync-token")
        return Sync(wish=wish, token=token.text.strip() if token else "", limit=_limit(root, DAV))
    raise Unsupported(f"{DAV}supported-report", _("There is no such report. Ask with one of supported-report-set."))


def _wish(root: Element) -> Wish:
    if root.child(PROPNAME):
        return Wish(how=How.NAMES)
    wanted = root.child(PROP)
    if wanted is None:
        included = root.child(f"{DAV}include")
        return Wish(how=How.ALL, names=tuple(one.name for one in included.children) if included else ())
    data = wanted.child(ADDRESS_DATA)
    names = tuple(dict.fromkeys(one.name for one in wanted.children))
    return Wish(how=How.NAMED, names=names, card=_card_wish(data) if data else None)


def _card_wish(data: Element) -> CardWish:
    """Source: RFC 6352, 10.4: content type and version are text/vcard and 3.0 where nothing is said."""
    version = data.attributes.get("version", VERSIONS[0])
    if data.attributes.get("content-type", "text/vcard").lower() != "text/vcard" or version not in VERSIONS:
        raise Unsupported(f"{CARDDAV}supported-address-data", _("Cards are text/vcard, version 3.0 or 4.0."))
    named = (one.attributes.get("name", "").upper() for one in data.all(f"{CARDDAV}prop"))
    return CardWish(version=version, only=frozenset(filter(None, named)))


def _limit(root: Element, namespace: str) -> int:
    limit = root.child(f"{namespace}limit")
    most = limit.child(f"{namespace}nresults") if limit else None
    if most is None:
        return EVERYTHING
    digits = most.text.strip()
    if not (digits.isascii() and digits.isdigit() and 0 < len(digits) < 10 and int(digits)):
        raise BadBody(_("A limit is a whole number of at least 1."))
    return int(digits)
