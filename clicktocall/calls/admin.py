"""The calls in the admin panel: to read, never to change."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from clicktocall.calls.models import Call, CallEvent, Leg
from clicktocall.calls.showing import clock


class ReadOnly:
    """Whoever may view may read; nobody adds, changes or deletes."""

    def has_add_permission(self, *_args: Any) -> bool:
        return False

    def has_change_permission(self, *_args: Any) -> bool:
        return False

    def has_delete_permission(self, *_args: Any) -> bool:
        return False


class EventInline(ReadOnly, admin.TabularInline[CallEvent, Call]):
    model = CallEvent
    fields = ["at", "source", "status", "detail", "code"]


class LegInline(ReadOnly, admin.TabularInline[Leg, Call]):
    model = Leg
    fields = ["side", "number", "state", "raw_state", "since", "channelid"]


@admin.register(Call)
class CallAdmin(ReadOnly, admin.ModelAdmin[Call]):
    when_empty = _("Nobody has called anybody from here yet.")
    list_display = ["placed_at", "user", "caller", "contact_name", "callee", "status", "outcome", "talked"]
    list_filter = ["status", "outcome", "caller_kind", "callee_kind", "pbx", "user"]
    search_fields = ["contact_name", "e164", "callee", "callid__exact", "user__username"]
    date_hierarchy = "placed_at"
    list_select_related = ["user"]
    inlines = [EventInline, LegInline]

    @admin.display(description=_("talk time"))
    def talked(self, call: Call) -> str:
        return clock(call.talk_seconds) if call.talk_seconds is not None else ""

    fields = [field.name for field in Call._meta.fields if field.name != "key"]  # noqa: SLF001 -- Django documents it
