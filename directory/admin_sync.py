"""The page on which staff bring the users' extensions in line with the PBX, or with a list."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from clicktocall.accounts.models import User
from clicktocall.pbx.drivers.base import PbxError
from clicktocall.pbx.framing import frame
from clicktocall.pbx.models import Pbx
from clicktocall.pbx.sessions import visiting_driver
from clicktocall.pbx.turns import Errand, turn
from directory.importing.faults import Fault, Unreadable
from directory.syncing import sheet
from directory.syncing.applying import Applied, Choice, apply
from directory.syncing.comparing import Because, Row, Standing, compare, unknown_to

NEEDED = ("directory.add_extension", "directory.change_extension", "directory.delete_extension")
MOST_IN_A_MENU = 100
"""With more users than that, a menu in every row would make the page heavy: names are typed then, from one list."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def extensions_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A GET asks the PBX with the login that is there; what is posted is applied, or a list shown before it is."""
    if not request.user.has_perms(NEEDED):
        raise PermissionDenied
    pbx = get_object_or_404(Pbx, pk=pk)
    doing = request.POST.get("do") if request.method == "POST" else None
    if doing == "read":
        return _preview(request, pbx)
    if doing == "apply":
        _report(request, pbx, apply(pbx, _choices(request)))
    elif doing == "bring":
        _report(request, pbx, _bring(request, pbx))
    elif request.method == "POST":
        messages.error(request, _("This page does not know that button. Nothing was done."))
    else:
        return _page(request, pbx, "admin/pbx/pbx/extensions.html", _comparison(pbx))
    return redirect("pbx_extensions", pk=pk)


def _comparison(pbx: Pbx) -> dict[str, Any]:
    """What the table of both sides shows, or why there is none."""
    try:
        with turn(pbx.pk, Errand.LOOK):
            rows = compare(pbx, visiting_driver(pbx, pbx.line(), may_log_in=False))
    except PbxError as error:
        return {"trouble": str(error)}
    users = User.objects.filter(Q(is_active=True) | Q(extensions__pbx=pbx)).distinct().order_by("username")
    return {
        "rows": [(row, row.owner or row.suggested, _is_ticked(row)) for row in rows],
        "counts": [(standing, sum(row.standing is standing for row in rows)) for standing in Standing],
        "users": users,
        "has_menus": len(users) <= MOST_IN_A_MENU,
    }


def _is_ticked(row: Row) -> bool:
    """Only what is beyond doubt is ticked beforehand."""
    return row.because is Because.EMAIL


def _choices(request: HttpRequest) -> list[Choice]:
    """What was ticked, and is to become different from what it was."""
    said = request.POST
    choices = [
        Choice(number=number, was=said.get(f"was-{number}", ""), username=said.get(f"user-{number}", "").strip())
        for number in said.getlist("take")
    ]
    return [choice for choice in choices if choice.was != choice.username]


def _preview(request: HttpRequest, pbx: Pbx) -> HttpResponse:
    file = request.FILES.get("file")
    try:
        rows = sheet.read(_bytes_of(file), pbx)
    except Unreadable as error:
        messages.error(request, str(error))
        return redirect("pbx_extensions", pk=pbx.pk)
    planned = [row for row in rows if isinstance(row, sheet.Planned)]
    changing = [row for row in planned if row.changes]
    context = {
        "file": getattr(file, "name", ""),
        "rows": rows,
        "planned": changing,
        "same": sum(not row.changes for row in planned),
        "faults": [row for row in rows if isinstance(row, Fault)],
        **_not_there(pbx, {row.choice.number for row in changing}),
    }
    return _page(request, pbx, "admin/pbx/pbx/extensions_list.html", context)


def _not_there(pbx: Pbx, numbers: set[str]) -> dict[str, Any]:
    """Which of them the PBX does not have, or why that is not known."""
    try:
        with turn(pbx.pk, Errand.LOOK):
            return {"missing": unknown_to(visiting_driver(pbx, pbx.line(), may_log_in=False), numbers)}
    except PbxError as error:
        return {"trouble": str(error)}


def _bytes_of(file: object) -> bytes:
    if not isinstance(file, UploadedFile):
        raise Unreadable(_("No file was chosen. Choose one with the columns number and username."))
    return bytes(file.read(sheet.MOST_BYTES + 1))


def _bring(request: HttpRequest, pbx: Pbx) -> Applied:
    """The confirmed rows, looked at anew: what was right when they were shown need not be any more."""
    try:
        rows = sheet.read(sheet.of_lines(request.POST.getlist("row")), pbx)
    except Unreadable as error:
        return Applied(refusals=[str(error)])
    applied = apply(pbx, [row.choice for row in rows if isinstance(row, sheet.Planned) and row.changes])
    applied.refusals += [row.sentence for row in rows if isinstance(row, Fault)]
    return applied


def _report(request: HttpRequest, pbx: Pbx, applied: Applied) -> None:
    for sentence in applied.refusals:
        messages.error(request, sentence)
    if applied.given or applied.changed or applied.taken_away:
        messages.success(request, applied.sentence)
        admin.site.get_model_admin(Pbx).log_change(request, pbx, applied.sentence)
    elif not applied.refusals:
        messages.warning(request, _("Nothing was chosen, so nothing was changed."))


def _page(request: HttpRequest, pbx: Pbx, template: str, context: dict[str, Any]) -> HttpResponse:
    around = frame(request, pbx, title=_("Extensions: %s") % pbx.name)
    return TemplateResponse(request, template, around | context)
