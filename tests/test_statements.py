"""Statements that are written once give what their querysets give, with other values each time."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import BigIntegerField, CharField, DateTimeField, UUIDField
from django.db.models.functions import Upper
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from clicktocall.audit.models import Entry
from clicktocall.calls.models import Call
from clicktocall.statements import Change, Given, Statement, insert
from directory.models import Extension, ExtensionQuerySet
from directory.phones import phones_of
from tests.factories import make_call, make_extension, make_pbx, make_user

pytestmark = pytest.mark.django_db


def statement_of_calls() -> Statement[Call]:
    return Statement(lambda: Call.objects.select_related("pbx").filter(pk=Given("pk", UUIDField())))


def test_each_user_gets_their_own_phones_in_order() -> None:
    anna, ben = make_user("anna"), make_user("ben")
    milan = make_pbx("milan")
    make_extension("1002", user=anna)
    make_extension("1001", user=anna)
    make_extension("1000", user=anna, is_default=True)
    make_extension("2000", user=ben, pbx=milan)
    for user in (anna, ben, anna):
        assert phones_of(user) == list(Extension.objects.of(user))


def test_the_related_row_comes_with_it(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    ben = make_user("ben")
    make_extension("2000", user=ben, pbx=make_pbx("milan", area_code="02"))
    with django_assert_num_queries(1):
        (phone,) = phones_of(ben)
        assert (phone.pbx.name, phone.pbx.area_code) == ("milan", "02")


def test_what_is_written_to_the_table_later_is_seen() -> None:
    anna = make_user("anna")
    assert phones_of(anna) == []
    phone = make_extension("1000", user=anna)
    assert phones_of(anna) == [phone]
    Extension.objects.update(number="1009")
    assert phones_of(anna)[0].number == "1009"


def test_a_key_is_prepared_for_the_database() -> None:
    calls = statement_of_calls()
    one, other = make_call(), make_call(extension=make_extension("900"))
    found = [calls.one(pk=one.pk), calls.one(pk=other.pk)]
    assert found == [one, other]


def test_a_row_that_is_not_there_is_said_as_by_a_queryset() -> None:
    with pytest.raises(Call.DoesNotExist):
        statement_of_calls().one(pk=uuid4())


def test_a_moment_is_prepared_for_the_database() -> None:
    since = Statement(lambda: Call.objects.filter(placed_at__gte=Given("since", DateTimeField())))
    call = make_call()
    assert since.run(since=timezone.now() - timedelta(minutes=1)) == [call]
    assert since.run(since=timezone.now() + timedelta(minutes=1)) == []


def test_a_value_that_is_missing_is_an_error() -> None:
    with pytest.raises(KeyError):
        statement_of_calls().run(call=1)


def test_it_is_written_once() -> None:
    written = []

    def make() -> ExtensionQuerySet:
        written.append("once")
        return Extension.objects.of(Given("user", BigIntegerField()))

    statement = Statement(make)
    for user in range(3):
        statement.run(user=user)
    assert written == ["once"]


def test_a_change_is_made_where_the_queryset_says() -> None:
    one, other = make_call(), make_call()
    change = Change(
        lambda: Call.objects.filter(pk=Given("pk", UUIDField()), status__in=frozenset({Call.Status.QUEUED})),
        status=Given("status", CharField()),
        answered_at=None,
    )
    assert change.run(pk=one.pk, status=Call.Status.TALKING) == 1
    assert change.run(pk=one.pk, status=Call.Status.ENDED) == 0
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.status, other.status) == ("talking", "queued")


def test_a_change_of_no_row_changes_none() -> None:
    call = make_call()
    nobody = Change(lambda: Call.objects.filter(pk=Given("pk", UUIDField()), status__in=frozenset()), status="ended")
    assert nobody.run(pk=call.pk) == 0


def test_an_inserted_row_is_the_one_that_saving_would_have_kept() -> None:
    saved = make_call(typed="+49 30 23125 100", contact_name="Çelik")
    about = {name: value for name, value in vars(saved).items() if not name.startswith("_")}
    ended = {"status": Call.Status.ENDED, "outcome": Call.Outcome.FAILED, "ended_at": timezone.now()}
    others = {"id": uuid4(), "key": "another"} | ended
    insert(Call(**about | others))
    kept = vars(Call.objects.get(key="another"))
    same = {name for name, value in about.items() if kept[name] == value}
    assert set(about) - same == set(others)


def test_details_keep_their_shape() -> None:
    insert(Entry(what=Entry.What.EXPORTED, who="anna", detail={"rows": 3, "at": timezone.now()}))
    assert Entry.objects.get().detail["rows"] == 3


def test_a_second_row_of_the_same_key_is_refused_as_by_saving() -> None:
    call = make_call()
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(call)


def test_a_new_connection_serves_it_as_well(transactional_db: None) -> None:
    anna = make_user("anna")
    phone = make_extension("1000", user=anna)
    assert phones_of(anna) == [phone]
    connection.close()
    assert phones_of(anna) == [phone]


def test_what_was_annotated_and_what_was_deferred_come_as_from_the_queryset(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    call = make_call(contact_name="Çelik")
    statement = Statement(
        lambda: Call.objects.only("typed").annotate(said=Upper("typed")).filter(pk=Given("pk", UUIDField()))
    )
    found = statement.one(pk=call.pk)

    assert (found.pk, found.typed, vars(found)["said"]) == (call.pk, call.typed, call.typed.upper())
    assert found.get_deferred_fields() == Call.objects.only("typed").get().get_deferred_fields()
    with django_assert_num_queries(1):
        assert found.contact_name == "Çelik"


def test_a_related_row_that_is_not_there_is_none(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    call = make_call()
    Call.objects.filter(pk=call.pk).update(extension=None)
    statement = Statement(lambda: Call.objects.select_related("extension").filter(pk=Given("pk", UUIDField())))

    with django_assert_num_queries(1):
        assert statement.one(pk=call.pk).extension is None
