"""Two who save the same contact at the same moment: the database lets one of them through."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from django.db import connection

from directory import editing
from directory.drafts import draft_of
from directory.models import Contact
from tests.factories import make_contact, make_user

EDITORS = 4


@pytest.mark.django_db(transaction=True)
def test_of_several_who_save_at_the_same_moment_one_is_let_through_and_the_others_are_told() -> None:
    contact = make_contact("Clara Winter", "030 23125 100")
    draft, users = draft_of(contact), [make_user(f"user{number}") for number in range(EDITORS)]
    together = Barrier(EDITORS)

    def save(number: int) -> str:
        mine = Contact.objects.get(pk=contact.pk)
        together.wait(timeout=20)
        try:
            changed = replace(draft, tags=(f"Tag {number}",))
            editing.change(mine, changed, by=users[number], region="DE", seen=1)
        except editing.ChangedMeanwhile:
            return "told"
        else:
            return "saved"
        finally:
            connection.close()

    with ThreadPoolExecutor(EDITORS) as threads:
        outcomes = list(threads.map(save, range(EDITORS)))

    assert sorted(outcomes) == ["saved", "told", "told", "told"]
    fresh = Contact.objects.get()
    assert (fresh.revision, fresh.changes.count()) == (2, 1)
    assert [tag.name for tag in fresh.tags.all()] == [f"Tag {outcomes.index('saved')}"]
