"""The door through which a page asks again what the phones of its user do."""

from __future__ import annotations

from dataclasses import asdict

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from clicktocall.calls.phones import seen, shown_again
from clicktocall.http import SignedInRequest
from directory.colleagues import doing_now


@login_not_required  # asks who it is by itself, where what the page has seen no longer says so
@require_GET
@never_cache
def phones(request: SignedInRequest) -> HttpResponse:
    """What the user's phones do now, and those of the colleagues whom the page shows (`of`, by their marks).

    Neither session nor database is asked for a page that has just asked.
    """
    mark = request.GET.get("seen", "")
    found = shown_again(mark)
    if found is None:
        if not request.user.is_authenticated:
            return HttpResponse(status=204)
        mark = seen(request.user)
        found = shown_again(mark) or []
    others = doing_now(request.GET.getlist("of"))
    told = {"phones": [asdict(phone) for phone in found], "colleagues": [asdict(one) for one in others], "seen": mark}
    return JsonResponse(told)
