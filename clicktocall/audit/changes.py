"""A change in the admin panel as the trail keeps it: what stood there before, what stands there now, secrets masked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from django.http import HttpRequest

from clicktocall.audit.recording import What, record_request

MASKED = "•••"
MASKED_ANEW = "••• (another one)"
SECRET_WORDS = ("password", "secret")


def fields_of(row: models.Model) -> dict[str, Any]:
    """Every column, and for each many-to-many the names of what it leads to. Secrets as they are: mask before use."""
    kept: dict[str, Any] = {field.name: _plain(field.value_from_object(row)) for field in row._meta.concrete_fields}  # noqa: SLF001 -- Django documents it
    for field in row._meta.many_to_many:  # noqa: SLF001 -- the same
        kept[field.name] = sorted(str(other) for other in getattr(row, field.name).all())
    return kept


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """What has changed, as [before, after]."""
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return {name: _masked(name, before.get(name), after.get(name)) for name in names}


def is_secret(name: str) -> bool:
    return any(word in name for word in SECRET_WORDS)


def _masked(name: str, before: Any, after: Any) -> list[Any]:
    if not is_secret(name):
        return [before, after]
    return [MASKED if before else before, (MASKED_ANEW if before else MASKED) if after else after]


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | float | list | dict) else str(value)


class Audited:
    """Mixed into a ModelAdmin: whoever adds, changes or deletes a row there leaves a line in the trail."""

    def audit_fields(self, row: Any) -> dict[str, Any]:
        """What of a row the trail compares. An admin whose rows have lines of their own adds those."""
        return fields_of(row)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001 -- Django's
        kept = type(obj)._base_manager.filter(pk=obj.pk).first() if change else None  # noqa: SLF001 -- Django documents it
        form.audit_before = self.audit_fields(kept) if kept else {}
        super().save_model(request, obj, form, change)  # type: ignore[misc]  # -- a mixin of ModelAdmin

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001 -- Django's
        super().save_related(request, form, formsets, change)  # type: ignore[misc]  # -- the same
        row = type(form.instance)._base_manager.get(pk=form.instance.pk)  # noqa: SLF001 -- Django documents it
        changed = difference(form.audit_before, self.audit_fields(row))
        if changed:
            record_request(What.CHANGED if change else What.ADDED, request, subject=_named(row), changed=changed)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self._record_deletion(request, [obj])
        super().delete_model(request, obj)  # type: ignore[misc]  # -- the same

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        self._record_deletion(request, queryset)
        super().delete_queryset(request, queryset)  # type: ignore[misc]  # -- the same

    def _record_deletion(self, request: HttpRequest, rows: Iterable[Any]) -> None:
        for row in rows:
            record_request(What.DELETED, request, subject=_named(row), changed=difference(self.audit_fields(row), {}))


def _named(row: models.Model) -> str:
    return f"{row._meta.verbose_name}: {row}"  # noqa: SLF001 -- Django documents it
