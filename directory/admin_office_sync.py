"""The page on which staff take over the queues and voice menus of a PBX as numbers of the office."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from clicktocall.pbx.drivers import driver_class
from clicktocall.pbx.drivers.base import PbxError
from clicktocall.pbx.framing import frame
from clicktocall.pbx.models import Pbx
from clicktocall.pbx.sessions import visiting_driver
from clicktocall.pbx.turns import Errand, turn
from directory.models.office import OFFICE_KINDS
from directory.syncing.office_numbers import OfficeChoice, OfficeStanding, apply, choice_of, compare

NEEDED = ("directory.add_officenumber", "directory.change_officenumber", "directory.delete_officenumber")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def office_numbers_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A GET asks the PBX with the login that is there and changes nothing; what is ticked and posted is applied."""
    if not request.user.has_perms(NEEDED):
        raise PermissionDenied
    pbx = get_object_or_404(Pbx, pk=pk)
    if request.method == "POST":
        _bring(request, pbx)
        return redirect("pbx_office_numbers", pk=pk)
    context = {
        **frame(request, pbx, title=_("Office numbers: %s") % pbx.name),
        "not_listed": [label for kind, label in OFFICE_KINDS if kind not in driver_class(pbx.kind).lists],
        **_comparison(pbx),
    }
    return TemplateResponse(request, "admin/pbx/pbx/office_numbers.html", context)


def _comparison(pbx: Pbx) -> dict[str, Any]:
    """What the table of both sides shows, or why there is none."""
    try:
        with turn(pbx.pk, Errand.LOOK):
            rows = compare(pbx, visiting_driver(pbx, pbx.line(), may_log_in=False))
    except PbxError as error:
        return {"trouble": str(error)}
    return {
        "rows": [(row, choice_of(row), row.standing is OfficeStanding.NEW) for row in rows],
        "counts": [(standing, sum(row.standing is standing for row in rows)) for standing in OfficeStanding],
        "has_choices": any(row.can_be_applied for row in rows),
    }


def _bring(request: HttpRequest, pbx: Pbx) -> None:
    said = request.POST
    applied = apply(
        pbx,
        [
            OfficeChoice(
                number=number,
                kind=said.get(f"kind-{number}", ""),
                was=said.get(f"was-{number}", ""),
                name=said.get(f"name-{number}", "").strip(),
            )
            for number in said.getlist("take")
        ],
    )
    for sentence in applied.refusals:
        messages.error(request, sentence)
    if applied.added or applied.changed or applied.removed:
        messages.success(request, applied.sentence)
        admin.site.get_model_admin(Pbx).log_change(request, pbx, applied.sentence)
    elif not applied.refusals:
        messages.warning(request, _("Nothing was chosen, so nothing was changed."))
