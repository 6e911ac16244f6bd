"""Takes an import back: what it created goes, what it changed becomes what it was, what was edited since stays."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F
from django.utils import timezone

from directory.describing import keep_search_text
from directory.drafts import TEXTS
from directory.importing.planning import Changed
from directory.models import Change, Contact, ImportRun
from directory.tagging import tag_key

COMMAND = "manage.py"
"""Who it was when somebody has used the command line of the server."""


@dataclass(slots=True, kw_only=True)
class Undone:
    """How many contacts went, became what they were, or were left alone."""

    deleted: int = 0
    restored: int = 0
    kept: int = 0


def undo(changes: list[Change], run: ImportRun) -> Undone:
    """Take back these changes of an import, latest first. To be called inside a transaction."""
    undone = Undone()
    contacts = {
        contact.pk: contact
        for contact in Contact.objects.filter(pk__in={change.contact_id for change in changes})
        .select_for_update(of=("self",))
        .prefetch_related("numbers", "emails", "tags")
    }
    gone = []
    restored: list[tuple[Contact, Changed]] = []
    for change in changes:
        contact = contacts[change.contact_id]
        if change.verb == Change.Verb.ADDED:
            if contact.revision == change.revision:
                gone.append(contact.pk)
            else:
                undone.kept += 1
        elif taken_back := _take_back(contact, change.fields):
            restored.append((contact, taken_back))
        else:
            undone.kept += 1
    Contact.objects.filter(pk__in=gone).delete()
    _save(restored, run)
    undone.deleted, undone.restored = len(gone), len(restored)
    return undone


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


def _save(restored: list[tuple[Contact, Changed]], run: ImportRun) -> None:
    contacts = [contact for contact, _taken_back in restored]
    now = timezone.now()
    who = str(run.undone_by)[:200] if run.undone_by else COMMAND
    for contact in contacts:
        contact.changed_at = now
    Contact.objects.bulk_update(contacts, [*TEXTS, "photo_key", "changed_at"], batch_size=100)
    Contact.objects.filter(pk__in=[contact.pk for contact in contacts]).update(revision=F("revision") + 1)
    keep_search_text(*contacts)
    Change.objects.bulk_create(
        Change(
            contact=contact,
            user_id=run.undone_by_id,
            user_name=who,
            verb=Change.Verb.UNDONE,
            revision=contact.revision + 1,
            fields=taken_back,
        )
        for contact, taken_back in restored
    )
