"""What every test may ask for."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.management import create_contenttypes
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection
from django.db.models.signals import post_migrate
from hypothesis import settings

from clicktocall.celery import app
from directory import colleagues, office_plans
from directory.finding import slips

# How long an example takes says more about the machine than about the code.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

KEEPS: str = import_module("clicktocall.audit.migrations.0004_keep").KEEPS


STAYS = {Permission._meta.db_table, ContentType._meta.db_table}
"""Tables that follow from the models alone. To empty and to fill them anew took most of the time between two tests."""


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """Between tests Django empties every table, and then writes the rights and the kinds of models again: these stay.

    On SQLite it empties them row by row, which the audit trail's guard would not let it.
    """
    operations = type(connection.ops)
    usual = operations.sql_flush

    def but_for_what_stays(self: Any, style: Any, tables: list[str], **options: Any) -> list[str]:
        flush = usual(self, style, [table for table in tables if table not in STAYS], **options)
        if connection.vendor != "sqlite" or not any("audit_entry" in statement for statement in flush):
            return flush
        return ["DROP TRIGGER audit_entry_keeps", *flush, KEEPS]

    post_migrate.disconnect(dispatch_uid=f"{create_permissions.__module__}.{create_permissions.__name__}")
    post_migrate.disconnect(create_contenttypes)
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
