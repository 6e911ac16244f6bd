"""The PBXs in the admin panel."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from clicktocall.audit.changes import Audited
from clicktocall.pbx.doctor import examine
from clicktocall.pbx.doctor.findings import State
from clicktocall.pbx.doctor.pages import LEVELS, DoctorAdmin, sentence_of
from clicktocall.pbx.forms import PbxForm
from clicktocall.pbx.models import Notice, Pbx
from clicktocall.pbx.plan_fields import PLAN_FIELDS
from clicktocall.pbx.sessions import let_logins_try_again

HEARD = ("silent_since", "failed_for", "logins_stopped_at", "logins_stopped_reason", "last_event_at")


class SavesWhatChanged(admin.ModelAdmin[Pbx]):
    """Writes of a row that is there already only what was changed in the form.

    Whether the PBX answers, whether it lets us in and when it last told something is written meanwhile, by others.
    """

    def save_model(self, request: HttpRequest, obj: Pbx, form: PbxForm, change: bool) -> None:  # noqa: FBT001 -- Django's
        if change:
            obj.save(update_fields=form.changed_names())
        else:
            super().save_model(request, obj, form, change)


@admin.register(Pbx)
class PbxAdmin(Audited, SavesWhatChanged, DoctorAdmin):
    when_empty = _(
        "No PBX yet. Add the telephone system of the office: its address and its API user. Then its doctor "
        "says whether it answers."
    )
    form = PbxForm
    list_display = [
        "name",
        "doctor",
        "kind",
        "url",
        "region",
        "is_active",
        "silent_since",
        "logins_stopped_at",
        "last_event_at",
    ]
    actions = ["test_connection", "allow_logins"]
    readonly_fields = HEARD
    fieldsets = [
        (None, {"fields": ["name", "kind", "is_active"]}),
        (_("How to reach it"), {"fields": ["url", "username", "password"]}),
        (_("Encryption"), {"fields": ["tls_check", "fingerprint", "ca_certificate", "legacy_tls"]}),
        (_("Events"), {"fields": ["events_by", "events_port"]}),
        (_("Numbers"), {"fields": [*PLAN_FIELDS, "emergency_location"]}),
        (_("What we hear of it"), {"fields": HEARD}),
    ]

    @admin.action(description=_("Test the connection"), permissions=["change"])
    def test_connection(self, request: HttpRequest, chosen: QuerySet[Pbx]) -> None:
        for pbx in chosen:
            for finding in examine(pbx, may_log_in=True).findings:
                if not (finding.is_phone and finding.state is State.GOOD):
                    self.message_user(request, f"{pbx.name}: {sentence_of(finding)}", LEVELS[finding.state])

    @admin.action(description=_("Let logins try again"), permissions=["change"])
    def allow_logins(self, request: HttpRequest, chosen: QuerySet[Pbx]) -> None:
        let_logins_try_again(chosen)
        self.message_user(request, _("The next call logs in again. Five wrong passwords lock us out for ten minutes."))


@admin.register(Notice)
class NoticeAdmin(admin.ModelAdmin[Notice]):
    """What the PBXs sent, as they sent it. Read only."""

    when_empty = _("No PBX has sent anything yet. The doctor of a PBX says what is missing.")
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
