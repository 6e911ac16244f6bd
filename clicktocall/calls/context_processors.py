"""The live line stays in sight on every page: what `base.html` needs for it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from clicktocall.accounts.models import User
from clicktocall.calls.forewarning import Forewarning
from clicktocall.calls.showing import LiveLine, live_line_of
from clicktocall.http import is_part_of_page
from directory.models import Extension
from directory.phones import phones_of


def live_line(request: HttpRequest) -> dict[str, Any]:
    """Lazy: a part, an error page or the admin panel that does not show it asks for nothing. None while signed out."""

    def line() -> LiveLine | None:
        return live_line_of(request.user) if isinstance(request.user, User) else None

    def phones() -> list[Extension]:
        return phones_of(request.user) if isinstance(request.user, User) else []

    own_phones = SimpleLazyObject(phones)

    def rules() -> Forewarning | None:
        if not isinstance(request.user, User):
            return None
        return Forewarning(request.user, own_phones, polled=not is_part_of_page(request))  # type: ignore[arg-type]  # -- it becomes the list

    return {"live_line": SimpleLazyObject(line), "phones": own_phones, "forewarning": SimpleLazyObject(rules)}
