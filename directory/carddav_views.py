"""The door to address books over CardDAV. Source: RFC 6352, 4918 and 6578, as far as reading goes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from types import MappingProxyType
from typing import TypeAlias

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from directory.carddav import answering
from directory.carddav.asking import CardWish, Depth, Query, Some, Sync, properties_asked, report_asked
from directory.carddav.bodies import BadBody, Body, read_body
from directory.carddav.knocking import NotLetIn, let_in, turned_away
from directory.carddav.names import DAV, element, href
from directory.carddav.places import card_named
from directory.carddav.properties import (
    CARD_TYPE,
    Open,
    Thing,
    book_of,
    card_of,
    card_text,
    home_of,
    principal_of,
    root_of,
)
from directory.carddav.reading import Shown, by_uid
from directory.carddav.refusing import Unsupported, refused
from directory.carddav.tokens import InvalidToken, position_of
from directory.phonebooks.entries import shown_in

XML = "application/xml; charset=utf-8"
READING = ("OPTIONS", "GET", "HEAD", "PROPFIND", "REPORT")
WRITING = frozenset({
    "PUT", "DELETE", "POST", "PATCH", "PROPPATCH", "MKCOL", "MKCALENDAR", "COPY", "MOVE", "LOCK", "UNLOCK", "ACL",
})  # fmt: skip
ABILITIES = "1, 3, addressbook"
BLOCK = 65_536
Answer: TypeAlias = Callable[[HttpRequest, Open, str], HttpResponseBase]


@csrf_exempt  # what a program sends carries its password, and no cookie is looked at
@login_not_required  # a program signs in with the password of one address book
@never_cache
def well_known(_request: HttpRequest) -> HttpResponse:
    """Where a program begins that knows the name of our server only. Source: RFC 6764, 5."""
    return redirect("directory:carddav", permanent=True)


@csrf_exempt  # the same
@login_not_required  # the same
@never_cache
def carddav(request: HttpRequest, kind: str, pk: int | None = None, file: str = "") -> HttpResponseBase:
    """Whatever is asked at an address of an address book."""
    response = _answer(request, kind, pk, file)
    response["DAV"] = ABILITIES
    return response


def _answer(request: HttpRequest, kind: str, pk: int | None, file: str) -> HttpResponseBase:
    if request.method == "OPTIONS":
        return HttpResponse(headers={"Allow": ", ".join(READING)})
    try:
        open_book = Open(let_in(request))
        if pk not in {None, open_book.book.pk}:
            return _nothing_there()
        return _asked(request, open_book, kind, file)
    except NotLetIn as error:
        return turned_away(error)
    except BadBody as error:
        return HttpResponse(str(error), status=400, content_type="text/plain; charset=utf-8")
    except Unsupported as error:
        return refused(error.rule, str(error))


def _asked(request: HttpRequest, open_book: Open, kind: str, file: str) -> HttpResponseBase:
    """By somebody who has been let in. Raises BadBody and Unsupported."""
    if request.method in WRITING:
        return _only_read(request)
    if kind == "card" and card_named(file) is None:
        return _nothing_there()
    answer = ANSWERS.get(request.method or "")
    if answer is None:
        return HttpResponse(status=405, headers={"Allow": ", ".join(READING)})
    return answer(request, open_book, file or kind)


def _propfind(request: HttpRequest, open_book: Open, what: str) -> HttpResponseBase:
    depth = request.headers.get("Depth", "infinity").lower()
    if depth not in {"0", "1"}:
        raise Unsupported(f"{DAV}propfind-finite-depth", _("Ask with a Depth of 0 or 1."))
    wish = properties_asked(_body(request))
    if what not in THINGS:
        shown = _card(open_book, what)
        return _multistatus(answering.things([card_of(open_book, shown)], wish)) if shown else _nothing_there()
    few = [THINGS[what](open_book)]
    if depth == "1" and what == "home":
        few.append(book_of(open_book))
    cards = answering.whole_book(open_book, wish) if depth == "1" and what == "book" else ()
    return _multistatus(chain(answering.things(few, wish), cards))


def _report(request: HttpRequest, open_book: Open, what: str) -> HttpResponseBase:
    asked = report_asked(_body(request))
    if what != "book":
        raise Unsupported(f"{DAV}supported-report", _("Reports are made at the address of the book itself."))
    if isinstance(asked, Some):
        return _multistatus(answering.some_cards(open_book, asked))
    if isinstance(asked, Query):
        return _multistatus(answering.query(open_book, asked))
    return _sync(request, open_book, asked)


def _sync(request: HttpRequest, open_book: Open, asked: Sync) -> HttpResponseBase:
    try:
        since = position_of(asked.token, open_book.position) if asked.token else None
    except InvalidToken:
        # RFC 6578 and DAVx5 want 403. Thunderbird begins anew on 400 only, and reads nothing ever again after a 403.
        # Source: CardDAVDirectory.sys.mjs, updateAllFromServerV2.
        status = 400 if "Thunderbird/" in request.headers.get("User-Agent", "") else 403
        sentence = _("This sync token is not valid any more. Read the whole book once.")
        return refused(f"{DAV}valid-sync-token", sentence, status=status)
    return _multistatus(answering.sync(open_book, asked, since))


def _read(request: HttpRequest, open_book: Open, what: str) -> HttpResponseBase:
    """A card, in the version that is accepted. Anything else is for programs, which is said to a browser."""
    if what in THINGS:
        sentence = _("This is an address book for programs that speak CardDAV. Enter this address there.")
        return HttpResponse(f"{sentence}\n", content_type="text/plain; charset=utf-8")
    wish = CardWish(version="4.0" if "version=4.0" in request.headers.get("Accept", "") else "3.0")
    shown = _card(open_book, what, Depth.PHOTOS)
    if shown is None:
        return _nothing_there()
    headers = {"ETag": shown.etag(open_book.epoch)}
    known = [tag.strip().removeprefix("W/") for tag in request.headers.get("If-None-Match", "").split(",")]
    if "*" in known or headers["ETag"] in known:
        return HttpResponseNotModified(headers=headers)
    return HttpResponse(card_text(shown, wish), content_type=CARD_TYPE, headers=headers)


def _card(open_book: Open, file: str, depth: Depth = Depth.KEYS) -> Shown | None:
    uid = card_named(file)
    return by_uid(shown_in(open_book.book), [uid], depth).get(uid) if uid else None


def _body(request: HttpRequest) -> Body:
    return read_body(_blocks(request))


def _blocks(request: HttpRequest) -> Iterator[bytes]:
    """The body as it comes, never as a whole."""
    while block := request.read(BLOCK):
        yield block


def _multistatus(pieces: Iterable[str]) -> StreamingHttpResponse:
    return StreamingHttpResponse(answering.multistatus(pieces), status=207, content_type=XML)


def _only_read(request: HttpRequest) -> HttpResponse:
    """Source: RFC 3744, 7.1.1."""
    lacking = element(f"{DAV}resource", href(request.path) + element(f"{DAV}privilege", element(f"{DAV}write")))
    sentence = _("This address book can be read only. Change the contact in the directory.")
    return refused(f"{DAV}need-privileges", sentence, inner=lacking)


def _nothing_there() -> HttpResponse:
    return HttpResponse(_("There is no such card in this address book."), status=404, content_type="text/plain")


THINGS: Mapping[str, Callable[[Open], Thing]] = MappingProxyType(
    {"root": root_of, "principal": principal_of, "home": home_of, "book": book_of}
)
ANSWERS: Mapping[str, Answer] = MappingProxyType(
    {"PROPFIND": _propfind, "REPORT": _report, "GET": _read, "HEAD": _read}
)
