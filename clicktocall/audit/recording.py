"""Adds a line to the audit trail: one INSERT, in whatever transaction its caller is in."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from clicktocall.audit.models import Entry
from clicktocall.audit.origins import address_of
from clicktocall.statements import insert

What = Entry.What

COMMAND = "manage.py"
"""Who it was when somebody has used the command line of the server."""


def record(
    what: What,
    *,
    user: AbstractBaseUser | AnonymousUser | None = None,
    who: str = "",
    address: str = "",
    subject: str = "",
    **detail: Any,
) -> None:
    """`user`, or by name `who`, has done `what` from `address`. `detail` becomes JSON; it must hold no secret."""
    insert(line(what, user=user, who=who, address=address, subject=subject, **detail))


def line(
    what: What,
    *,
    user: AbstractBaseUser | AnonymousUser | None = None,
    who: str = "",
    address: str = "",
    subject: str = "",
    **detail: Any,
) -> Entry:
    """The line that `record` adds, for who adds it together with what it tells of."""
    name = who or (user.get_username() if user else "")
    return Entry(what=what, who=name[:150], address=address[:45], subject=subject[:200], detail=detail)


def record_request(what: What, request: HttpRequest, *, subject: str = "", **detail: Any) -> None:
    """The same for somebody who sits at a browser."""
    record(what, user=request.user, address=address_of(request), subject=subject, **detail)
