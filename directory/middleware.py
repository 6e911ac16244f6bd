"""Shows programs that look for address books at the top of the server where they are."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

ROOT = "/"


class AddressBooksFromTheRoot:
    """Some (vdirsyncer, CardBook, Apple's) ask `/` itself, before or instead of `/.well-known/carddav`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "PROPFIND" and request.path_info == ROOT:
            return redirect("directory:carddav", permanent=True)
        return self.get_response(request)
