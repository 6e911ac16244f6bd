"""The answers to PROPFIND and REPORT, some hundred cards at a time: memory stays flat however long a book is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from directory.carddav.asking import VERSIONS, How, Query, Some, Sync, Wish
from directory.carddav.changes import Gone, changed_since
from directory.carddav.names import DAV, DECLARED, HEAD, element, href
from directory.carddav.narrowing import may_fit
from directory.carddav.properties import IN_ALLPROP, Open, Thing, card_of
from directory.carddav.reading import AT_A_TIME, Shown, batches, by_uid, with_photos
from directory.carddav.tokens import NOTHING_READ, Position
from directory.exporting.vcards import lines_of
from directory.phonebooks.entries import shown_in

FOUND, MISSING = "HTTP/1.1 200 OK", "HTTP/1.1 404 Not Found"
CUT_SHORT = "HTTP/1.1 507 Insufficient Storage"


def multistatus(pieces: Iterable[str]) -> Iterator[str]:
    """Source: RFC 4918, 13."""
    yield f"{HEAD}<d:multistatus {DECLARED}>\n"
    yield from pieces
    yield "</d:multistatus>\n"


def things(few: Iterable[Thing], wish: Wish) -> Iterator[str]:
    return (_told(one, wish) for one in few)


def whole_book(open_book: Open, wish: Wish) -> Iterator[str]:
    """Each card of the book."""
    for some in batches(shown_in(open_book.book), wish.depth):
        yield "".join(_told(card_of(open_book, one, wish=wish.card), wish) for one in some)


def some_cards(open_book: Open, asked: Some) -> Iterator[str]:
    """The cards at these addresses, each in its place; 404 for those that stand in the book no more."""
    addresses, contacts = iter(asked.hrefs), shown_in(open_book.book)
    while some := list(islice(addresses, AT_A_TIME)):
        meant = [(address, open_book.places.meant_by(address)) for address in some]
        uids = [uid for _address, uid in meant if uid]
        found = by_uid(contacts, uids, asked.wish.depth)
        yield "".join(
            _told(card_of(open_book, found[uid], wish=asked.wish.card), asked.wish) if uid in found else _gone(address)
            for address, uid in meant
        )


def query(open_book: Open, asked: Query) -> Iterator[str]:
    """The cards that fit, up to the limit. What stands in them is looked at card by card, where it may fit at all."""
    looks_in = bool(asked.filter.properties)
    left = asked.limit
    contacts = shown_in(open_book.book).filter(may_fit(asked.filter))
    depth = asked.looks_at
    for some in batches(contacts, depth):
        fit = [one for one in some if not looks_in or _fits(one, asked)]
        if depth < asked.wish.depth:
            fit = with_photos(fit[: left + 1])
        yield "".join(_told(card_of(open_book, one, wish=asked.wish.card), asked.wish) for one in fit[:left])
        left -= len(fit)
        if left < 0:
            yield _cut_short(open_book)
            return


def sync(open_book: Open, asked: Sync, since: Position | None) -> Iterator[str]:
    """What has changed since that position, or the whole book without one; then where the next time begins."""
    reached = _reached(open_book, since)
    left, after = asked.limit, since.after if since else 0
    for some in _changes(open_book, asked.wish, since):
        told = some[:left]
        yield "".join(
            _gone(open_book.places.card(one.uid))
            if isinstance(one, Gone)
            else _told(card_of(open_book, one, wish=asked.wish.card), asked.wish)
            for one in told
        )
        left -= len(told)
        after = told[-1].pk if told else after
        if len(told) < len(some):
            yield _cut_short(open_book)
            begun = since.change if since else NOTHING_READ
            yield _token(replace(reached, change=begun, upto=reached.change, after=after))
            return
    yield _token(reached)


def _reached(open_book: Open, since: Position | None) -> Position:
    """Where whoever gets the whole answer has arrived; an answer in parts ends where its first part has begun."""
    if since is None or not since.after:
        return open_book.position
    return replace(open_book.position, change=since.upto, day=since.day)


def _changes(open_book: Open, wish: Wish, since: Position | None) -> Iterator[list[Shown | Gone]]:
    if since is None or since.change == NOTHING_READ:
        for some in batches(shown_in(open_book.book), wish.depth, after=since.after if since else 0):
            yield list(some)
    else:
        yield from changed_since(open_book.book, since, wish.depth)


def _fits(one: Shown, asked: Query) -> bool:
    version = asked.wish.card.version if asked.wish.card else VERSIONS[0]
    return one.card is not None and asked.filter.fits(lines_of(one.card, version=version))


def _told(thing: Thing, wish: Wish) -> str:
    """One thing and those of its properties that are wanted; what it has none of is said, too."""
    if wish.how == How.NAMES:
        return _response(thing, "".join(map(element, thing.properties)), "")
    named = wish.names if wish.how == How.NAMED else dict.fromkeys((*IN_ALLPROP, *wish.names))
    found = "".join(element(name, thing.properties[name]()) for name in named if name in thing.properties)
    missing = "".join(
        element(name)
        for name in named
        if name not in thing.properties and (wish.how == How.NAMED or name in wish.names)
    )
    return _response(thing, found, missing)


def _response(thing: Thing, found: str, missing: str) -> str:
    """What was found stands first: some programs look at the first status only."""
    parts = f"<d:propstat><d:prop>{found}</d:prop><d:status>{FOUND}</d:status></d:propstat>" if found else ""
    if missing:
        parts += f"<d:propstat><d:prop>{missing}</d:prop><d:status>{MISSING}</d:status></d:propstat>"
    return f"<d:response>{href(thing.address)}{parts or f'<d:status>{FOUND}</d:status>'}</d:response>\n"


def _gone(address: str) -> str:
    return f"<d:response>{href(address)}<d:status>{MISSING}</d:status></d:response>\n"


def _cut_short(open_book: Open) -> str:
    """Source: RFC 6578, 3.6, and RFC 6352, 8.6.2."""
    error = element(f"{DAV}error", element(f"{DAV}number-of-matches-within-limits"))
    return f"<d:response>{href(open_book.places.book)}<d:status>{CUT_SHORT}</d:status>{error}</d:response>\n"


def _token(position: Position) -> str:
    return element(f"{DAV}sync-token", str(position)) + "\n"
