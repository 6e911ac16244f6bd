"""What every test may ask for."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.management import create_contenttypes
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection
from django.db.models.signals import post_migrate
from django.test import Client
from hypothesis import settings

from clicktocall.audit.models import Entry
from clicktocall.celery import app
from directory import colleagues, office_plans
from directory.finding import slips
from directory.finding.keeping import look_after
from tests.factories import make_user

# How long an example takes says more about the machine than about the code. `make faults` searches for longer.
settings.register_profile("usual", deadline=None, max_examples=25)
settings.register_profile("searching", deadline=None, max_examples=150)
settings.load_profile("usual")

KEEPS: str = import_module("clicktocall.audit.migrations.0004_keep").KEEPS


ON_THE_DATABASE = {"db", "transactional_db", "live_server"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what `-m` shall be able to choose, so that no test has to say it of itself."""
    for item in items:
        if isinstance(item, pytest.Function):
            if getattr(item.obj, "is_hypothesis_test", False):
                item.add_marker("properties")
            if item.get_closest_marker("django_db") or ON_THE_DATABASE & set(item.fixturenames):
                item.add_marker("servers")


STAYS = {Permission._meta.db_table, ContentType._meta.db_table}
"""Tables that follow from the models alone. To empty and to fill them anew took most of the time between two tests."""


def with_rows(tables: list[str]) -> list[str]:
    """In one statement, as most are empty after most tests."""
    one = "SELECT '{0}' WHERE EXISTS (SELECT 1 FROM {0})"
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(map(one.format, tables)))
        return [table for (table,) in cursor.fetchall()]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """Between tests Django empties every table, then writes the rights and kinds of models again: these stay.

    It also looks after the index of the search as after a migration, though nothing is left to be found. On SQLite it
    empties row by row, which the audit trail's guard would not let it; few tables have rows at all.
    """
    operations = type(connection.ops)
    usual = operations.sql_flush

    def but_for_what_stays(self: Any, style: Any, tables: list[str], **options: Any) -> list[str]:
        goes = [table for table in tables if table not in STAYS]
        if connection.vendor != "sqlite":
            return usual(self, style, goes, **options)
        filled = with_rows(goes)
        flush = usual(self, style, filled, **options)
        return ["DROP TRIGGER audit_entry_keeps", *flush, KEEPS] if Entry._meta.db_table in filled else flush

    post_migrate.disconnect(dispatch_uid=f"{create_permissions.__module__}.{create_permissions.__name__}")
    post_migrate.disconnect(create_contenttypes)
    post_migrate.disconnect(look_after, sender=apps.get_app_config("directory"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(operations, "sql_flush", but_for_what_stays)
        yield


@pytest.fixture(autouse=True)
def _an_empty_cache() -> Iterator[None]:
    """Tokens, locks, versions, plans, colleagues and words of one test are not those of the next."""
    cache.clear()
    slips._seen.clear()
    office_plans.forget()
    colleagues.forget()
    yield
    cache.clear()


@pytest.fixture
def _tasks_run_at_once() -> Iterator[None]:
    """What would go to a worker runs where it is sent, so that a test needs no broker."""
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = False


@pytest.fixture
def _no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody listens where messages would be sent, also where the tests have a real broker."""
    monkeypatch.setitem(app.conf, "broker_write_url", "redis://127.0.0.1:9/0")
    monkeypatch.setattr(app.amqp, "_producer_pool", None)


@pytest.fixture
def staff(client: Client) -> Client:
    """Somebody who may do everything in the admin panel, signed in."""
    client.force_login(make_user("admin", is_staff=True, is_superuser=True))
    return client
