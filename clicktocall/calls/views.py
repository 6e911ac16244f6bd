"""The doors for people: place a call, follow it, end it, look back, and the page that a link opens."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clicktocall.audit.origins import address_of
from clicktocall.calls import ending, live_line, placing, remembering, showing
from clicktocall.calls.emergencies import AskFirst, Emergency
from clicktocall.calls.forewarning import Forewarning, has_heard, is_unchanged
from clicktocall.calls.forms import PlaceForm
from clicktocall.calls.limits import Refusal
from clicktocall.calls.links import look_up
from clicktocall.calls.models import Call
from clicktocall.calls.refusing import beside_the_live_line, refused_part
from clicktocall.http import SignedInRequest
from clicktocall.numbering.parsing import NotANumber
from directory.models import Extension
from directory.parties import whom_meant
from directory.phones import phones_of

RECENT = 50


@require_http_methods(["GET", "HEAD", "POST"])
def calls(request: SignedInRequest) -> HttpResponse:
    """The user's calls: POST places one, GET lists the recent ones."""
    return place(request) if request.method == "POST" else recent(request)


def place(request: SignedInRequest) -> HttpResponse:
    """One click. A second arrival of the same form joins the call that the first one placed."""
    form = PlaceForm(request.POST)
    if not form.is_valid():
        return _refuse(request, form.sentence())
    try:
        call = placing.place(request.user, form.wish(address=address_of(request)))
    except AskFirst as question:
        return _ask(request, question.emergency)
    except Refusal as refusal:
        return _refuse(request, str(refusal), offers=refusal.offers)
    except NotANumber as refusal:
        return _refuse(request, str(refusal))
    if not call.is_live and not showing.is_in_sight(call):
        return _refuse(request, _("This click has placed a call that has ended since. Click again for another one."))
    return _live_part(request, has_ended=not call.is_live) if request.htmx else redirect("calls:live")


def recent(request: SignedInRequest) -> HttpResponse:
    """The newest calls, each under the name that its number has in the directory now."""
    return render(request, "calls/recent.html", {"calls": remembering.recent_calls(request.user, limit=RECENT)})


@login_not_required  # asks who it is by itself
@require_GET
@never_cache
def live(request: SignedInRequest) -> HttpResponse:
    """The live line, as the page polls it. While nothing has changed, `polling` has answered before it comes here."""
    if not request.user.is_authenticated:
        # A part cannot show the sign-in form in its place: the whole page is loaded again, and finds it.
        return HttpResponse(status=204, headers={"HX-Refresh": "true"}) if request.htmx else redirect("login")
    return _live_part(request) if request.htmx else render(request, "calls/live.html")


@login_not_required  # as above
@require_GET
@never_cache
def forewarning(request: SignedInRequest) -> HttpResponse:
    """Whether dialling is stopped, as every open page asks now and then. 204, before any query, if it has seen this."""
    seen = request.GET.get("seen", "")
    if is_unchanged(seen):
        return HttpResponse(status=204)
    if not request.user.is_authenticated:
        return HttpResponse(status=204) if request.htmx else redirect("login")
    now = Forewarning(request.user, phones_of(request.user))
    return render(request, "calls/_forewarning_answer.html", {"forewarning": now, "is_news": not has_heard(seen, now)})


@require_POST
def hang_up(request: SignedInRequest, call_id: UUID) -> HttpResponse:
    call = get_object_or_404(Call.objects.of(request.user), pk=call_id)
    ending.ask_to_end(call)
    return _live_part(request) if request.htmx else redirect("calls:live")


@require_GET
@never_cache
def link(request: SignedInRequest) -> HttpResponse:
    """What a phone link or bookmark opens: who that is, which phone rings first, one button. Dials nobody."""
    given = next((request.GET[name] for name in ("to", "number", "tel", "phone") if request.GET.get(name)), "")
    try:
        found = look_up(request.user, given, phone=request.GET.get("extension", ""))
    except (NotANumber, Refusal) as refusal:
        return _link_page(request, given, refusal=str(refusal))
    return render(request, "calls/link.html", {"to": given, "found": found, "emergency": found.emergency})


def _live_part(request: SignedInRequest, *, has_ended: bool | None = None) -> HttpResponse:
    line = showing.live_line_of(request.user)
    seen = request.GET.get("seen", "")
    has_new_rules = bool(seen) and not live_line.shows_these_rules(seen)
    response = render(request, "calls/_live_answer.html", {"live_line": line, "has_new_rules": has_new_rules})
    if has_ended is None:
        has_ended = not line.is_live or any(not shown.call.is_live for shown in line.calls)
    if has_ended:
        # The forms of the page take new keys: the next click on one of them is another call.
        response.headers["HX-Trigger"] = "call-ended"
    return response


def _refuse(request: SignedInRequest, sentence: str, *, offers: Sequence[Extension] = ()) -> HttpResponse:
    if not request.htmx:
        return _link_page(request, request.POST.get("to", ""), refusal=sentence, offers=offers)
    response = refused_part(request, sentence, offers=offers)
    response.headers["HX-Trigger"] = "call-ended"  # nothing of this click goes on: the next one is another
    return response


def _ask(request: SignedInRequest, emergency: Emergency) -> HttpResponse:
    if not request.htmx:
        return render(request, "calls/link.html", {"emergency": emergency}, status=422)
    return beside_the_live_line(request, "calls/_emergency.html", {"emergency": emergency})


def _link_page(request: SignedInRequest, given: str, *, refusal: str, offers: Sequence[Extension] = ()) -> HttpResponse:
    """The page with what was typed and why it could not be called; here it can be mended and tried again."""
    to, _meant = whom_meant(given)
    context = {"to": to, "clicked": given, "refusal": refusal, "offers": offers, "key": uuid4().hex}
    return render(request, "calls/link.html", context, status=422)
