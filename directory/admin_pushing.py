"""The pages on which staff bring contacts to the address book of a PBX: choose, look at what would happen, apply."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from kombu.exceptions import OperationalError

from clicktocall.audit.recording import What, record_request
from clicktocall.pbx.drivers import driver_class
from clicktocall.pbx.drivers.base import Can
from clicktocall.pbx.framing import frame
from clicktocall.pbx.models import Pbx
from directory import tasks
from directory.models import BookPush, BookStep
from directory.pushing import asking
from directory.pushing.telling import StepLine, line_of

NEEDED = ("pbx.change_pbx", "directory.view_contact")
MOST = 5_000
"""The PBX tells its whole book in one answer, which is read up to 4 MB."""
USUAL = 1_000
SHOWN = 200
LATEST = 10
LOOK_AGAIN_SECONDS = "2"


class PushForm(forms.Form):
    """Which contacts. Private ones cannot be chosen."""

    group = forms.ModelChoiceField(
        label=gettext_lazy("Contacts"),
        queryset=Group.objects.order_by("name"),
        required=False,
        empty_label=gettext_lazy("those that everybody sees"),
    )
    tag = forms.CharField(label=gettext_lazy("Only with this tag"), max_length=50, required=False)
    query = forms.CharField(label=gettext_lazy("Only what this search finds"), max_length=100, required=False)
    most = forms.IntegerField(label=gettext_lazy("At most"), min_value=1, max_value=MOST, initial=USUAL)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def pushes_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What was brought to this PBX, and the form that compares anew. Comparing changes nothing on the PBX."""
    pbx = _pbx(request, pk)
    latest = pbx.book_pushes.select_related("group").first()
    form = PushForm(request.POST or None, initial=_as_last_time(latest))
    if form.is_valid():
        try:
            push = asking.begin(pbx, by=request.user.get_username(), **form.cleaned_data)
        except asking.UnderWay as refusal:
            form.add_error(None, str(refusal))
        else:
            _send(request, push)
            return redirect("pbx_push", pk=pk, push_pk=push.pk)
    context = {
        **_frame(request, pbx),
        "form": form,
        "pushes": pbx.book_pushes.select_related("group").annotate(**_counts()).order_by("-pk")[:LATEST],
        "ours": pbx.book_entries.count(),
        "can": Can.BOOK in driver_class(pbx.kind).can,
    }
    return TemplateResponse(request, "admin/pbx/pbx/contacts.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def push_page(request: HttpRequest, pk: int, push_pk: int) -> HttpResponse:
    """One push: how far it is, what it would do or has done, and the buttons for that. A GET changes nothing."""
    pbx = _pbx(request, pk)
    push = pbx.book_pushes.select_related("pbx", "group").annotate(**_counts()).filter(pk=push_pk).first()
    if push is None:
        raise Http404
    if request.method == "POST":
        _do(request, push)
        return redirect("pbx_push", pk=pk, push_pk=push_pk)
    response = TemplateResponse(request, "admin/pbx/pbx/push.html", {**_frame(request, pbx), **_shown(request, push)})
    if push.stage in BookPush.UNDER_WAY and not asking.is_forgotten(push):
        response["Refresh"] = LOOK_AGAIN_SECONDS
    return response


def _pbx(request: HttpRequest, pk: int) -> Pbx:
    if not request.user.has_perms(NEEDED):
        raise PermissionDenied
    return get_object_or_404(Pbx, pk=pk)


def _frame(request: HttpRequest, pbx: Pbx) -> dict[str, Any]:
    return frame(request, pbx, title=_("Contacts on the PBX: %s") % pbx.name)


def _counts() -> dict[str, Count]:
    """How many steps of each kind, how many are done, and how many were refused. In the query of the pushes."""
    counts = {verb.value: Count("steps", filter=Q(steps__verb=verb)) for verb in BookStep.Verb}
    refused = ~Q(steps__refusal="") & Q(steps__done_at__isnull=False)
    return counts | {
        "done": Count("steps", filter=Q(steps__done_at__isnull=False, steps__refusal="")),
        "refused": Count("steps", filter=refused),
    }


def _as_last_time(latest: BookPush | None) -> dict[str, object]:
    if latest is None:
        return {"most": USUAL}
    return {"group": latest.group, "tag": latest.tag, "query": latest.query, "most": latest.most}


def _shown(request: HttpRequest, push: BookPush) -> dict[str, Any]:
    kinds = {**dict(BookStep.Verb.choices), "refused": _("not done")}
    kind = request.GET.get("show", "")
    steps = push.steps.all()
    if kind == "refused":
        steps = steps.exclude(refusal="")
    elif kind in kinds:
        steps = steps.filter(verb=kind)
    lines: list[StepLine] = [line_of(step) for step in steps[:SHOWN]]
    counts = [(name, label, getattr(push, name)) for name, label in kinds.items() if getattr(push, name)]
    to_do = push.add + push.change + push.remove  # type: ignore[attr-defined]  # -- annotated above
    return {
        "push": push,
        "lines": lines,
        "counts": counts,
        "kind": kind if kind in kinds else "",
        "to_do": to_do,
        "is_cut_short": len(lines) == SHOWN,
        "is_forgotten": asking.is_forgotten(push),
        "is_working": push.stage in BookPush.UNDER_WAY,
    }


def _do(request: HttpRequest, push: BookPush) -> None:
    doing = request.POST.get("do", "")
    if doing in {"apply", "go on"}:
        _say_yes(request, push)
    elif doing == "stop":
        asking.stop(push)
    elif doing == "discard":
        asking.discard(push)
    elif doing == "send" and asking.is_forgotten(push):
        _send(request, push)


def _say_yes(request: HttpRequest, push: BookPush) -> None:
    is_first = push.stage == BookPush.Stage.READY
    try:
        is_mine = asking.say_yes(push)
    except asking.UnderWay as refusal:
        messages.error(request, str(refusal))
        return
    if is_mine and is_first:
        planned = {verb.value: getattr(push, verb.value) for verb in BookStep.Verb}
        record_request(What.CHANGED, request, subject=f"{Pbx._meta.verbose_name}: {push.pbx}", contacts=planned)  # noqa: SLF001 -- Django documents it
    if is_mine:
        _send(request, push)


def _send(request: HttpRequest, push: BookPush) -> None:
    try:
        tasks.push_to_book.apply_async((push.pk,), retry=False)
    except OperationalError:
        messages.error(request, _("The queue cannot be reached. The push waits; press Go on in some minutes."))
