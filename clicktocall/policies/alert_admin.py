"""The alerts in the admin panel: what was found, who has looked at it, and the thresholds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clicktocall.audit.changes import Audited
from clicktocall.policies.models import Alert, AlertKind, AlertRule

COUNTED: Mapping[AlertKind, Promise] = MappingProxyType(
    {
        AlertKind.FIRST_COUNTRY: gettext_lazy("calls to a country that nobody has called before"),
        AlertKind.SHORT_INTERNATIONAL: gettext_lazy("calls abroad of 30 seconds or less, of one user within an hour"),
        AlertKind.NIGHT: gettext_lazy("outside calls of one user between 22:00 and 06:00"),
        AlertKind.LIMIT_HIT: gettext_lazy("refusals of one user within an hour, because a limit was used up"),
        AlertKind.FAR_ABOVE: gettext_lazy("times the calls of a usual day of the same user"),
    }
)


class DoneFilter(admin.SimpleListFilter):
    title = gettext_lazy("done")
    parameter_name = "done"

    def lookups(self, _request: HttpRequest, _model_admin: object) -> list[tuple[str, str]]:
        return [("no", _("open")), ("yes", _("done"))]

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Alert]) -> QuerySet[Alert]:
        return queryset.filter(seen_at__isnull=self.value() == "no") if self.value() else queryset


@admin.register(Alert)
class AlertAdmin(admin.ModelAdmin[Alert]):
    when_empty = gettext_lazy("Nothing conspicuous has happened. What counts as such stands under “Alert rules”.")
    list_display = ["sentence", "kind", "since", "last_seen", "mailed", "done"]
    list_filter = [DoneFilter, "kind"]
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

    @admin.display(description=gettext_lazy("since"), ordering="first_at")
    def since(self, alert: Alert) -> str:
        return in_short(alert.first_at)

    @admin.display(description=gettext_lazy("last seen"), ordering="last_at")
    def last_seen(self, alert: Alert) -> str:
        return in_short(alert.last_at)

    @admin.display(description=gettext_lazy("e-mailed"), ordering="mailed_at")
    def mailed(self, alert: Alert) -> str:
        if alert.mailed_at:
            return in_short(alert.mailed_at)
        if alert.mail_due_at:
            return _("not yet, again at %(moment)s") % {"moment": in_short(alert.mail_due_at)}
        return _("no: the mail server did not take it") if alert.mail_tries else ""

    @admin.display(description=gettext_lazy("done"), ordering="seen_at")
    def done(self, alert: Alert) -> str:
        return f"{in_short(alert.seen_at)}, {alert.seen_by or ''}".rstrip(", ") if alert.seen_at else ""

    @admin.action(description=gettext_lazy("Mark as done"), permissions=["change"])
    def mark_as_done(self, request: HttpRequest, chosen: QuerySet[Alert]) -> None:
        chosen.filter(seen_at=None).update(seen_at=timezone.now(), seen_by=request.user.pk)


class AlertRuleForm(forms.ModelForm[AlertRule]):
    threshold = forms.IntegerField(
        label=gettext_lazy("Threshold"), min_value=1, help_text=gettext_lazy("What is counted stands in the list.")
    )

    class Meta:
        model = AlertRule
        fields = ["kind", "is_on", "threshold"]


@admin.register(AlertRule)
class AlertRuleAdmin(Audited, admin.ModelAdmin[AlertRule]):
    form = AlertRuleForm
    list_display = ["kind", "is_on", "threshold", "counts"]

    @admin.display(description=gettext_lazy("what is counted"))
    def counts(self, rule: AlertRule) -> str:
        return str(COUNTED[AlertKind(rule.kind)])


def in_short(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "j M Y, H:i")
