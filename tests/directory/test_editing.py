"""Adding, changing, deleting, bringing back: each recorded, nothing overwritten that somebody has not seen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.contrib.auth.models import Group

from directory import editing
from directory.drafts import Difference, Draft, EmailRow, NumberRow, draft_from, draft_of, of_change
from directory.editing import ChangedMeanwhile
from directory.models import Change, Contact
from directory.search import find, whose
from tests.factories import make_user

pytestmark = pytest.mark.django_db

CLARA = Draft(
    texts={"kind": "person", "name": "Clara Winter", "company": "ACME", "note": "Likes tea.\nNot coffee."}
    | dict.fromkeys(("given_name", "family_name", "phonetic_name", "department", "title"), "")
    | dict.fromkeys(("street", "postcode", "city", "province", "country", "website"), ""),
    numbers=(
        NumberRow(label="Work", typed="030 23125 100"),
        NumberRow(label="Mobile", typed="0171 39200 12", is_default=True),
    ),
    emails=(EmailRow(label="Work", address="clara@acme.example"),),
    tags=("VIP",),
    place="personal",
)


def added(draft: Draft = CLARA) -> Contact:
    return editing.add(draft, by=make_user(), region="DE")


def history(contact: Contact) -> list[tuple[str, str, list[str]]]:
    return [
        (change.verb, change.user_name, [difference.field for difference in of_change(change)])
        for change in contact.changes.order_by("pk")
    ]


def test_what_was_written_down_is_what_stands_in_the_directory() -> None:
    contact = Contact.objects.get(pk=added().pk)

    assert draft_of(contact) == replace(CLARA, numbers=CLARA.numbers[::-1])  # the default one first
    assert (contact.owner, contact.revision) == (make_user(), 1)
    assert whose("+491713920012", user=make_user()) == contact
    assert history(contact) == [("added", "anna", ["kind", "name", "company", "note", "numbers", "emails", "tags"])]


def test_a_draft_survives_the_history() -> None:
    assert draft_from(CLARA.values()) == replace(CLARA, numbers=CLARA.numbers[::-1])  # the default one first


def test_a_change_is_recorded_field_by_field_and_found_by_the_search() -> None:
    contact = added()
    draft = replace(CLARA, texts={**CLARA.texts, "name": "Clara Sommer"}, numbers=CLARA.numbers[:1], tags=())

    assert editing.change(contact, draft, by=make_user("ben"), region="DE", seen=1)

    assert history(contact)[1:] == [("changed", "ben", ["name", "numbers", "tags"])]
    assert of_change(contact.changes.first() or Change())[0] == Difference(
        field="name", before="Clara Winter", after="Clara Sommer"
    )
    assert [found.name for found in find("sommer", user=make_user(), region="DE")] == ["Clara Sommer"]
    assert find("winter", user=make_user(), region="DE") == []
    assert whose("+491713920012", user=make_user()) is None


def test_saving_what_is_there_already_changes_nothing() -> None:
    contact = added()

    assert not editing.change(contact, draft_of(contact), by=make_user("ben"), region="DE", seen=1)

    assert (len(history(contact)), Contact.objects.get().revision) == (1, 1)


def test_who_saves_what_somebody_else_has_changed_meanwhile_is_told_and_overwrites_nothing() -> None:
    contact = added()
    editing.change(contact, replace(CLARA, tags=("VIP", "Rome")), by=make_user("ben"), region="DE", seen=1)

    with pytest.raises(ChangedMeanwhile) as told:
        editing.change(contact, replace(CLARA, tags=("Paris",)), by=make_user(), region="DE", seen=1)

    assert [(change.user_name, change.verb) for change in told.value.changes] == [("ben", "changed")]
    assert draft_of(Contact.objects.get()).tags == ("Rome", "VIP")


def test_who_has_seen_the_change_may_overwrite_it() -> None:
    contact = added()
    editing.change(contact, replace(CLARA, tags=("Rome",)), by=make_user("ben"), region="DE", seen=1)

    editing.change(contact, replace(CLARA, tags=("Paris",)), by=make_user(), region="DE", seen=2)

    assert draft_of(Contact.objects.get()).tags == ("Paris",)


def test_a_deleted_contact_is_gone_everywhere_and_comes_back_as_it_was() -> None:
    contact = added()
    before = draft_of(contact)

    assert editing.delete(contact, by=make_user())
    assert not editing.delete(contact, by=make_user())
    assert find("clara", user=make_user(), region="DE") == []
    assert whose("+491713920012", user=make_user()) is None

    assert editing.restore(contact, by=make_user("ben"))
    assert not editing.restore(contact, by=make_user("ben"))
    assert draft_of(Contact.objects.get()) == before
    assert whose("+491713920012", user=make_user()) == contact
    assert [verb for verb, _who, _fields in history(contact)] == ["added", "deleted", "restored"]


def test_who_edits_what_somebody_else_deletes_meanwhile_is_told_and_may_save_it_all_the_same() -> None:
    contact = added()
    editing.delete(Contact.objects.get(), by=make_user("ben"))
    draft = replace(CLARA, tags=("Paris",))

    with pytest.raises(ChangedMeanwhile) as told:
        editing.change(contact, draft, by=make_user(), region="DE", seen=1)
    assert [change.verb for change in told.value.changes] == ["deleted"]

    assert editing.change(contact, draft, by=make_user(), region="DE", seen=2)
    assert Contact.objects.here().get().tags.get().name == "Paris"


def test_one_number_is_the_default_one_however_many_are_marked() -> None:
    rows = tuple(NumberRow(label="Work", typed=f"100{number}", is_default=True) for number in range(3))

    contact = added(replace(CLARA, numbers=rows))

    assert [number.is_default for number in contact.numbers.order_by("position")] == [True, False, False]


def test_a_contact_moves_to_the_shelf_of_a_group_and_back() -> None:
    contact, team = added(), Group.objects.create(name="team")

    editing.change(contact, replace(CLARA, place=f"group-{team.pk}"), by=make_user(), region="DE", seen=1)
    assert (contact.shelf, contact.group) == ("group", team)

    editing.change(contact, replace(CLARA, place="shared"), by=make_user(), region="DE", seen=2)
    assert (contact.shelf, contact.group) == ("shared", None)
