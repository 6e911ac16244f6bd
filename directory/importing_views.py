"""The doors through which contacts come in: a file, its preview, bringing it in, and taking it back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from clicktocall.audit.recording import What, record_request
from clicktocall.http import SignedInRequest
from directory.exporting.rejected import rejected_lines
from directory.importing import starting
from directory.importing.bounds import MOST_BYTES
from directory.importing.faults import Unreadable
from directory.importing.showing import first_rows, is_in_the_bin, shown_rows, tally
from directory.importing_forms import ImportForm, MappingForm
from directory.models import ImportEntry, ImportRun

Stage = ImportRun.Stage
Verdict = ImportEntry.Verdict
may_import = permission_required("directory.add_importrun", raise_exception=True)
SHOWN_RUNS = 20


def pressed(door: Callable[[SignedInRequest, int], HttpResponse]) -> Callable[..., HttpResponse]:
    """Where a button of an import leads. Whoever loads that address again without pressing sees the import."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(door)
    def wrapped(request: SignedInRequest, pk: int) -> HttpResponse:
        return door(request, pk) if request.method == "POST" else redirect("directory:import", pk)

    return wrapped


@csrf_exempt  # the body is not read before its size is known; the form is protected below
@may_import
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: SignedInRequest) -> HttpResponse:
    """The imports of whoever is signed in, and the form for another file."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES + 1_000_000:
        sentence = _("The file is larger than %d megabytes. Divide it.") % (MOST_BYTES // 1024 // 1024)
        return _imports_page(request, ImportForm(user=request.user), status=422, sentence=sentence)
    return _imports(request)


@csrf_protect
def _imports(request: SignedInRequest) -> HttpResponse:
    if request.method != "POST":
        return _imports_page(request, ImportForm(user=request.user))
    form = ImportForm(request.POST, request.FILES, user=request.user)
    if not form.is_valid():
        return _imports_page(request, form, status=422)
    run = form.to_run()
    starting.begin(run, form.cleaned_data["file"].chunks())
    return redirect("directory:import", run.pk)


def _imports_page(request: SignedInRequest, form: ImportForm, *, status: int = 200, sentence: str = "") -> HttpResponse:
    runs = ImportRun.objects.of(request.user)[:SHOWN_RUNS]
    context = {"form": form, "runs": runs, "sentence": sentence, "megabytes": MOST_BYTES // 1024 // 1024}
    return render(request, "directory/imports/index.html", context, status=status)


@may_import
@never_cache
@require_safe
def run(request: SignedInRequest, pk: int) -> HttpResponse:
    """Where an import stands. htmx gets the part alone; while work is under way, the part asks for itself again."""
    found = _mine(request, pk)
    is_part = request.htmx and not request.htmx.history_restore_request
    if is_part and request.GET.get("seen") == tally(found):
        return HttpResponse(status=204)
    context = {"run": found, "tally": tally(found), "is_part": is_part, **_details(found)}
    template = "directory/imports/_run.html" if is_part else "directory/imports/run.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request", "HX-History-Restore-Request"])
    return response


def _details(found: ImportRun, form: MappingForm | None = None) -> dict[str, Any]:
    if found.stage == Stage.MAPPING:
        return _mapping_details(found, form)
    if found.stage in {Stage.READY, Stage.APPLIED, Stage.UNDONE}:
        shown = (Verdict.REJECTED, Verdict.CHANGED, Verdict.DUPLICATE, Verdict.CREATED)
        lists = [(Verdict(verdict), shown_rows(found, verdict, limit=5)) for verdict in shown]
        return {"lists": lists, "days": settings.KEEP_DELETED_DAYS, "is_in_the_bin": is_in_the_bin(found)}
    return {}


def _mapping_details(found: ImportRun, form: MappingForm | None) -> dict[str, Any]:
    try:
        sample = first_rows(found)
    except Unreadable as error:
        return {"sentence": str(error)}
    form = form or MappingForm(headings=sample.headings, columns=sample.columns)
    return {"form": form, "columns": list(zip(form, sample.cells, strict=True))}


@may_import
@never_cache
@require_safe
def rows(request: SignedInRequest, pk: int, verdict: str) -> HttpResponse:
    """All entries of one kind, a hundred at a time."""
    found = _mine(request, pk)
    if verdict not in Verdict.values:
        raise Http404
    after = request.GET.get("after", "0")
    page = shown_rows(found, verdict, limit=100, after=int(after) if after.isdecimal() and len(after) < 19 else 0)
    context = {"run": found, "verdict": Verdict(verdict), "page": page}
    return render(request, "directory/imports/rows.html", context)


@may_import
@pressed
def map_columns(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _mine(request, pk)
    try:
        sample = first_rows(found)
    except Unreadable:
        return redirect("directory:import", pk)
    form = MappingForm(request.POST, headings=sample.headings, columns=sample.columns)
    if not form.is_valid():
        context = {"run": found, "tally": tally(found), **_mapping_details(found, form)}
        return render(request, "directory/imports/run.html", context, status=422)
    starting.map_columns(found, form.mapping())
    return redirect("directory:import", pk)


@may_import
@pressed
def apply(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _mine(request, pk)
    if starting.bring_in(found):
        record_request(What.IMPORTED, request, subject=found.file_name, counts=found.counts)
    return redirect("directory:import", pk)


@may_import
@pressed
def undo(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _mine(request, pk)
    if starting.take_back(found, by=request.user):
        record_request(What.DELETED, request, subject=_("import of %s, taken back") % found.file_name)
    return redirect("directory:import", pk)


@may_import
@pressed
def restore(request: SignedInRequest, pk: int) -> HttpResponse:
    """Bring back from the bin what the undo of an import has put there."""
    found = _mine(request, pk)
    if not starting.bring_back(found, by=request.user):
        return _refused(request, found, _("Nothing of this import lies in the bin. See below where it stands."))
    record_request(What.ADDED, request, subject=_("import of %s, brought back") % found.file_name)
    return redirect("directory:import", pk)


@may_import
@pressed
def discard(request: SignedInRequest, pk: int) -> HttpResponse:
    """Forget a file that was not brought in."""
    found = _mine(request, pk)
    if not starting.discard(found):
        return _refused(request, found, _("This import is in the directory. Take it back first."))
    return redirect("directory:imports")


def _refused(request: SignedInRequest, found: ImportRun, refusal: str) -> HttpResponse:
    """Where the import stands now, and why nothing was done."""
    found.refresh_from_db()
    context = {"run": found, "tally": tally(found), "refusal": refusal, **_details(found)}
    return render(request, "directory/imports/run.html", context, status=422)


@may_import
@require_safe
def rejected(request: SignedInRequest, pk: int) -> StreamingHttpResponse:
    """What was left out, with the reasons, to be mended and brought again."""
    found = _mine(request, pk)
    entries = found.entries.filter(verdict=Verdict.REJECTED).iterator(chunk_size=500)
    is_table = bool(found.headings)
    lines: Iterator[str] = rejected_lines(found.headings, entries)
    stem = get_valid_filename(found.file_name.rpartition(".")[0] or "contacts")[:80]
    name = f"{stem}-rejected.{'csv' if is_table else 'vcf'}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    content_type = f"text/{'csv' if is_table else 'vcard'}; charset=utf-8"
    return StreamingHttpResponse(lines, content_type=content_type, headers=headers)


def _mine(request: SignedInRequest, pk: int) -> ImportRun:
    return get_object_or_404(ImportRun.objects.of(request.user).select_related("group", "owner"), pk=pk)
