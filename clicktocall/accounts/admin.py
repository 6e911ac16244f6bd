"""Groups with their members in the admin panel, each change told to the audit trail; and wrong passwords."""

from __future__ import annotations

from typing import Any

from axes.models import AccessAttempt
from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils import timezone
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
        help_text=_(
            "They see the contacts that are shared with this group, and get its permissions. The members of “Directory "
            "editors” may change the contacts that everybody sees."
        ),
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


@admin.register(AccessAttempt)
class WrongPasswordsAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # -- Django has no parameter here at run time
    """Whose passwords were wrong, from where. To delete one lets somebody try again at once."""

    when_empty = _("Nobody has given a wrong password lately. There is nothing to do.")
    list_display = ["username", "ip_address", "attempt_time", "failures_since_start", "is_waiting"]
    search_fields = ["username", "ip_address"]
    search_help_text = _("To let somebody try again at once, tick the name and delete it.")
    readonly_fields = ["username", "ip_address", "attempt_time", "failures_since_start", "user_agent"]
    exclude = ["get_data", "post_data", "http_accept", "path_info"]

    @admin.display(description=_("has to wait"), boolean=True)
    def is_waiting(self, attempt: Any) -> bool:
        is_over = attempt.attempt_time + settings.AXES_COOLOFF_TIME <= timezone.now()
        return not is_over and bool(attempt.failures_since_start >= settings.AXES_FAILURE_LIMIT)

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 -- Django's signature
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002 -- Django's signature
        return False
