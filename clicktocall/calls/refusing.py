"""A refusal as a part of a page: it appears beside the live line, and the live line stays as it is."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from clicktocall.http import SignedInRequest


def refused_part(request: SignedInRequest, sentence: str) -> HttpResponse:
    response = render(request, "calls/_refused.html", {"refusal": sentence}, status=422)
    response.headers["HX-Retarget"] = "#refusal"
    response.headers["HX-Reswap"] = "innerHTML"
    return response
