"""What every test may ask for."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from django.core.cache import cache
from django.db.backends.sqlite3.base import DatabaseWrapper
from hypothesis import settings

from clicktocall.celery import app
from directory import colleagues, office_plans

# How long an example takes says more about the machine than about the code.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

KEEPS: str = import_module("clicktocall.audit.migrations.0004_keep").KEEPS


@pytest.fixture(autouse=True, scope="session")
def _the_trail_can_be_emptied() -> Iterator[None]:
    """Between tests Django empties every table row by row on SQLite, which the audit trail's guard would not let it."""
    operations = DatabaseWrapper.ops_class
    usual = operations.sql_flush

    def without_the_guard(self: Any, *args: Any, **kwargs: Any) -> list[str]:
        flush = usual(self, *args, **kwargs)
        if not any("audit_entry" in statement for statement in flush):
            return flush
        return ["DROP TRIGGER audit_entry_keeps", *flush, KEEPS]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(operations, "sql_flush", without_the_guard)
        yield


@pytest.fixture(autouse=True)
def _an_empty_cache() -> Iterator[None]:
    """Tokens, locks, versions, plans and colleagues of one test are not those of the next."""
    cache.clear()
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
