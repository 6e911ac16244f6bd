"""Who may call, in the admin panel: the switch, the policies, the limits, the holidays."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clicktocall.audit.changes import Audited
from clicktocall.audit.origins import address_of
from clicktocall.numbering.classifying import NumberClass
from clicktocall.policies import alert_admin, countries, do_not_call_admin, switch
from clicktocall.policies.forms import LimitForm, PolicyForm, StopForm
from clicktocall.policies.models import Holiday, Limit, Policy, Stop
from clicktocall.policies.rule_admin import Rule
from clicktocall.policies.rules_of_limits import limit_of
from clicktocall.policies.rules_of_policies import rule_of

__all__ = ["alert_admin", "do_not_call_admin"]  # they register themselves


@admin.register(Stop)
class StopAdmin(admin.ModelAdmin[Stop]):
    """To add a stop is to stop dialling; it ends by an action. What was stays to be read."""

    when_empty = gettext_lazy(
        "Dialling has never been stopped. Add a stop to keep everybody from dialling, until you resume it."
    )
    list_display = ["target", "message", "since", "by", "ended_at", "ended_by"]
    list_select_related = ["pbx"]
    actions = ["resume"]
    form = StopForm

    @admin.display(description=gettext_lazy("stopped"))
    def target(self, stop: Stop) -> str:
        return str(stop)

    def has_change_permission(self, request: HttpRequest, obj: Stop | None = None) -> bool:
        """Rows are not changed; whoever may stop dialling may resume it, from the list."""
        return obj is None and self.has_add_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Stop | None = None) -> bool:
        return super().has_view_permission(request, obj) or self.has_add_permission(request)

    def has_delete_permission(self, _request: HttpRequest, _obj: Stop | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Stop, _form: Any, _change: bool) -> None:  # noqa: FBT001 -- Django's
        who = request.user.get_username()
        stopped = switch.stop(pbx=obj.pbx, message=obj.message, who=who, address=address_of(request))
        obj.pk, obj.by = stopped.pk, stopped.by

    @admin.action(description=gettext_lazy("Resume dialling"), permissions=["add"])
    def resume(self, request: HttpRequest, chosen: QuerySet[Stop]) -> None:
        for stop in chosen.in_force().select_related("pbx"):  # type: ignore[attr-defined]  # -- it is a StopQuerySet
            switch.resume(pbx=stop.pbx, who=request.user.get_username(), address=address_of(request))
            self.message_user(request, _("Dialling goes on: %s.") % stop, messages.SUCCESS)


@admin.register(Policy)
class PolicyAdmin(Rule, Audited, admin.ModelAdmin[Policy]):
    when_empty = gettext_lazy(
        "No policy yet: everybody may call internal, toll-free, national and mobile numbers, and no other "
        "country. Add one to allow more, or less."
    )
    form = PolicyForm
    list_display = ["name", "for_whom", "numbers", "abroad", "when"]
    filter_horizontal = ["users", "groups"]
    search_fields = ["name", "users__username", "groups__name"]
    fieldsets = [
        (None, {"fields": ["name", "whom_to_ask"]}),
        (gettext_lazy("For whom"), {"fields": ["groups", "users", "is_for_everybody"]}),
        (gettext_lazy("Which numbers"), {"fields": ["classes", "countries", "every_country"]}),
        (gettext_lazy("Lists of its own"), {"fields": ["allowed_prefixes", "blocked_prefixes"]}),
        (gettext_lazy("When"), {"fields": ["days", "from_time", "until_time", "on_holidays", "time_zone"]}),
        (gettext_lazy("From where"), {"fields": ["caller_kinds"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Policy]:
        return super().get_queryset(request).prefetch_related("groups", "users")

    @admin.display(description=gettext_lazy("for whom"))
    def for_whom(self, policy: Policy) -> str:
        names = [*map(str, policy.users.all()), *(group.name for group in policy.groups.all())]
        return ", ".join(names + [_("everybody else")] * policy.is_for_everybody) or _("nobody yet")

    @admin.display(description=gettext_lazy("numbers"))
    def numbers(self, policy: Policy) -> str:
        return in_words(policy.classes) or _("emergency only")

    @admin.display(description=gettext_lazy("abroad"))
    def abroad(self, policy: Policy) -> str:
        if policy.every_country:
            return _("every country")
        return ", ".join(sorted(countries.name_of(code) for code in policy.countries)) or _("none")

    @admin.display(description=gettext_lazy("when"))
    def when(self, policy: Policy) -> str:
        said = rule_of(policy, ()).hours.in_words() or _("always")
        return said if policy.on_holidays else _("%(hours)s, not on holidays") % {"hours": said}


@admin.register(Holiday)
class HolidayAdmin(Rule, Audited, admin.ModelAdmin[Holiday]):
    when_empty = gettext_lazy("No holidays yet. Policies with hours treat the days that you add here as holidays.")
    list_display = ["day", "name"]
    date_hierarchy = "day"


@admin.register(Limit)
class LimitAdmin(Rule, Audited, admin.ModelAdmin[Limit]):
    when_empty = gettext_lazy(
        "No limit yet: everybody may call as often and as long as they like. Add one to end that at so many "
        "calls or minutes."
    )
    form = LimitForm
    list_display = ["name", "most", "numbers", "for_whom"]
    list_select_related = ["user", "group", "pbx"]
    fieldsets = [
        (None, {"fields": ["name", "whom_to_ask"]}),
        (gettext_lazy("How much"), {"fields": ["most_calls", "most_minutes", "window", "classes"]}),
        (gettext_lazy("For whom"), {"fields": ["scope", "user", "group", "pbx"]}),
    ]

    @admin.display(description=gettext_lazy("how much"))
    def most(self, limit: Limit) -> str:
        return limit_of(limit).in_words()

    @admin.display(description=gettext_lazy("numbers"))
    def numbers(self, limit: Limit) -> str:
        return in_words(limit.classes) or _("all")

    @admin.display(description=gettext_lazy("for whom"))
    def for_whom(self, limit: Limit) -> str:
        only = [str(one) for one in (limit.user, limit.group, limit.pbx) if one]
        return ": ".join(filter(None, [str(limit.get_scope_display()), ", ".join(only)]))


def in_words(classes: list[str]) -> str:
    """Classes of numbers as people read them."""
    return ", ".join(_(NumberClass(one).label) for one in classes)
