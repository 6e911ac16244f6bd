"""Merging two contacts: what becomes of them, and how they are taken apart again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from directory import editing
from directory.drafts import Draft, EmailRow, NumberRow, draft_of
from directory.editing import ChangedMeanwhile
from directory.favourites import favour, favourites_of
from directory.models import Contact
from directory.search import find, whose
from directory.uniting import preview, take_apart, unite
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def added(name: str, *numbers: str, note: str = "", tags: tuple[str, ...] = (), **texts: str) -> Contact:
    rows = tuple(NumberRow(label="Work", typed=typed) for typed in numbers)
    empty = dict.fromkeys(Draft(texts={}).values(), "")
    draft = Draft(
        texts={**empty, "kind": "person", "name": name, "note": note, **texts},
        numbers=rows,
        emails=(EmailRow(label="", address=f"{name.split(maxsplit=1)[0].lower()}@acme.example"),),
        tags=tags,
    )
    return editing.add(draft, by=make_user(), region="DE")


def two() -> tuple[Contact, Contact]:
    keep = added("Anna Rossi", "030 23125 100", note="Likes tea.", tags=("VIP",), company="ACME")
    other = added(
        "A. Rossi", "+49 (0)30 23125-100", "0171 39200 12", note="Not on Fridays.", tags=("Rome",), title="Buyer"
    )
    return keep, other


def merge(keep: Contact, other: Contact, **chosen: str) -> None:
    seen = (keep.revision, other.revision)
    unite(keep, other, by=make_user(), chosen=chosen, region="DE", seen=seen)


def test_what_both_have_comes_together_and_a_number_in_two_spellings_is_one() -> None:
    keep, other = two()

    merge(keep, other)

    draft = draft_of(Contact.objects.here().get())
    assert [row.typed for row in draft.numbers] == ["030 23125 100", "0171 39200 12"]
    assert [row.address for row in draft.emails] == ["anna@acme.example", "a.@acme.example"]
    assert draft.tags == ("Rome", "VIP")
    assert draft.texts["note"] == "Likes tea.\n\nNot on Fridays."
    texts = {field: draft.texts[field] for field in ("name", "company", "title")}
    assert texts == {"name": "Anna Rossi", "company": "ACME", "title": "Buyer"}


def test_where_they_do_not_agree_the_chosen_one_is_kept() -> None:
    keep, other = two()

    merge(keep, other, name="theirs", title="mine")

    keep.refresh_from_db()
    assert (keep.name, keep.title) == ("A. Rossi", "")
    assert whose("+491713920012", user=make_user()) == keep


def test_the_preview_says_what_will_be_and_changes_nothing() -> None:
    keep, other = two()

    shown = preview(keep, other, chosen={"name": "theirs"}, region="DE")

    choices = [(one.line.field, one.line.before, one.line.after, one.takes_theirs) for one in shown.choices]
    assert choices == [("name", "Anna Rossi", "A. Rossi", True)]
    assert [line.field for line in shown.lines] == ["name", "title", "note", "numbers", "emails", "tags"]
    assert Contact.objects.here().count() == 2


def test_taken_apart_both_are_as_they_were() -> None:
    keep, other = two()
    before = draft_of(keep), draft_of(other)
    merge(keep, other, name="theirs")
    assert [contact.pk for contact in find("rossi", user=make_user(), region="DE")] == [keep.pk]

    assert take_apart(Contact.objects.get(pk=other.pk), by=make_user("ben"), region="DE")
    assert not take_apart(Contact.objects.get(pk=other.pk), by=make_user("ben"), region="DE")

    assert (draft_of(Contact.objects.get(pk=keep.pk)), draft_of(Contact.objects.get(pk=other.pk))) == before
    assert len(find("rossi", user=make_user(), region="DE")) == 2
    assert [change.verb for change in keep.changes.order_by("pk")] == ["added", "merged", "taken_apart"]
    assert [change.verb for change in other.changes.order_by("pk")] == ["added", "merged", "taken_apart"]


def test_what_was_changed_since_the_merge_stays_when_they_are_taken_apart() -> None:
    keep, other = two()
    merge(keep, other, name="theirs")
    keep.refresh_from_db()
    merged = draft_of(keep)
    texts = {**merged.texts, "name": "Anna Rossi-Bianchi"}
    numbers = (*merged.numbers, NumberRow(label="Home", typed="1002"))
    after = replace(merged, texts=texts, numbers=numbers)
    editing.change(keep, after, by=make_user(), region="DE", seen=keep.revision)

    take_apart(Contact.objects.get(pk=other.pk), by=make_user(), region="DE")

    draft = draft_of(Contact.objects.get(pk=keep.pk))
    assert draft.texts["name"] == "Anna Rossi-Bianchi"
    assert draft.texts["title"] == ""
    assert [row.typed for row in draft.numbers] == ["030 23125 100", "1002"]


@pytest.mark.parametrize("which", [0, 1])
def test_a_merge_of_what_was_changed_meanwhile_does_not_happen(which: int) -> None:
    pair = two()
    seen = (pair[0].revision, pair[1].revision)
    changed = Contact.objects.get(pk=pair[which].pk)
    draft = draft_of(changed)
    editing.change(changed, replace(draft, tags=("New",)), by=make_user("ben"), region="DE", seen=changed.revision)

    with pytest.raises(ChangedMeanwhile):
        unite(*pair, by=make_user(), chosen={}, region="DE", seen=seen)

    assert Contact.objects.here().count() == 2
    assert Contact.objects.get(pk=pair[1 - which].pk).revision == 1


def test_who_had_the_one_as_a_favourite_has_the_other_now_and_both_afterwards() -> None:
    keep, other = two()
    favour(other, user=make_user("ben"), wanted=True)

    merge(keep, other)
    assert [one.pk for one in favourites_of(make_user("ben"))] == [keep.pk]

    take_apart(Contact.objects.get(pk=other.pk), by=make_user(), region="DE")
    assert {one.pk for one in favourites_of(make_user("ben"))} == {keep.pk, other.pk}


def test_the_first_choice_among_the_numbers_stays_the_first() -> None:
    keep, other = two()
    for contact, typed in ((keep, "030 23125 100"), (other, "0171 39200 12")):
        contact.numbers.filter(typed=typed).update(is_default=True)

    merge(keep, other)

    assert [(row.typed, row.is_default) for row in draft_of(Contact.objects.get(pk=keep.pk)).numbers] == [
        ("030 23125 100", True),
        ("0171 39200 12", False),
    ]
