"""What the database keeps for the search stays true, whoever writes."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection

from directory.finding import statements
from directory.finding.keeping import INDEX, look_after, rebuild
from directory.models import Contact
from directory.search import find
from tests.factories import make_contact, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_walk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is found but by the index."""
    monkeypatch.setattr(statements, "WALKED", 0)


def names(query: str) -> list[str]:
    return [contact.name for contact in find(query, user=make_user(), region="DE")]


def test_a_contact_that_changes_or_goes_is_found_as_it_is_now() -> None:
    clara, ben = make_contact("Clara", company="Winter"), make_contact("Ben", company="Winter")

    Contact.objects.filter(pk=clara.pk).update(search_text="\n clara sommer\n\n")
    ben.delete()

    assert (names("winter"), names("sommer")) == ([], ["Clara"])


def test_rows_that_are_written_in_bulk_are_found() -> None:
    Contact.objects.bulk_create([Contact(name="Clara", name_key="clara", search_text="\n clara winter\n")])

    assert names("winter") == ["Clara"]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the others have an index that stays")
def test_an_index_whose_triggers_went_with_the_old_table_is_made_anew() -> None:
    clara = make_contact("Clara", company="Winter")
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {INDEX}_changed")
    Contact.objects.filter(pk=clara.pk).update(search_text="\n clara sommer\n\n")

    look_after(using="default")

    assert (names("winter"), names("sommer")) == ([], ["Clara"])
    Contact.objects.filter(pk=clara.pk).update(search_text="\n clara herbst\n\n")
    assert names("herbst") == ["Clara"]


def test_texts_of_an_earlier_version_are_written_anew_after_migrating() -> None:
    clara = make_contact("Clara Winter", "030 23125 100")
    Contact.objects.filter(pk=clara.pk).update(search_text="\nclara winter\n+493023125100\n")

    look_after(using="default")

    clara.refresh_from_db()
    assert clara.search_text == "\n clara winter\n~0JVJXJ~0ZQWYKX\n^0CW\n\n+493023125100\n=03023125100\n"


def test_everything_can_be_written_anew() -> None:
    make_contact("Clara Winter")
    Contact.objects.update(search_text="")

    call_command("search_rebuild")

    assert (names("winter"), rebuild()) == (["Clara Winter"], 1)
