"""Staff see what reads the directory, and revoke it. Only users make phone books: staff learn no secret."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from directory.models import PhoneBook


@admin.register(PhoneBook)
class PhoneBookAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # -- Django has no parameter here at run time
    when_empty = _(
        "None yet. Users make them in the directory under “On phones and in address books”; here they can be revoked."
    )
    list_display = ["name", "user", "reader", "part", "group", "created_at"]
    list_filter = ["reader", "part"]
    list_select_related = ["user", "group"]
    search_fields = ["name", "user__username", "user__last_name"]

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 -- Django's signature
        return False

    def has_change_permission(
        self,
        request: HttpRequest,  # noqa: ARG002 -- Django's signature
        obj: PhoneBook | None = None,  # noqa: ARG002 -- the same
    ) -> bool:
        return False
