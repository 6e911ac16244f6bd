"""The doors to one call: its timeline, and hold, resume and transfer while it goes on."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clicktocall.audit.origins import address_of
from clicktocall.calls import controls, remembering, showing, timeline, wishing, wording
from clicktocall.calls.forms import TransferForm
from clicktocall.calls.limits import Refusal
from clicktocall.calls.models import Call
from clicktocall.calls.refusing import refused_part
from clicktocall.http import SignedInRequest
from clicktocall.numbering.parsing import NotANumber
from directory.previewing import preview_of


@require_GET
@never_cache
def call(request: SignedInRequest, call_id: UUID) -> HttpResponse:
    """Everything that happened to one call. Whoever may view calls in the admin panel may see those of others."""
    found = get_object_or_404(Call.objects.seen_by(request.user).for_the_timeline(), pk=call_id)
    context = {"shown": remembering.remembered(found, by=request.user), "timeline": timeline.timeline_of(found)}
    return render(request, "calls/call.html", context)


@require_POST
def hold(request: SignedInRequest, call_id: UUID) -> HttpResponse:
    return _steer(request, call_id, wishing.hold)


@require_POST
def resume(request: SignedInRequest, call_id: UUID) -> HttpResponse:
    return _steer(request, call_id, wishing.resume)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def transfer(request: SignedInRequest, call_id: UUID) -> HttpResponse:
    """A page of its own: what is typed there stays, whatever the live line beside it shows meanwhile."""
    found = _own(request, call_id)
    if request.method != "POST":
        reason = controls.under_way(found) or controls.why_not(found, found.legs.all(), Call.Steer.TRANSFER)
        return _transfer_page(request, found, typed="", refusal=reason)
    form = TransferForm(request.POST)
    typed = request.POST.get("to", "")
    if not form.is_valid():
        return _transfer_page(request, found, typed=typed, refusal=form.sentence(), status=422)
    if request.POST.get("do") == "look":
        return _transfer_preview(request, found, typed)
    try:
        wishing.transfer(found, typed, sure_of=form.cleaned_data["sure"], address=address_of(request))
    except wishing.AskBeforeTransfer as question:
        return _transfer_page(request, found, typed=typed, refusal="", emergency=question.digits, status=422)
    except (Refusal, NotANumber) as refusal:
        return _transfer_page(request, found, typed=typed, refusal=str(refusal), status=422)
    return redirect("calls:live")


def _transfer_preview(request: SignedInRequest, found: Call, typed: str) -> HttpResponse:
    """What a transfer would send, or why it would be refused; as a part while somebody types."""
    sent, refusal = None, ""
    try:
        callee = wishing.target_of(found, typed)
        sent = preview_of(callee.number, callee.plan, office=found.pbx.name)
    except (Refusal, NotANumber) as no:
        refusal = str(no)
    if request.htmx:
        return render(request, "calls/_transfer_preview.html", {"sent": sent, "no": refusal})
    return _transfer_page(request, found, typed=typed, refusal=refusal, sent=sent)


def _steer(request: SignedInRequest, call_id: UUID, wish: Callable[[Call], None]) -> HttpResponse:
    found = _own(request, call_id)
    try:
        wish(found)
    except Refusal as refusal:
        if request.htmx:
            return refused_part(request, str(refusal))
        return render(request, "calls/live.html", {"refusal": str(refusal)}, status=422)
    if not request.htmx:
        return redirect("calls:live")
    return render(request, "calls/_live_answer.html", {"live_line": showing.live_line_of(request.user)})


def _own(request: SignedInRequest, call_id: UUID) -> Call:
    return get_object_or_404(Call.objects.of(request.user).select_related("pbx"), pk=call_id)


def _transfer_page(
    request: SignedInRequest, found: Call, *, typed: str, refusal: str, status: int = 200, **shown: object
) -> HttpResponse:
    """`shown`: the preview as `sent`, or the `emergency` number that is asked about."""
    context = {"call": found, "whom": wording.whom(found), "typed": typed, "refusal": refusal, **shown}
    return render(request, "calls/transfer.html", context, status=status)
