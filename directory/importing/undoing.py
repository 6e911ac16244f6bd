"""Takes an import back: what it created goes into the bin, what it changed becomes what it was, edited things stay."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, F, Min, Q, prefetch_related_objects
from django.utils import timezone

from directory.among import Among
from directory.binning import Hand, put_into_the_bin
from directory.describing import keep_search_text
from directory.drafts import TEXTS
from directory.importing.planning import Changed
from directory.models import Change, Contact, ImportRun
from directory.tagging import tag_key

_CAME_IN = (Change.Verb.ADDED, Change.Verb.RESTORED)
COMMAND = "manage.py"
"""Who it was when somebody has used the command line of the server."""


@dataclass(slots=True, kw_only=True)
class Undone:
    """How many contacts went into the bin, became what they were, or were left alone."""

    deleted: int = 0
    restored: int = 0
    kept: int = 0


def undo(changes: list[Change], run: ImportRun) -> Undone:
    """Take back these changes of an import, latest first. To be called inside a transaction.

    What it has brought back from the bin, goes there again.
    """
    undone = Undone()
    contacts = _held(changes)
    new = _created_by(run, [change for change in changes if change.verb not in _CAME_IN])
    gone: dict[int, Contact] = {}
    restored: list[tuple[Contact, Changed]] = []
    for change in changes:
        contact, is_added = contacts[change.contact_id], change.verb in _CAME_IN
        if is_added and (contact.deleted_at or contact.pk in gone):
            continue
        if contact.revision == (change.revision if is_added else new.get(contact.pk)):
            gone[contact.pk] = contact
        elif is_added:
            undone.kept += 1
        elif taken_back := _take_back(contact, change.fields):
            restored.append((contact, taken_back))
        elif contact.pk not in new:
            undone.kept += 1
    by = Hand(user_id=run.undone_by_id, user_name=_who(run), run_id=run.pk)
    put_into_the_bin({pk: contact.revision for pk, contact in gone.items()}, verb=Change.Verb.UNDONE, by=by)
    _save(restored, run)
    undone.deleted, undone.restored = len(gone), len(restored)
    return undone


def _held(changes: list[Change]) -> dict[int, Contact]:
    """The contacts, by their keys, which nobody else changes until the transaction ends."""
    keys = {change.contact_id for change in changes}
    contacts = Contact.objects.filter(Among("pk", keys)).order_by("pk").select_for_update(of=("self",))
    held = {contact.pk: contact for contact in contacts}
    changed = {change.contact_id for change in changes if change.verb not in _CAME_IN}
    prefetch_related_objects([held[key] for key in changed], "numbers", "emails", "tags")
    return held


def _created_by(run: ImportRun, changes: list[Change]) -> dict[int, int]:
    """Those of these changes' contacts that the import has created before, each with the revision to which it came.

    One that has this revision still is as the import has left it.
    """
    if not changes:
        return {}
    steps = run.changes.filter(Among("contact_id", {change.contact_id for change in changes})).order_by()
    counted = steps.values("contact_id").annotate(
        last=Min("revision") + Count("pk") - 1, added=Count("pk", filter=Q(verb=Change.Verb.ADDED))
    )
    return {one["contact_id"]: one["last"] for one in counted if one["added"]}


def _take_back(contact: Contact, fields: Changed) -> Changed:
    """Make each field what it was, unless it has become a third thing since."""
    taken_back: Changed = []
    for name, before, after in fields:
        field = str(name)
        if field in TEXTS:
            if getattr(contact, field) == after:
                setattr(contact, field, before)
                taken_back.append([field, after, before])
        elif field == "photo":
            if contact.photo_key == after:
                contact.photo_key = str(before)
                taken_back.append([field, after, before])
        elif _remove_added(contact, field, before, after):
            taken_back.append([field, after, before])
    return taken_back


def _remove_added(contact: Contact, field: str, before: object, after: object) -> bool:
    """Numbers, addresses or tags that the import has added and that are still there."""
    was, became = _rows(before), _rows(after)
    added = [row for row in became if row not in was]
    if field == "tags":
        keys = {tag_key(str(row)) for row in added}
        tags = [tag for tag in contact.tags.all() if tag.key in keys]
        contact.tags.remove(*tags)
        return bool(tags)
    if field == "numbers":
        said = {(row[0], row[1]) for row in added}
        rows = [number.pk for number in contact.numbers.all() if (number.label, number.typed) in said]
        contact.numbers.filter(pk__in=rows).delete()
    else:
        said = {(row[0], row[1]) for row in added}
        rows = [email.pk for email in contact.emails.all() if (email.label, email.address) in said]
        contact.emails.filter(pk__in=rows).delete()
    return bool(rows)


def _rows(value: object) -> list[list[str]]:
    return value if isinstance(value, list) else []


def _who(run: ImportRun) -> str:
    return str(run.undone_by)[:200] if run.undone_by else COMMAND


def _save(restored: list[tuple[Contact, Changed]], run: ImportRun) -> None:
    contacts = [contact for contact, _taken_back in restored]
    now = timezone.now()
    for contact in contacts:
        contact.changed_at = now
    Contact.objects.bulk_update(contacts, [*TEXTS, "photo_key", "changed_at"], batch_size=100)
    Contact.objects.filter(pk__in=[contact.pk for contact in contacts]).update(revision=F("revision") + 1)
    keep_search_text(*contacts)
    Change.objects.bulk_create(
        Change(
            contact=contact,
            user_id=run.undone_by_id,
            user_name=_who(run),
            verb=Change.Verb.UNDONE,
            revision=contact.revision + 1,
            fields=taken_back,
        )
        for contact, taken_back in restored
    )
