"""What is run again and again is kept ready at the database, and gives what it would give without."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import UUIDField

from clicktocall.calls.models import Call
from clicktocall.policies.rulebook import changed, rules
from clicktocall.prepared import change, fetch
from clicktocall.statements import Given, Statement
from tests.factories import make_call, make_user

pytestmark = pytest.mark.django_db
only_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps its statements by itself")

NAMES = "SELECT username FROM accounts_user WHERE username = %s"


def kept_at_the_server() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return [statement for (statement,) in cursor.fetchall()]


@only_postgresql
def test_a_statement_is_planned_once_however_often_it_is_run() -> None:
    for name in ("anna", "ben", "clara"):
        make_user(name)
        assert fetch(NAMES, [name]) == [(name,)]
    assert sum("FROM accounts_user WHERE username" in statement for statement in kept_at_the_server()) == 1


@only_postgresql
def test_what_is_always_the_same_stands_in_the_statement() -> None:
    live = Statement(lambda: Call.objects.live().filter(pk=Given("pk", UUIDField())))
    call = make_call()
    assert live.run(pk=call.pk) == [call]
    (kept,) = (statement for statement in kept_at_the_server() if '"calls_call"."status"' in statement)
    assert "'ended'" in kept
    assert kept.count("$") == 1


def test_a_percent_sign_among_the_constants_is_no_place() -> None:
    call = make_call(contact_name="100 % Clara")
    named = Statement(lambda: Call.objects.filter(contact_name__contains="0 % C", pk=Given("pk", UUIDField())))
    assert named.run(pk=call.pk) == [call]


def test_rows_that_were_met_are_counted() -> None:
    make_user("anna")
    renaming = "UPDATE accounts_user SET first_name = %s WHERE username = %s"
    assert change(renaming, ["Anna", "anna"]) == 1
    assert change(renaming, ["Ben", "ben"]) == 0


def test_what_the_database_refuses_is_refused_as_always() -> None:
    make_user("anna")
    make_user("ben")
    with pytest.raises(IntegrityError), transaction.atomic():
        change("UPDATE accounts_user SET username = %s WHERE username = %s", ["anna", "ben"])
    assert fetch(NAMES, ["ben"]) == [("ben",)]


def test_a_version_that_has_changed_is_seen() -> None:
    changed()
    before = rules().version
    changed()
    assert rules().version != before


def test_what_is_wrong_is_said_in_words_of_django_and_the_next_one_is_answered() -> None:
    make_user("anna")
    with pytest.raises(DatabaseError), transaction.atomic():
        fetch("SELECT nothing FROM nowhere")

    assert fetch(NAMES, ["anna"]) == [("anna",)]


def test_in_a_transaction_that_is_broken_nothing_is_asked() -> None:
    with transaction.atomic():
        connection.needs_rollback = True
        with pytest.raises(transaction.TransactionManagementError):
            fetch(NAMES, ["anna"])
        connection.needs_rollback = False


def test_who_watches_the_statements_of_django_sees_these_as_well() -> None:
    seen: list[str] = []

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 -- as Django calls it
        seen.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        fetch(NAMES, ["anna"])

    assert seen == [NAMES]


def test_a_connection_that_was_closed_is_opened_again(transactional_db: None) -> None:
    make_user("anna")
    for _time in range(2):
        assert fetch(NAMES, ["anna"]) == [("anna",)]
        connection.close()


def test_one_answer_is_not_changed_by_the_next() -> None:
    make_user("anna")
    make_user("ben")

    anna, ben = fetch(NAMES, ["anna"]), fetch(NAMES, ["ben"])

    assert (anna, ben) == ([("anna",)], [("ben",)])
