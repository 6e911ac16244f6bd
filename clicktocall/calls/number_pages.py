"""The page on which staff try a numbering plan, and see what another one would change, before it is saved."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from clicktocall.audit.changes import difference, fields_of
from clicktocall.audit.recording import What, record_request
from clicktocall.audit.sheets import csv_lines
from clicktocall.calls.allowing import for_whom
from clicktocall.numbering.numbering_plan import NumberingPlan
from clicktocall.pbx.forms import PlanForm
from clicktocall.pbx.framing import frame
from clicktocall.pbx.models import Pbx
from clicktocall.pbx.plan_fields import PLAN_FIELDS
from directory import number_checks

MOST_COMPARED = 20_000
"""On the page; the file and the command look at all."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def numbers_page(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A GET shows the saved plan. What is posted is tried, compared, or saved: only "save" changes anything."""
    if not request.user.has_perms(["pbx.change_pbx", "directory.view_phonenumber"]):
        raise PermissionDenied
    pbx = get_object_or_404(Pbx, pk=pk)
    saved = pbx.numbering_plan()
    if request.method != "POST":
        return _page(request, pbx, PlanForm(instance=pbx))
    form = PlanForm(request.POST, instance=Pbx.objects.get(pk=pk))
    if not form.is_valid():
        return _page(request, pbx, form, status=422)
    return _do(request, pbx, form, saved=saved)


def _do(request: HttpRequest, pbx: Pbx, form: PlanForm, *, saved: NumberingPlan) -> HttpResponseBase:
    edited = form.instance.numbering_plan()
    doing = request.POST.get("do", "")
    if doing == "save":
        return _save(request, pbx, form)
    if doing == "file":
        record_request(What.EXPORTED, request, subject=f"numbers {pbx.name}")
        return _sheet(pbx, saved=saved, edited=edited)
    if doing == "compare":
        found = number_checks.compare(saved=saved, edited=edited, office=pbx.name, most=MOST_COMPARED)
        return _page(request, pbx, form, comparison=found, is_edited=saved != edited)
    typed = _typed(request)
    tried = number_checks.try_numbers(typed, saved=saved, edited=edited, pbx=pbx)
    allowed = [for_whom(one.preview.number, one.preview.plan, pbx) if one.preview else [] for one in tried]
    rows = zip(tried, allowed, strict=True)
    is_full = len(typed) > len(tried)
    return _page(request, pbx, form, tried=tried, rows=rows, is_edited=saved != edited, is_full=is_full)


def _typed(request: HttpRequest) -> list[str]:
    """What was pasted, then what stands in the file."""
    typed = number_checks.lines_of(request.POST.get("numbers", "")[: number_checks.MOST_BYTES])
    file = request.FILES.get("file")
    if isinstance(file, UploadedFile):
        typed += number_checks.cells_of(file.read(number_checks.MOST_BYTES).decode("utf-8-sig", errors="replace"))
    return typed


def _save(request: HttpRequest, pbx: Pbx, form: PlanForm) -> HttpResponse:
    before = fields_of(pbx)
    form.instance.save(update_fields=PLAN_FIELDS)
    changed = difference(before, fields_of(Pbx.objects.get(pk=pbx.pk)))
    if changed:
        record_request(What.CHANGED, request, subject=f"{Pbx._meta.verbose_name}: {pbx}", changed=changed)  # noqa: SLF001 -- Django documents it
        messages.success(request, _("The plan is saved. It holds from the next click on."))
    else:
        messages.warning(request, _("The plan is as it was, so nothing was saved."))
    return redirect("pbx_numbers", pk=pbx.pk)


def _sheet(pbx: Pbx, *, saved: NumberingPlan, edited: NumberingPlan) -> StreamingHttpResponse:
    """Every number of the directory that would be sent differently, as CSV, written while it is found."""
    changes = number_checks.moved(saved=saved, edited=edited, office=pbx.name)
    rows = (number_checks.row_of(change) for change in changes if change is not None)
    response = StreamingHttpResponse(csv_lines(number_checks.HEADINGS, rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="numbers-{pbx.name}.csv"'
    return response


def _page(request: HttpRequest, pbx: Pbx, form: PlanForm, *, status: int = 200, **found: Any) -> HttpResponse:
    context = {
        **frame(request, pbx, title=_("Numbers: %s") % pbx.name),
        "form": form,
        "numbers": request.POST.get("numbers", ""),
        **found,
    }
    return TemplateResponse(request, "admin/pbx/pbx/numbers.html", context, status=status)
