"""What every test may ask for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from clicktocall.celery import app


@pytest.fixture(autouse=True)
def _an_empty_cache() -> Iterator[None]:
    """Tokens, locks and versions of one test are not those of the next."""
    cache.clear()
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
