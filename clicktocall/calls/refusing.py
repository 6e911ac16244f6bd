"""A refusal as a part of a page: it appears beside the live line, and the live line stays as it is."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render

from clicktocall.http import SignedInRequest
from directory.models import Extension


def refused_part(request: SignedInRequest, sentence: str, *, offers: Sequence[Extension] = ()) -> HttpResponse:
    """`offers` are other phones from which what was clicked can be called."""
    context = {"refusal": sentence, "offers": offers, "to": request.POST.get("to", "")}
    response = render(request, "calls/_refused.html", context, status=422)
    response.headers["HX-Retarget"] = "#refusal"
    response.headers["HX-Reswap"] = "innerHTML"
    return response
