"""The request as our views receive it: somebody has signed in, and htmx has said whether it asks."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from clicktocall.accounts.models import User


class SignedInRequest(HttpRequest):
    """LoginRequiredMiddleware lets nobody else through to a view that does not say otherwise."""

    user: User
    htmx: HtmxDetails
