"""The audit trail in the admin panel: to filter, to read, to take along as CSV; never to change."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from clicktocall.audit.models import Entry
from clicktocall.audit.recording import What, record_request
from clicktocall.audit.sheets import csv_lines

COLUMNS = [_("at"), _("who"), _("from"), _("what"), _("about"), _("details")]
AT_A_TIME = 2000
NO_BREAK = "\u00a0"


class ViaFilter(admin.SimpleListFilter):
    """Where the button stood of what was dialled, asked about or refused."""

    title = _("way")
    parameter_name = "via"

    def lookups(self, _request: HttpRequest, _model_admin: object) -> list[tuple[str, str]]:
        return [("link", str(_("a phone link"))), ("transfer", str(_("a transfer")))]

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Entry]) -> QuerySet[Entry]:
        return queryset.filter(detail__via=self.value()) if self.value() else queryset


@admin.register(Entry)
class EntryAdmin(admin.ModelAdmin[Entry]):
    list_display = ["moment", "who", "what", "subject", "address", "summary"]
    list_filter = ["what", ViaFilter]
    search_fields = ["who", "subject", "address"]
    search_help_text = _("User, number, name of what was changed, or address.")
    date_hierarchy = "at"
    show_full_result_count = False
    fields = ["at", "who", "address", "what", "subject", "details"]
    readonly_fields = ["details"]

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Entry | None = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Entry | None = None) -> bool:
        return False

    @admin.display(description=_("at"), ordering="at")
    def moment(self, entry: Entry) -> str:
        return date_format(timezone.localtime(entry.at), f"j{NO_BREAK}M{NO_BREAK}Y, H:i:s")

    @admin.display(description=_("in short"))
    def summary(self, entry: Entry) -> str:
        return "; ".join(f"{name}: {value}" for name, value in lines_of(entry))[:120]

    @admin.display(description=_("details"))
    def details(self, entry: Entry) -> SafeString:
        return format_html_join("", "<p><strong>{}</strong>: {}</p>", lines_of(entry))

    def get_urls(self) -> list[URLPattern]:
        sheet = self.admin_site.admin_view(require_POST(self.as_csv))
        return [path("csv/", sheet, name="audit_entry_csv"), *super().get_urls()]

    def as_csv(self, request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
        """What the list shows with the filters of the address, all of it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        chosen = self.get_changelist_instance(request).get_queryset(request)
        record_request(What.EXPORTED, request, subject=str(_("audit trail")), filters=request.GET.dict())
        lines = csv_lines(COLUMNS, (cells_of(entry) for entry in chosen.iterator(chunk_size=AT_A_TIME)))
        name = f"audit-{timezone.localdate():%Y-%m-%d}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


def cells_of(entry: Entry) -> list[object]:
    said = "; ".join(f"{name}: {value}" for name, value in lines_of(entry))
    local = timezone.localtime(entry.at).isoformat(sep=" ", timespec="seconds")
    return [local, entry.who, entry.address, entry.get_what_display(), entry.subject, said]


def lines_of(entry: Entry) -> Iterator[tuple[str, Any]]:
    """The details that say something, as names and values; a change as "before → after"."""
    for name, value in entry.detail.items():
        if name != "changed":
            if value not in ("", None):
                yield name, value
            continue
        for field, (before, after) in value.items():
            yield field, f"{_shown(before)} → {_shown(after)}"


def _shown(value: Any) -> str:
    return str(_("nothing")) if value in (None, "", []) else str(value)
