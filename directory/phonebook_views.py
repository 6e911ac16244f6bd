"""The doors to phone books: the page on which users make and revoke them, and the addresses that phones read."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from clicktocall.http import SignedInRequest
from directory.models import PhoneBook
from directory.phonebooks import secrets
from directory.phonebooks.entries import entries_of, page_of, up_to
from directory.phonebooks.forms import PhoneBookForm
from directory.phonebooks.makes import MAKES, Make, written

LONGEST_QUERY = 100
XML = "text/xml; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    label: str
    address: str


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def books(request: SignedInRequest) -> HttpResponse:
    """The user's phone books; POST makes one and shows its addresses, this once."""
    form = PhoneBookForm(request.POST or None, user=request.user)
    context: dict[str, object] = {"form": form}
    if form.is_valid():
        try:
            made = secrets.make(request.user, **form.wanted())
        except secrets.TooManyBooks as error:
            form.add_error(None, str(error))
        else:
            context = {"form": PhoneBookForm(user=request.user), **_shown_once(made)}
    context["books"] = PhoneBook.objects.filter(user=request.user).select_related("group")
    return render(request, "directory/phonebooks.html", context, status=422 if form.errors else 200)


@require_POST
def revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    """From now on phones get nothing at its addresses."""
    if not secrets.revoke(request.user, pk):
        raise Http404
    return redirect("directory:phonebooks")


@csrf_exempt  # some phones (Snom) ask by POST; nothing is changed by that, and no cookie is looked at
@login_not_required  # a phone cannot sign in; it is known by the secret in the address
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def book(request: HttpRequest, secret: str, file: str) -> StreamingHttpResponse:
    """A phone book as that make of phone reads it; with `q`, whom the search finds."""
    make, found = MAKES.get(file), secrets.known_by(secret)
    if make is None or found is None:
        raise Http404
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    if make.most and not query:
        return _page(request, make, found)
    entries = entries_of(found, query=query)
    kept = up_to(entries, most=make.most) if make.most else entries
    return StreamingHttpResponse(written(make, kept, title=found.name), content_type=XML)


def _page(request: HttpRequest, make: Make, found: PhoneBook) -> StreamingHttpResponse:
    """For a phone that takes so many lines at a time: the rest is at the address that Refresh names."""
    said = request.GET.get("from", "0")
    begin = int(said) if said.isascii() and said.isdigit() and len(said) < 7 else 0
    entries, following = page_of(found, begin=begin, most=make.most)
    response = StreamingHttpResponse(written(make, entries, title=found.name), content_type=XML)
    if following:
        response["Refresh"] = f"0; url={settings.SITE_URL}{request.path}?from={following}"
    return response


def _shown_once(made: secrets.Made) -> dict[str, object]:
    """What has to be entered in the phone or the program. It is never shown again."""
    if made.book.reader == PhoneBook.Reader.PHONE:
        return {"made": made.book, "addresses": _addresses(made.secret)}
    entered = [
        Address(label=_("Address of the server"), address=settings.SITE_URL + reverse("directory:carddav")),
        Address(label=_("User name"), address=made.book.sign_in_name),
        Address(label=_("Password"), address=made.secret),
    ]
    whole = settings.SITE_URL + reverse("directory:carddav_book", args=[made.book.pk])
    return {"made": made.book, "addresses": entered, "whole": whole, "server": settings.SITE_URL.partition("://")[2]}


def _addresses(secret: str) -> list[Address]:
    """For people to copy. Grandstream's phones add the name of the file to the path by themselves."""
    return [
        Address(
            label=make.label,
            address=settings.SITE_URL
            + reverse("directory:phonebook", args=[secret, file]).removesuffix("/phonebook.xml"),
        )
        for file, make in MAKES.items()
    ]
