"""The request as our views receive it: somebody has signed in, and htmx has said whether it asks."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from clicktocall.accounts.models import User


class SignedInRequest(HttpRequest):
    """LoginRequiredMiddleware lets nobody else through to a view that does not say otherwise."""

    user: User
    htmx: HtmxDetails


def is_part_of_page(request: HttpRequest) -> bool:
    """Whether htmx wants a part alone. After going back in the browser's history it wants the whole page."""
    asked: HtmxDetails | None = getattr(request, "htmx", None)
    return asked is not None and bool(asked) and not asked.history_restore_request
