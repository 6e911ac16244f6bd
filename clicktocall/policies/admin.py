"""The switch in the admin panel."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clicktocall.audit.origins import address_of
from clicktocall.pbx.models import Pbx
from clicktocall.policies import switch
from clicktocall.policies.models import Stop


class StopForm(forms.ModelForm[Stop]):
    class Meta:
        model = Stop
        fields = ["pbx", "message"]

    def clean_pbx(self) -> Pbx | None:
        pbx: Pbx | None = self.cleaned_data["pbx"]
        if Stop.objects.in_force().of(pbx).exists():
            raise ValidationError(str(switch.AlreadyStopped()))
        return pbx


@admin.register(Stop)
class StopAdmin(admin.ModelAdmin[Stop]):
    """To add a stop is to stop dialling; it ends by an action. What was stays to be read."""

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
