"""Puts the history of a contact into words: who did what, when, and what each field said before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib.auth.models import Group
from django.utils.translation import gettext as _

from clicktocall.accounts.models import User
from directory.drafts import READ, Difference, Value, of_change
from directory.models import Change, Contact

SHOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One field: what it said, and what it says now. Either may be empty."""

    field: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One step of the history."""

    at: datetime
    who: str
    what: str
    verb: str
    other: Contact | None
    lines: list[Line]
    can_be_taken_apart: bool = False
    """Whether `other` went into the contact with this step, and may come out again."""


def history_of(contact: Contact, *, user: User, apart: Iterable[Contact] = ()) -> list[Told]:
    """Newest first, in two queries. What was written while it was private is told to its owner alone.

    `apart` are those that have gone into the contact and that `user` may take out again.
    """
    told: list[Told] = []
    groups = group_names()
    inside = {other.pk for other in apart}
    for change in contact.changes.select_related("other")[:SHOWN]:
        step = tell(change, groups=groups)
        if change.verb == Change.Verb.MERGED and change.other_id in inside:
            inside.discard(change.other_id)  # an earlier merge of the two was taken apart already
            step = replace(step, can_be_taken_apart=True)
        if contact.owner_id != user.pk and _made_public(change):
            told.append(replace(step, lines=[line for line in step.lines if line.field == "place"]))
            break
        told.append(step)
    return told


def tell(change: Change, *, groups: Mapping[str, str]) -> Told:
    return Told(
        at=change.at,
        who=change.user_name or _("Nobody signed in"),
        what=change.get_verb_display(),
        verb=change.verb,
        other=change.other,
        lines=[line_of(found, groups=groups) for found in of_change(change)],
    )


def line_of(found: Difference, *, groups: Mapping[str, str]) -> Line:
    """Of lists only what was taken away and what has come."""
    before, after = found.before, found.after
    if isinstance(before, list) and isinstance(after, list):
        before, after = [row for row in before if row not in after], [row for row in after if row not in before]
    return Line(
        field=found.field,
        label=field_label(found.field),
        before=_said(found.field, before, groups=groups),
        after=_said(found.field, after, groups=groups),
    )


def field_label(field: str) -> str:
    """What a field of a draft is called on the page."""
    labels = {
        "numbers": _("Numbers"),
        "emails": _("E-mail"),
        "tags": _("Tags"),
        "place": _("Who sees it"),
        "photo": _("Photo"),
        READ: _("Numbers, read as"),
    }
    if field in labels:
        return labels[field]
    name = str(Contact._meta.get_field(field).verbose_name)  # type: ignore[union-attr]  # noqa: SLF001 -- Django documents it
    return name[:1].upper() + name[1:]


def group_names() -> dict[str, str]:
    """What the shelves of groups are called, by the words of `access.Place`."""
    return {f"group-{pk}": name for pk, name in Group.objects.values_list("pk", "name")}


def _said(field: str, value: Value, *, groups: Mapping[str, str]) -> str:
    if isinstance(value, list):
        return _listed(field, value)
    if field == "place":
        names = {"": "", "shared": _("Everybody"), "personal": _("Only the owner")}
        return names[value] if value in names else _("Group %(group)s") % {"group": groups.get(value, "?")}
    if field == "kind":
        return str(dict(Contact.Kind.choices).get(value, value))
    if field == "photo":
        return _("a photo") if value else ""
    return value


def _listed(field: str, rows: Iterable[Any]) -> str:
    """Tags are words; a number or an address stands behind its label."""
    return ", ".join(row if field == "tags" else f"{row[0]} {row[1]}".strip() for row in rows)


def _made_public(change: Change) -> bool:
    return any(found.field == "place" and found.before == Contact.Shelf.PERSONAL for found in of_change(change))
