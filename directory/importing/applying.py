"""Writes what a batch has planned: few statements however many contacts, and a line in the history of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.utils import timezone

from directory.describing import describe
from directory.drafts import TEXTS
from directory.finding.slips import learn
from directory.importing.planning import Changed, Plan, Standing
from directory.importing.pouring import blank, next_keys, nothing, pour
from directory.models import Change, Contact, ImportRun, Tag
from directory.photos import keep_squares
from directory.tagging import tag_key, tags_called

WRITTEN = (*TEXTS, "photo_key", "name_key", "search_text", "changed_at", "revision")


def touched(plans: Iterable[Plan]) -> list[Standing]:
    """The known contacts that these plans would change."""
    found = {id(plan.standing): plan.standing for plan in plans if plan.standing and plan.standing.is_touched}
    return [standing for standing in found.values() if not standing.is_new]


def write(plans: Iterable[Plan], run: ImportRun, *, meanwhile: Callable[[], None] = nothing) -> None:
    """To be called inside a transaction, with plans made inside the same one. `undoing` takes it back.

    `meanwhile` is done while the database is busy with the new contacts.
    """
    standings = {id(plan.standing): plan.standing for plan in plans if plan.standing and plan.standing.is_touched}
    new = [standing for standing in standings.values() if standing.is_new]
    known = [standing for standing in standings.values() if not standing.is_new]
    now = timezone.now()
    for standing in standings.values():
        standing.contact.changed_at = now
        describe(standing.contact, standing.numbers, tags=standing.tags)
    for standing in known:
        standing.contact.revision += 1
    if photos := [standing.photo for standing in standings.values() if standing.photo]:
        keep_squares(photos)
    Contact.objects.bulk_update([standing.contact for standing in known], WRITTEN, batch_size=100)
    for key, standing in zip(next_keys(Contact, len(new)), new, strict=True):
        standing.contact.pk = key
    pour([standing.contact for standing in new], meanwhile=meanwhile)
    _write_what_belongs_to([*known, *new])
    pour(
        [_change(standing, Change.Verb.IMPORTED, run, merged(standing.changed)) for standing in known]
        + [_change(standing, Change.Verb.ADDED, run, []) for standing in new]
    )
    learn(standing.contact.search_text for standing in standings.values())


def _write_what_belongs_to(standings: list[Standing]) -> None:
    for standing in standings:
        for number in standing.new_numbers:
            number.contact_id = standing.contact.pk
        for email in standing.new_emails:
            email.contact_id = standing.contact.pk
    pour([number for standing in standings for number in standing.new_numbers])
    pour([email for standing in standings for email in standing.new_emails])
    names = list(dict.fromkeys(name for standing in standings for name in standing.new_tags))
    if names:
        by_key = {tag.key: tag for tag in tags_called(names)}
        links = Tag.contacts.through
        links.objects.bulk_create(
            [
                links(contact_id=standing.contact.pk, tag_id=by_key[tag_key(name)].pk)
                for standing in standings
                for name in standing.new_tags
            ],
            ignore_conflicts=True,
        )


def merged(changed: Changed) -> Changed:
    """One line for each field, though several entries of a file may have changed it."""
    by_field: dict[object, list[object]] = {}
    for name, before, after in changed:
        by_field.setdefault(name, [name, before, after])[2] = after
    return list(by_field.values())


def _change(standing: Standing, verb: Change.Verb, run: ImportRun, fields: Changed) -> Change:
    return blank(
        Change,
        contact_id=standing.contact.pk,
        at=standing.contact.changed_at,
        user_id=run.user_id,
        user_name=run.user_name,
        verb=verb,
        revision=standing.contact.revision,
        fields=fields,
        run_id=run.pk,
    )
