"""A refusal as a part of a page: it appears beside the live line, and the live line stays as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.http import HttpResponse
from django.shortcuts import render

from clicktocall.http import SignedInRequest
from directory.models import Extension


def refused_part(request: SignedInRequest, sentence: str, *, offers: Sequence[Extension] = ()) -> HttpResponse:
    """`offers` are other phones from which what was clicked can be called."""
    context = {"refusal": sentence, "offers": offers, "clicked": request.POST.get("to", "")}
    return beside_the_live_line(request, "calls/_refused.html", context)


def beside_the_live_line(request: SignedInRequest, part: str, context: Mapping[str, object]) -> HttpResponse:
    """A part that takes the place of the last refusal."""
    response = render(request, part, context, status=422)
    response.headers["HX-Retarget"] = "#refusal"
    response.headers["HX-Reswap"] = "innerHTML"
    return response
