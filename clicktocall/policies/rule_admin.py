"""What the admin of each kind of rule does beside saving: the rulebook changes with it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from clicktocall.policies import rulebook


class Rule:
    """Mixed into the admin of each kind of rule: whoever saves or deletes one changes the rulebook."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001 -- Django's
        super().save_related(request, form, formsets, change)  # type: ignore[misc]  # -- a mixin of ModelAdmin
        rulebook.changed()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)  # type: ignore[misc]  # -- the same
        rulebook.changed()

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        super().delete_queryset(request, queryset)  # type: ignore[misc]  # -- the same
        rulebook.changed()
