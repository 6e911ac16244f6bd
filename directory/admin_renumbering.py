"""The page on which staff have the directory read anew under the plan of a PBX, after having seen what that changes."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from kombu.exceptions import OperationalError

from clicktocall.accounts.models import User
from clicktocall.audit.recording import What, record_request
from clicktocall.pbx.framing import frame
from clicktocall.pbx.models import Pbx
from directory import renumbering, tasks
from directory.models import Renumbering

NEEDED = ("pbx.change_pbx", "directory.view_phonenumber", "directory.change_phonenumber")
MOST_LOOKED_AT = 20_000
LATEST = 10


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def renumber_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A GET shows what would change, and the latest runs; the buttons start one, go on with one, or undo it."""
    if not request.user.has_perms(NEEDED):
        raise PermissionDenied
    pbx = get_object_or_404(Pbx, pk=pk)
    if request.method == "POST":
        _do(request, pbx)
        return redirect("pbx_renumber", pk=pk)
    is_for_all = request.GET.get("all") == "yes"
    context = {
        **frame(request, pbx, title=_("Read the directory anew: %s") % pbx.name),
        "is_for_all": is_for_all,
        "forecast": renumbering.forecast(pbx.numbering_plan(), is_for_all=is_for_all, most=MOST_LOOKED_AT),
        "runs": pbx.renumberings.all()[:LATEST],
    }
    return TemplateResponse(request, "admin/pbx/pbx/renumber.html", context)


def _do(request: HttpRequest, pbx: Pbx) -> None:
    doing = request.POST.get("do", "")
    if doing == "start":
        _start(request, pbx)
    elif doing == "undo":
        run = _run(request, pbx)
        assert isinstance(request.user, User)  # noqa: S101 -- the admin panel has let them in
        if renumbering.ask_to_undo(run, by=request.user):
            _record(request, pbx, run, "undone")
            _send(request, run)
    elif doing == "go on":
        _send(request, _run(request, pbx))


def _start(request: HttpRequest, pbx: Pbx) -> None:
    assert isinstance(request.user, User)  # noqa: S101 -- the admin panel has let them in
    try:
        run = renumbering.ask(pbx, by=request.user, is_for_all=request.POST.get("all") == "yes")
    except renumbering.UnderWay as refusal:
        messages.error(request, str(refusal))
    else:
        _record(request, pbx, run, "started")
        _send(request, run)


def _run(request: HttpRequest, pbx: Pbx) -> Renumbering:
    key = request.POST.get("run", "")
    return get_object_or_404(pbx.renumberings, pk=int(key) if key.isascii() and key.isdigit() else 0)


def _send(request: HttpRequest, run: Renumbering) -> None:
    try:
        tasks.renumber.apply_async((run.pk,), retry=False)
    except OperationalError:
        messages.error(request, _("The queue cannot be reached. The run waits below; press Go on later."))
    else:
        messages.success(request, _("A worker does it now. Load this page again to see how far it is."))


def _record(request: HttpRequest, pbx: Pbx, run: Renumbering, what: str) -> None:
    changed = {"directory read anew": [str(run.pk), what]}
    record_request(What.CHANGED, request, subject=f"{Pbx._meta.verbose_name}: {pbx}", changed=changed)  # noqa: SLF001 -- Django documents it
