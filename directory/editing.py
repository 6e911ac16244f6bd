"""Adds, changes, deletes and restores contacts. All of it is recorded; nobody overwrites what they have not seen."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from clicktocall.accounts.models import User
from directory.drafts import TEXTS, Difference, Draft, as_json, differences, draft_of
from directory.models import Change, Contact, EmailAddress, PhoneNumber
from directory.numbers import identify
from directory.photos import touch
from directory.search import keep_search_text
from directory.tagging import tag

Verb = Change.Verb
OTHERS = ("shelf", "group", "photo_key", "changed_at", "deleted_at", "merged_into")


class ChangedMeanwhile(Exception):
    """Somebody else was quicker. Nothing was written; `changes` tell what has happened, oldest first."""

    def __init__(self, changes: list[Change]) -> None:
        super().__init__()
        self.changes = changes


@transaction.atomic
def add(draft: Draft, *, by: User, region: str) -> Contact:
    """A new contact, owned by whoever adds it. Raises NotANumber."""
    contact = Contact(owner=by)
    _fill(contact, draft)
    contact.save(force_insert=True)
    _rows(contact, draft, region=region)
    record(contact, Verb.ADDED, by=by, found=differences(Draft(texts={}, place=draft.place), draft))
    return contact


@transaction.atomic
def change(
    contact: Contact, draft: Draft, *, by: User, region: str, seen: int, verb: Change.Verb = Verb.CHANGED
) -> bool:
    """Make the contact what the draft says, brought back if it was deleted. False if it is so already.

    `seen` is the revision that whoever wrote the draft had before their eyes. Raises ChangedMeanwhile and NotANumber.
    """
    contact.refresh_from_db()
    found = differences(draft_of(contact), draft)
    if not found and contact.deleted_at is None:
        return False
    claim(contact, seen=seen)
    contact.deleted_at = contact.merged_into = None
    write(contact, draft, region=region)
    record(contact, verb, by=by, found=found)
    return True


@transaction.atomic
def delete(contact: Contact, *, by: User) -> bool:
    """Into the bin, from which it can be brought back. False if it was there already."""
    if not Contact.objects.here().filter(pk=contact.pk).update(deleted_at=timezone.now(), revision=F("revision") + 1):
        return False
    contact.refresh_from_db(fields=["deleted_at", "revision"])
    record(contact, Verb.DELETED, by=by)
    return True


@transaction.atomic
def restore(contact: Contact, *, by: User) -> bool:
    """Out of the bin again, as it was. False if it was not there, or went into another contact.

    One that is gone from the address book outside from which it came is a contact like any other from now on.
    """
    gone = Contact.objects.gone().filter(pk=contact.pk, merged_into=None)
    if not gone.update(deleted_at=None, source=None, revision=F("revision") + 1):
        return False
    contact.refresh_from_db(fields=["deleted_at", "source", "revision"])
    record(contact, Verb.RESTORED, by=by)
    return True


def claim(contact: Contact, *, seen: int) -> None:
    """Take the next revision, if `seen` is the last one: of two who save at once, the database lets one through.

    To be called inside a transaction. The instance is read again. Raises ChangedMeanwhile.
    """
    won = Contact.objects.filter(pk=contact.pk, revision=seen).update(revision=F("revision") + 1)
    contact.refresh_from_db()
    if not won:
        raise ChangedMeanwhile(list(contact.changes.since(seen)))


def write(contact: Contact, draft: Draft, *, region: str) -> None:
    """Make a contact that has been claimed what the draft says. Raises NotANumber."""
    if contact.photo_key != draft.photo:
        touch(contact.photo_key, draft.photo)
    _fill(contact, draft)
    contact.save(update_fields=[*TEXTS, *OTHERS])
    _rows(contact, draft, region=region)


def record(
    contact: Contact,
    verb: Change.Verb,
    *,
    by: User | None,
    found: list[Difference] | None = None,
    other: Contact | None = None,
) -> Change:
    """Write down what was done. The contact carries the revision that this has made."""
    return Change.objects.create(
        contact=contact,
        user=by,
        user_name=str(by)[:200] if by else "",
        verb=verb,
        revision=contact.revision,
        fields=as_json(found or []),
        other=other,
    )


def _fill(contact: Contact, draft: Draft) -> None:
    for field in TEXTS:
        setattr(contact, field, draft.texts[field])
    shelf, _dash, group = draft.place.partition("-")
    contact.shelf = Contact.Shelf(shelf)
    contact.group_id = int(group) if group else None
    contact.photo_key = draft.photo
    contact.changed_at = timezone.now()


def _rows(contact: Contact, draft: Draft, *, region: str) -> None:
    """The numbers, addresses and tags, and what a search looks for."""
    contact.numbers.all().delete()
    numbers: list[PhoneNumber] = []
    for position, row in enumerate(draft.numbers):
        is_default = row.is_default and not any(number.is_default for number in numbers)
        number = PhoneNumber(
            contact=contact, label=row.label, typed=row.typed, position=position, is_default=is_default
        )
        identify(number, region=region)
        numbers.append(number)
    PhoneNumber.objects.bulk_create(numbers)
    contact.emails.all().delete()
    EmailAddress.objects.bulk_create(
        EmailAddress(contact=contact, label=row.label, address=row.address, position=position)
        for position, row in enumerate(draft.emails)
    )
    tag(contact, draft.tags)
    keep_search_text(contact)
