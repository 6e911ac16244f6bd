"""Two have edited one contact at once: puts together what both want, and says where they do not agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from directory.drafts import Difference, Draft, draft_from, draft_of, of_change
from directory.models import Change, Contact
from directory.telling import Line, Told, group_names, line_of, tell


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """What the second of two editors gets back: their own draft, with the other's changes where they had none.

    `told` is what the other has done, `disputed` the fields that both have changed, with what the directory says now.
    """

    draft: Draft
    told: list[Told]
    disputed: list[Line]
    is_gone: bool


def reconcile(contact: Contact, typed: Draft, changes: Sequence[Change]) -> Reconciled:
    """`changes` are those that the editor has not seen, oldest first. Nothing that was typed is lost."""
    now, mine = draft_of(contact).values(), typed.values()
    base = dict(now)
    for change in reversed(changes):
        base |= {found.field: found.before for found in of_change(change)}
    theirs = [field for field in now if base[field] != now[field]]
    together = {field: now[field] if field in theirs and mine[field] == base[field] else mine[field] for field in mine}
    groups = group_names()
    return Reconciled(
        draft=draft_from(together),
        told=[tell(change, groups=groups) for change in changes],
        disputed=[
            line_of(Difference(field=field, before=together[field], after=now[field]), groups=groups)
            for field in theirs
            if together[field] != now[field]
        ],
        is_gone=contact.deleted_at is not None,
    )
