"""Lets a PBX's events past Django's host check, for the path of the events only."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

EVENTS = "/pbx/"


class EventHost:
    """Puts a host name of ours in the place of the one a PBX has sent.

    The S-Series' own documentation shows `Host: 192.168.5.150: 8260`, with a blank, which Django answers with 400
    before any view runs. The door for events is held by its secret and does not look at the host.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(EVENTS):
            named = (host.lstrip(".") for host in settings.ALLOWED_HOSTS if host != "*")
            request.META["HTTP_HOST"] = next(named, "localhost")
            request.META.pop("HTTP_X_FORWARDED_HOST", None)
        return self.get_response(request)
