"""The phone that somebody has chosen in this browser: what pages say of numbers is said for the PBX of that one."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import unquote

from django.http import HttpRequest

from directory.models import Extension

COOKIE = "my-phone"
"""Written by `static/js/phone.js`. It decides what is shown, never what is called: a click names its phone itself."""


def chosen_phone(request: HttpRequest | None, phones: Sequence[Extension]) -> Extension | None:
    """The one that rings first if nothing is chosen, or what is chosen is none of them; None if there is none."""
    chosen = unquote(request.COOKIES.get(COOKIE, "")) if request else ""
    return next((phone for phone in phones if str(phone) == chosen), next(iter(phones), None))
