"""The page on which people are looked for."""

from __future__ import annotations

from typing import TypedDict
from urllib.parse import quote

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from clicktocall.accounts.models import User
from clicktocall.http import SignedInRequest, is_part_of_page
from clicktocall.numbering.formatting import national
from clicktocall.numbering.numbering_plan import NumberingPlan
from clicktocall.numbering.parsing import NotANumber, Number, read
from clicktocall.numbering.tel_links import number_from_link
from clicktocall.pbx.models import Pbx
from directory.chosen_phone import chosen_phone
from directory.models import Extension
from directory.numbers import default_region
from directory.office_numbers import office_numbers
from directory.parties import Party, who_answers
from directory.phones import pbxs_with_office_numbers, phones_of
from directory.search import find_page

LONGEST_QUERY = 100
LONGEST_KEY = 300


class TypedNumber(TypedDict):
    """What the page shows of a number that was typed."""

    number: Number | None
    number_shown: str
    number_party: Party | None


@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """The contacts that `q` means, else everybody; behind `after`, the next of them. htmx gets the results alone."""
    typed, after = request.GET.get("q", "")[:LONGEST_QUERY], request.GET.get("after", "")[:LONGEST_KEY]
    q = typed.strip()
    phones = phones_of(request.user)
    phone = chosen_phone(request, phones)
    plan = phone.pbx.numbering_plan() if phone else NumberingPlan(region=default_region())
    page = find_page(q, user=request.user, region=plan.region, after=after)
    context = {"q": q, "contacts": page.contacts, "after": page.after, "is_later": bool(after), "phones": phones}
    context |= {"region": plan.region, "numbering_plan": plan, "further": _further(request.path, q, page.after)}
    context |= _office_numbers("" if after else typed, user=request.user, phones=phones, phone=phone, plan=plan)
    template = "directory/_results.html" if is_part_of_page(request) else "directory/index.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request", "HX-History-Restore-Request"])
    return response


def _further(path: str, q: str, after: str) -> str:
    """Where the next of them are; empty on the last page."""
    return f"{path}?q={quote(q)}&after={quote(after)}" if after else ""


def _office_numbers(
    q: str, *, user: User, phones: list[Extension], phone: Extension | None, plan: NumberingPlan
) -> dict[str, object]:
    """Queues, groups and the like that `q` means, and the number that it is itself, if it is one."""
    pbx = phone.pbx if phone else None
    typed = _typed_number(q, user=user, pbx=pbx, plan=plan)
    number = typed["number"]
    found = office_numbers(q.strip(), pbxs=pbxs_with_office_numbers(phones))
    others = [one for one in found if number is None or (one.pbx, one.number) != (pbx, number.digits)]
    return {**typed, "office_numbers": others, "on_several": len({phone.pbx_id for phone in phones}) > 1}


def _typed_number(q: str, *, user: User, pbx: Pbx | None, plan: NumberingPlan) -> TypedNumber:
    """When what was typed is a number itself, or a link with one: it, how it is shown, and whose it is."""
    is_of_a_link = ":" in q or q.startswith(" ")  # a blank may be the + that a link has lost
    try:
        number = read(number_from_link(q) if is_of_a_link else q, plan)
    except NotANumber:
        return {"number": None, "number_shown": "", "number_party": None}
    return {
        "number": number,
        "number_shown": national(number, region=plan.region),
        "number_party": who_answers(number, user=user, pbx=pbx),
    }
