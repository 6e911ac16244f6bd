"""The alerts in the admin panel: what was found, who has looked at it, and the thresholds."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy

from clicktocall.audit.changes import Audited
from clicktocall.policies.models import Alert, AlertRule


@admin.register(Alert)
class AlertAdmin(admin.ModelAdmin[Alert]):
    list_display = ["first_at", "kind", "sentence", "last_at", "seen_at", "seen_by"]
    list_filter = ["kind", ("seen_at", admin.EmptyFieldListFilter)]
    list_select_related = ["seen_by"]
    date_hierarchy = "first_at"
    actions = ["mark_as_done"]
    fields = ["kind", "sentence", "first_at", "last_at", "seen_at", "seen_by"]

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Alert | None = None) -> bool:
        """Nothing of an alert is changed, but that somebody has looked at it, from the list."""
        return obj is None and super().has_change_permission(request)

    def has_delete_permission(self, _request: HttpRequest, _obj: Alert | None = None) -> bool:
        return False

    @admin.action(description=gettext_lazy("Mark as done"), permissions=["change"])
    def mark_as_done(self, request: HttpRequest, chosen: QuerySet[Alert]) -> None:
        chosen.filter(seen_at=None).update(seen_at=timezone.now(), seen_by=request.user.pk)


@admin.register(AlertRule)
class AlertRuleAdmin(Audited, admin.ModelAdmin[AlertRule]):
    list_display = ["kind", "is_on", "threshold"]
