"""Lets a program in: by the user name and the password of one address book, with a pause after too many wrong ones."""

from __future__ import annotations

import binascii
import hashlib
import logging
import re
from base64 import b64decode

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from clicktocall.audit.origins import address_of
from directory.models import PhoneBook
from directory.models.phonebooks import BOOK
from directory.phonebooks import secrets

log = logging.getLogger(__name__)

LONGEST = 500
_NAME = re.compile(rf"{BOOK}([0-9]{{1,18}})")


class NotLetIn(Exception):
    """Nobody is known by what the program has said. str() is a sentence."""


class HasToWait(NotLetIn):
    """There were too many wrong passwords for this name from this address."""


def let_in(request: HttpRequest) -> PhoneBook:
    """One query. Raises NotLetIn."""
    said = _said(request.headers.get("Authorization", ""))
    if said is None:
        raise NotLetIn(_("Sign in with the user name and the password of an address book."))
    name, password = said
    key = _key(name, address_of(request))
    tries = int(cache.get(key) or 0)
    if tries >= settings.AXES_FAILURE_LIMIT:
        raise HasToWait(_("Too many wrong passwords for this name from here. Try again in some minutes."))
    named = _NAME.fullmatch(name)
    book = secrets.opened_by(int(named[1]), password) if named else None
    if book is None:
        cache.set(key, tries + 1, settings.AXES_COOLOFF_TIME.total_seconds())
        log.warning("carddav step=sign_in outcome=refused book=%s", named[1] if named else "?")
        raise NotLetIn(_("This user name and password open no address book. It may have been revoked."))
    if tries:
        cache.delete(key)
    return book


def turned_away(error: NotLetIn) -> HttpResponse:
    """What the program is told; it asks its user for the password, or comes back later."""
    headers = {"WWW-Authenticate": 'Basic realm="Click to Call", charset="UTF-8"'}
    if isinstance(error, HasToWait):
        headers = {"Retry-After": str(int(settings.AXES_COOLOFF_TIME.total_seconds()))}
    status = 429 if isinstance(error, HasToWait) else 401
    return HttpResponse(str(error), status=status, content_type="text/plain; charset=utf-8", headers=headers)


def _said(header: str) -> tuple[str, str] | None:
    """Source: RFC 7617: user name and password in UTF-8, with a colon between, in base64."""
    scheme, _space, coded = header.partition(" ")
    if scheme.lower() != "basic" or len(coded) > LONGEST:
        return None
    try:
        name, colon, password = b64decode(coded.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
    return (name, password) if colon and name and "\0" not in password else None


def _key(name: str, address: str) -> str:
    return f"carddav:tries:{hashlib.sha256(f'{name} {address}'.encode()).hexdigest()[:32]}"
