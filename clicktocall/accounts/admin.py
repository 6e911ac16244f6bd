"""Groups in the admin panel: with their members, and with a line in the audit trail for every change."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from clicktocall.accounts.models import User
from clicktocall.accounts.two_lists import TwoLists
from clicktocall.audit.changes import Audited, fields_of

admin.site.unregister(Group)


class GroupForm(forms.ModelForm[Group]):
    members = forms.ModelMultipleChoiceField(
        label=_("Members"),
        queryset=User.objects.order_by("username"),
        required=False,
        widget=TwoLists(_("members"), is_stacked=False),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["members"].initial = self.instance.user_set.all()

    class Meta:
        model = Group
        fields = ["name", "permissions"]

    def _save_m2m(self) -> None:
        super()._save_m2m()  # type: ignore[misc]  # -- Django's, unknown to its stubs
        self.instance.user_set.set(self.cleaned_data["members"])


@admin.register(Group)
class GroupAdmin(Audited, DjangoGroupAdmin):
    """Members are changed only by those who may change users: a group gives rights."""

    form = GroupForm
    fields = ["name", "members", "permissions"]

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(request, *args, **kwargs)
        form.base_fields["members"].disabled = not request.user.has_perm("accounts.change_user")
        return form

    def audit_fields(self, row: Any) -> dict[str, Any]:
        members = sorted(row.user_set.values_list("username", flat=True)) if row.pk else []
        return {**fields_of(row), "members": members}
