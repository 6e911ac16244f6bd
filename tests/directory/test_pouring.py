"""Many rows at once stand in the database as Django itself would have written them."""

from __future__ import annotations

import pytest
from django.db import models, transaction

from directory.importing.pouring import next_keys, pour
from directory.models import Change, Contact, PhoneNumber
from tests.factories import make_contact, make_user

pytestmark = pytest.mark.django_db


def values(row: models.Model) -> dict[str, object]:
    [found] = type(row).objects.filter(pk=row.pk).values()  # type: ignore[attr-defined]  # -- each of ours has a manager
    return {name: value for name, value in found.items() if name not in {"id", "uid"}}


def test_rows_are_the_same_as_those_that_are_saved_one_by_one() -> None:
    saved = make_contact("Anna\t\\N \"'", note="two\nlines; Ł", shelf=Contact.Shelf.PERSONAL, owner=make_user())
    saved.refresh_from_db()
    poured = Contact.objects.get(pk=saved.pk)
    poured.uid = Contact().uid
    with transaction.atomic():
        [poured.pk] = next_keys(Contact, 1)
        pour([poured])

    assert poured.pk != saved.pk
    assert values(poured) == values(saved)
    assert Contact.objects.get(pk=poured.pk).uid == poured.uid


def test_rows_without_a_key_get_one_and_lists_of_values_come_back() -> None:
    contact = make_contact("Anna")
    fields = [["title", "", 'Head of "Sales"'], ["numbers", [], [["Work", "+49 30 23125 100", True]]]]

    pour([PhoneNumber(contact=contact, typed="1000", digits="1000"), PhoneNumber(contact=contact, typed="1001")])
    pour([Change(contact=contact, verb="imported", revision=2, fields=fields)])

    assert list(contact.numbers.values_list("typed", "is_default", "position")) == [
        ("1000", False, 0),
        ("1001", False, 0),
    ]
    assert contact.changes.get(verb="imported").fields == fields


def test_keys_are_not_given_twice_and_those_that_django_gives_come_after_them() -> None:
    with transaction.atomic():
        keys = next_keys(Contact, 3)
        pour([Contact(pk=key, name=f"Clara {key}") for key in keys])

    later = make_contact("Ben")

    assert len(set(keys)) == 3
    assert later.pk > max(keys)
    assert set(next_keys(Contact, 2)).isdisjoint({*keys, later.pk})


def test_nothing_is_nothing() -> None:
    pour([])

    assert next_keys(Contact, 0) == []
