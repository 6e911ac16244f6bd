"""Answers the poll of a page that shows everything already, before anything is looked up for it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from clicktocall.calls import live_line


class UnchangedPolls:
    """204 for a poll of the live line without news: neither session nor user, and no middleware below this one.

    Every page with a call asks once a second, so this is what clicks wait behind. Any other request goes its way.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.path = reverse("calls:live")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info != self.path or not _is_unchanged(request):
            return self.get_response(request)
        response = HttpResponse(status=204)
        add_never_cache_headers(response)
        return response


def _is_unchanged(request: HttpRequest) -> bool:
    is_poll = request.method == "GET" and request.META.get("HTTP_HX_REQUEST") == "true"
    return is_poll and live_line.is_unchanged(request.GET.get("seen", ""))
