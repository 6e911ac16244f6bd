"""Makes one contact of two, shows before what that will be, and takes it apart again while the bin keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from clicktocall.accounts.models import User
from directory import editing
from directory.drafts import (
    TEXTS,
    Difference,
    Draft,
    EmailRow,
    NumberRow,
    Value,
    differences,
    draft_from,
    draft_of,
    of_change,
)
from directory.editing import ChangedMeanwhile
from directory.models import Change, Contact, Favourite
from directory.numbers import identity_of
from directory.telling import Line, group_names, line_of

Verb = Change.Verb
CHOSEN = (*(field for field in TEXTS if field != "note"), "photo")
"""The fields of which one contact's is kept. Notes, numbers, addresses and tags come together; the shelf stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A field in which both say something, not the same: `line.before` the one that stays, `line.after` the other."""

    line: Line
    takes_theirs: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What would become of two contacts. `lines` are the changes of the one that stays."""

    choices: list[Choice]
    lines: list[Line]


def preview(keep: Contact, other: Contact, *, chosen: Mapping[str, str], region: str) -> Preview:
    """`chosen` says for a field `mine` or `theirs`; where it is silent, an empty field takes what the other has."""
    mine, theirs = draft_of(keep), draft_of(other)
    draft = united(mine, theirs, chosen=chosen, region=region)
    groups = group_names()
    choices = [
        Choice(line=line_of(one, groups=groups), takes_theirs=draft.values()[one.field] == one.after)
        for one in differences(mine, theirs)
        if one.field in CHOSEN and one.before and one.after
    ]
    return Preview(choices=choices, lines=[line_of(one, groups=groups) for one in differences(mine, draft)])


def united(mine: Draft, theirs: Draft, *, chosen: Mapping[str, str], region: str) -> Draft:
    """One draft of two: each field from the one that was chosen, rows and tags of both, each once."""
    old, new = mine.values(), theirs.values()
    values: dict[str, Value] = {
        field: new[field] if _takes_theirs(field, old[field], new[field], chosen) else old[field] for field in CHOSEN
    }
    notes = [text for text in (mine.texts["note"], theirs.texts["note"]) if text]
    values["place"] = mine.place
    values["note"] = "\n\n".join(dict.fromkeys(notes))
    draft = draft_from(values)
    return replace(
        draft,
        numbers=_numbers(mine.numbers, theirs.numbers, region=region),
        emails=_emails(mine.emails, theirs.emails),
        tags=tuple(dict.fromkeys((*mine.tags, *theirs.tags))),
    )


@transaction.atomic
def unite(
    keep: Contact, other: Contact, *, by: User, chosen: Mapping[str, str], region: str, seen: tuple[int, int]
) -> None:
    """`other` goes into `keep`, and to the bin. Whoever had it as a favourite has `keep` now.

    `seen` are the revisions that the preview was made of. Raises ChangedMeanwhile.
    """
    for contact, revision in sorted(zip((keep, other), seen, strict=True), key=lambda pair: pair[0].pk):
        editing.claim(contact, seen=revision)  # in one order everywhere: no two merges wait for each other
    if keep.deleted_at or other.deleted_at:
        raise ChangedMeanwhile(list(keep.changes.all()[:1] if keep.deleted_at else other.changes.all()[:1]))
    mine = draft_of(keep)
    draft = united(mine, draft_of(other), chosen=chosen, region=region)
    editing.write(keep, draft, region=region)
    editing.record(keep, Verb.MERGED, by=by, found=differences(mine, draft), other=other)
    Contact.objects.filter(pk=other.pk).update(deleted_at=timezone.now(), merged_into=keep)
    editing.record(other, Verb.MERGED, by=by, other=keep)
    fans = other.favoured_by.values_list("user_id", flat=True)
    Favourite.objects.bulk_create([Favourite(user_id=fan, contact=keep) for fan in fans], ignore_conflicts=True)


@transaction.atomic
def take_apart(other: Contact, *, by: User, region: str) -> bool:
    """Undo a merge: `other` is there again as it was, and what it brought is taken from the one that it went into.

    What somebody has changed in that one since stays as it is. False if it was apart already.
    """
    keep = other.merged_into
    gone = Contact.objects.gone().filter(pk=other.pk, merged_into__isnull=False)
    if keep is None or not gone.update(deleted_at=None, merged_into=None, revision=F("revision") + 1):
        return False
    other.refresh_from_db()
    keep.refresh_from_db()
    merge = keep.changes.filter(verb=Verb.MERGED, other=other).first()
    if merge is not None and keep.deleted_at is None:
        now = draft_of(keep)
        before = draft_from(_without(now.values(), of_change(merge)))
        editing.claim(keep, seen=keep.revision)
        editing.write(keep, before, region=region)
        editing.record(keep, Verb.TAKEN_APART, by=by, found=differences(now, before), other=other)
    editing.record(other, Verb.TAKEN_APART, by=by, other=keep)
    return True


def _without(now: Mapping[str, Value], merged: list[Difference]) -> dict[str, Value]:
    """What stands there now, less what the merge has brought."""
    back = dict(now)
    for change in merged:
        here = now[change.field]
        if isinstance(here, list) and isinstance(change.after, list) and isinstance(change.before, list):
            brought = [row for row in change.after if row not in change.before]
            lost = [row for row in change.before if row not in change.after and row not in here]
            back[change.field] = [row for row in here if row not in brought] + lost
        elif here == change.after:
            back[change.field] = change.before
    return back


def _takes_theirs(field: str, old: Value, new: Value, chosen: Mapping[str, str]) -> bool:
    if field in chosen:
        return chosen[field] == "theirs"
    return not old and bool(new)


def _numbers(mine: tuple[NumberRow, ...], theirs: tuple[NumberRow, ...], *, region: str) -> tuple[NumberRow, ...]:
    """Each number once, whatever way it is spelled; the first choice stays the first."""
    has_first = any(row.is_default for row in mine)
    found: dict[str, NumberRow] = {}
    for row in (*mine, *(replace(row, is_default=row.is_default and not has_first) for row in theirs)):
        found.setdefault(identity_of(row.typed, region=region), row)
    return tuple(found.values())


def _emails(mine: tuple[EmailRow, ...], theirs: tuple[EmailRow, ...]) -> tuple[EmailRow, ...]:
    found: dict[str, EmailRow] = {}
    for row in (*mine, *theirs):
        found.setdefault(row.address.lower(), row)
    return tuple(found.values())
