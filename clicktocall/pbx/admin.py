"""The PBXs in the admin panel."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from clicktocall.pbx.checking import check
from clicktocall.pbx.forms import PbxForm
from clicktocall.pbx.models import Notice, Pbx


@admin.register(Pbx)
class PbxAdmin(admin.ModelAdmin[Pbx]):
    form = PbxForm
    list_display = ["name", "kind", "url", "region", "is_active", "logins_stopped_at", "last_event_at"]
    actions = ["test_connection", "allow_logins"]
    readonly_fields = ["logins_stopped_at", "logins_stopped_reason", "last_event_at"]
    fieldsets = [
        (None, {"fields": ["name", "kind", "is_active"]}),
        (_("How to reach it"), {"fields": ["url", "username", "password"]}),
        (_("Encryption"), {"fields": ["tls_check", "fingerprint", "ca_certificate", "legacy_tls"]}),
        (_("Numbers"), {"fields": ["region", "outside_prefix"]}),
        (_("What we hear of it"), {"fields": ["logins_stopped_at", "logins_stopped_reason", "last_event_at"]}),
    ]

    @admin.action(description=_("Test the connection"), permissions=["change"])
    def test_connection(self, request: HttpRequest, chosen: QuerySet[Pbx]) -> None:
        for pbx in chosen:
            for finding in check(pbx):
                level = messages.SUCCESS if finding.works else messages.ERROR
                self.message_user(request, f"{pbx.name}: {finding.sentence}", level)

    @admin.action(description=_("Let logins try again"), permissions=["change"])
    def allow_logins(self, request: HttpRequest, chosen: QuerySet[Pbx]) -> None:
        chosen.update(
            logins_stopped_at=None, logins_stopped_until=None, logins_stopped_for="", logins_stopped_reason=""
        )
        self.message_user(request, _("The next call logs in again. Five wrong passwords lock us out for ten minutes."))


@admin.register(Notice)
class NoticeAdmin(admin.ModelAdmin[Notice]):
    """What the PBXs sent, as they sent it. Read only."""

    list_display = ["received_at", "pbx", "kind", "callid", "applied_at"]
    list_filter = ["pbx", "kind"]
    search_fields = ["callid__exact"]
    date_hierarchy = "received_at"
    list_select_related = ["pbx"]

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Notice | None = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Notice | None = None) -> bool:
        return False
