"""Writes what a batch has planned: few statements however many contacts, and a line in the history of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from django.utils import timezone

from directory.describing import describe
from directory.drafts import TEXTS
from directory.finding.slips import learn
from directory.importing.planning import Changed, Plan, Standing
from directory.importing.pouring import next_keys, nothing, pour, pour_values, values_of
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
        vars(standing.contact)["id"] = key  # past Django's setter, which sets the keys of its parents as well
    pour([standing.contact for standing in new], meanwhile=meanwhile)
    _write_what_belongs_to([*known, *new])
    _write_history(known, new, run, at=now)
    learn(standing.contact.search_text for standing in standings.values())


def _write_what_belongs_to(standings: list[Standing]) -> None:
    for standing in standings:
        belongs = {"contact_id": standing.contact.id}
        for row in (*standing.new_numbers, *standing.new_emails):
            vars(row).update(belongs)  # past Django's setter, which looks for the contact itself
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


def _write_history(known: list[Standing], new: list[Standing], run: ImportRun, *, at: datetime) -> None:
    common = values_of(Change, at=at, user_id=run.user_id, user_name=run.user_name, run_id=run.pk)
    changed, added = common | {"verb": Change.Verb.IMPORTED}, common | {"verb": Change.Verb.ADDED, "fields": []}
    pour_values(
        Change,
        [{**changed, **_about(standing), "fields": merged(standing.changed)} for standing in known]
        + [{**added, **_about(standing)} for standing in new],
    )


def _about(standing: Standing) -> dict[str, int]:
    return {"contact_id": standing.contact.id, "revision": standing.contact.revision}
