"""Writes what a source says: few statements however many contacts, and a line in the history of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from directory import binning
from directory.describing import describe
from directory.drafts import TEXTS, as_json
from directory.finding.slips import learn
from directory.importing.planning import Verdict
from directory.importing.pouring import next_keys, pour
from directory.ldap.comparing import Planned
from directory.models import Change, Contact, EmailAddress, LdapSource, PhoneNumber, Tag
from directory.photos import keep_squares, touch
from directory.tagging import tag_key, tags_called

WRITTEN = (
    *TEXTS,
    *("photo_key", "shelf", "group", "source", "owner", "deleted_at", "changed_at", "revision"),
    *("name_key", "search_text"),
)
AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ready:
    """A contact as it is to be written."""

    contact: Contact
    plan: Planned
    tags: tuple[str, ...]


def write(plans: Iterable[Planned], source: LdapSource) -> None:
    """To be called inside a transaction, with plans made inside the same one."""
    ready = [_made(plan, source) for plan in plans if plan.is_written]
    new = [one for one in ready if one.plan.verdict == Verdict.CREATED]
    known = [one for one in ready if one.plan.verdict == Verdict.CHANGED]
    _write_photos(ready)
    for one in known:
        one.contact.revision += 1
    Contact.objects.bulk_update([one.contact for one in known], WRITTEN, batch_size=100)
    for key, one in zip(next_keys(Contact, len(new)), new, strict=True):
        one.contact.pk = key
    pour([one.contact for one in new])
    _write_rows(known, new)
    pour([_change(one, source) for one in ready])
    learn(one.contact.search_text for one in ready)


def put_into_the_bin(source: LdapSource, keys: list[int]) -> None:
    """To be called inside a transaction. Whoever looks into the bin finds them there for as long as anything else."""
    for begin in range(0, len(keys), AT_ONCE):
        some = Contact.objects.here().filter(source=source, pk__in=keys[begin : begin + AT_ONCE])
        held = dict(some.select_for_update().values_list("pk", "revision"))
        binning.put_into_the_bin(held, verb=Change.Verb.DELETED, by=binning.Hand(user_name=source.name))


def _made(plan: Planned, source: LdapSource) -> _Ready:
    contact, draft = plan.contact, plan.draft
    if contact is None or draft is None:
        raise ValueError(plan.verdict)
    for name in TEXTS:
        setattr(contact, name, draft.texts[name])
    contact.photo_key = draft.photo
    contact.shelf, contact.group_id = Contact.Shelf(source.shelf), source.group_id
    contact.source, contact.owner_id, contact.deleted_at = source, None, None
    contact.changed_at = timezone.now()
    describe(contact, plan.numbers, tags=draft.tags)
    return _Ready(contact=contact, plan=plan, tags=draft.tags)


def _write_rows(known: list[_Ready], new: list[_Ready]) -> None:
    """Numbers, addresses and tags of those that are new, and of those whose own have become others."""
    changed = {field: [one for one in known if _changes(one, field)] for field in ("numbers", "emails", "tags")}
    PhoneNumber.objects.filter(contact__in=[one.contact for one in changed["numbers"]]).delete()
    EmailAddress.objects.filter(contact__in=[one.contact for one in changed["emails"]]).delete()
    Tag.contacts.through.objects.filter(contact__in=[one.contact for one in changed["tags"]]).delete()
    numbers = []
    for one in [*changed["numbers"], *new]:
        for position, number in enumerate(one.plan.numbers):
            number.contact, number.position = one.contact, position
            numbers.append(number)
    pour(numbers)
    pour(
        [
            EmailAddress(contact=one.contact, label=row.label, address=row.address, position=position)
            for one in [*changed["emails"], *new]
            for position, row in enumerate(one.plan.draft.emails if one.plan.draft else ())
        ]
    )
    _write_tags([*changed["tags"], *new])


def _write_photos(ready: list[_Ready]) -> None:
    if photos := [one.plan.photo for one in ready if one.plan.photo]:
        keep_squares(photos)
    changed = [one for one in ready if one.plan.verdict == Verdict.CREATED or _changes(one, "photo")]
    taken = {one.contact.photo_key for one in changed}
    given_up = {str(found.before) for one in changed for found in one.plan.found if found.field == "photo"}
    if keys := (taken | given_up) - {""}:
        touch(*keys)


def _write_tags(ready: list[_Ready]) -> None:
    names = list(dict.fromkeys(name for one in ready for name in one.tags))
    if not names:
        return
    by_key = {tag.key: tag for tag in tags_called(names)}
    links = Tag.contacts.through
    links.objects.bulk_create(
        [links(contact_id=one.contact.pk, tag_id=by_key[tag_key(name)].pk) for one in ready for name in one.tags],
        ignore_conflicts=True,
    )


def _changes(one: _Ready, field: str) -> bool:
    return any(found.field == field for found in one.plan.found)


def _change(one: _Ready, source: LdapSource) -> Change:
    plan = one.plan
    verb = Change.Verb.ADDED if plan.verdict == Verdict.CREATED else Change.Verb.SYNCED
    return Change(
        contact=one.contact,
        user_name=source.name,
        verb=Change.Verb.RESTORED if plan.comes_back else verb,
        revision=one.contact.revision,
        fields=as_json(plan.found),
    )
