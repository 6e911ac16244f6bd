"""What an import reads of the directory before it decides what an entry would change."""

from __future__ import annotations

import gc

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from directory.among import Among
from directory.importing.collecting import RARELY, what_stays_is_left_alone
from directory.importing.knowing import are_still_so, load, namesakes
from directory.importing.planning import Wishes
from directory.models import Contact
from directory.tagging import tag
from tests.factories import make_contact, make_user

pytestmark = pytest.mark.django_db
GERMANY = Wishes(region="DE")


@pytest.mark.parametrize("count", [1, 3])
def test_contacts_are_read_with_all_that_is_compared_in_four_queries(count: int) -> None:
    contacts = [make_contact(f"Anna {number}", "030 23125 100", "1000", title="Buyer") for number in range(count)]
    for contact in contacts:
        contact.emails.create(label="Work", address="anna@acme.example")
        tag(contact, ["VIP", "Supplier"])

    with CaptureQueriesContext(connection) as asked:
        found = load({contact.pk for contact in contacts})

    assert len(asked) == 4  # contacts, numbers, e-mail addresses, tags
    assert "search_text" not in asked[0]["sql"]
    assert [one.contact.pk for one in found] == [contact.pk for contact in contacts]
    first = found[0]
    assert (first.contact.title, first.contact.uid) == ("Buyer", contacts[0].uid)
    assert [number.identity for number in first.numbers] == ["+493023125100", "1000"]
    assert [email.address for email in first.emails] == ["anna@acme.example"]
    assert first.tags == ["Supplier", "VIP"]


def test_name_and_company_are_looked_up_in_their_index() -> None:
    ours = make_contact("Anna Keller", company="ACME")
    make_contact("Anna Keller", company="Bolt")
    make_contact("Anna Keller", company="ACME", shelf=Contact.Shelf.PERSONAL, owner=make_user())

    with CaptureQueriesContext(connection) as asked:
        found = namesakes([("anna keller", "ACME"), ("ben", "ACME")], GERMANY)

    assert found == [(ours.pk, "anna keller", "ACME")]
    if connection.vendor == "sqlite":  # PostgreSQL takes any index while there are so few rows
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {asked[0]['sql']}")
            assert "contact_by_name_and_company (name_key=? AND company=?)" in str(cursor.fetchall())


def test_many_of_the_same_name_and_company_do_not_fill_the_memory() -> None:
    for _ in range(25):
        make_contact("Reception", company="ACME")

    assert len(namesakes([("reception", "ACME")], GERMANY)) == 20


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="on SQLite nobody else writes meanwhile")
def test_a_contact_that_somebody_has_edited_since_is_read_again() -> None:
    contact = make_contact("Anna")
    [found] = load({contact.pk})
    assert are_still_so([found])

    Contact.objects.filter(pk=contact.pk).update(revision=F("revision") + 1)

    assert not are_still_so([found])
    assert are_still_so(load({contact.pk}))


def test_the_collector_is_left_as_it_was_also_by_two_imports_of_which_the_first_ends_first() -> None:
    usual = gc.get_threshold()
    first, second = what_stays_is_left_alone(), what_stays_is_left_alone()
    first.__enter__()
    second.__enter__()

    first.__exit__(None, None, None)
    assert gc.get_freeze_count() > 0
    assert gc.get_threshold() == (RARELY, *usual[1:])

    second.__exit__(None, None, None)
    assert gc.get_freeze_count() == 0
    assert gc.get_threshold() == usual
    assert gc.isenabled()


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite compares by the affinity of the column")
def test_many_keys_are_compared_by_their_hash_even_where_no_index_is_used() -> None:
    """Numbers below 32,768 went as smallints, which share no hash with bigints: an import compared each with each."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_indexscan = off; SET LOCAL enable_bitmapscan = off")
    plan = Contact.objects.filter(Among("pk", range(100))).explain()

    assert "ANY ('{0,1,2" in plan
    assert "::bigint[]" in plan
