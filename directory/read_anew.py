"""Writes into the history of contacts which of their numbers are read as others now."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F
from django.utils import timezone

from directory.among import Among
from directory.drafts import READ
from directory.importing.pouring import pour
from directory.models import Change, Contact, Renumbered


def hold(keys: Iterable[int]) -> None:
    """Nobody else changes these contacts until the transaction ends. Whoever edits one holds it first, too."""
    held = Contact.objects.filter(Among("pk", set(keys))).order_by("pk").select_for_update()
    list(held.values_list("pk", flat=True))


def note(rows: Iterable[Renumbered], *, by: str, backwards: bool) -> None:
    """A line and a revision for each contact: whoever is editing it is told. Three queries however many."""
    by_contact: dict[int, list[Renumbered]] = {}
    for row in sorted(rows, key=lambda row: row.number_id):
        by_contact.setdefault(row.number.contact_id, []).append(row)
    if not by_contact:
        return
    contacts = Contact.objects.filter(Among("pk", by_contact))
    contacts.update(revision=F("revision") + 1, changed_at=timezone.now())
    pour(
        [
            Change(
                contact_id=pk,
                user_name=by,
                verb=Change.Verb.READ_BACK if backwards else Change.Verb.RENUMBERED,
                revision=revision,
                fields=[_told(by_contact[pk], backwards=backwards)],
            )
            for pk, revision in contacts.order_by("pk").values_list("pk", "revision")
        ]
    )


def _told(rows: list[Renumbered], *, backwards: bool) -> list[object]:
    before = [[row.number.label, _said(row.e164_before or row.digits_before, row.extension_before)] for row in rows]
    after = [[row.number.label, _said(row.e164_after or row.digits_after, row.extension_after)] for row in rows]
    return [READ, after, before] if backwards else [READ, before, after]


def _said(identity: str, extension: str) -> str:
    return f"{identity} x {extension}" if extension else identity
