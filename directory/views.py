"""The page on which people are looked for."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from clicktocall.accounts.models import User
from clicktocall.http import SignedInRequest
from clicktocall.numbering.formatting import national
from clicktocall.numbering.numbering_plan import NumberingPlan
from clicktocall.numbering.parsing import NotANumber, read
from directory.models import Extension
from directory.numbers import default_region
from directory.search import find_page, whose

LONGEST_QUERY = 100
LONGEST_KEY = 300


@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """The contacts that `q` means, else everybody; behind `after`, the next of them. htmx gets the results alone."""
    q, after = request.GET.get("q", "").strip()[:LONGEST_QUERY], request.GET.get("after", "")[:LONGEST_KEY]
    phones = list(Extension.objects.of(request.user))
    plan = phones[0].pbx.numbering_plan() if phones else NumberingPlan(region=default_region())
    page = find_page(q, user=request.user, region=plan.region, after=after)
    context = {"q": q, "contacts": page.contacts, "after": page.after, "is_later": bool(after), "phones": phones}
    context |= {"region": plan.region, **_typed_number("" if after else q, user=request.user, plan=plan)}
    is_part = request.htmx and not request.htmx.history_restore_request
    response = render(request, "directory/_results.html" if is_part else "directory/index.html", context)
    patch_vary_headers(response, ["HX-Request", "HX-History-Restore-Request"])
    return response


def _typed_number(q: str, *, user: User, plan: NumberingPlan) -> dict[str, object]:
    """When what was typed is a number itself: it, how it is shown, and whose it is. It can be called all the same."""
    try:
        number = read(q, plan)
    except NotANumber:
        return {"number": None, "number_shown": "", "number_contact": None}
    return {
        "number": number,
        "number_shown": national(number, region=plan.region),
        "number_contact": whose(number.e164 or number.digits, user=user),
    }
