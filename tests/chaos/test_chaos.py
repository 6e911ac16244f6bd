"""A short chaos run with a fixed seed; `make chaos` runs long ones."""

from __future__ import annotations

import pytest
from django.conf import settings

from clicktocall.celery import app
from tests.chaos.plan import draw
from tests.chaos.run import Run

pytestmark = [pytest.mark.faults, pytest.mark.timeout(180)]


def test_a_seed_gives_the_same_plans() -> None:
    assert [draw(7, number) for number in range(50)] == [draw(7, number) for number in range(50)]


@pytest.mark.django_db(transaction=True)
def test_150_random_calls_break_no_rule() -> None:
    try:
        report = Run(seed=7, numbers=range(150)).go()
    finally:
        app.conf.update(broker_url=settings.CELERY_BROKER_URL)

    assert (report.calls, report.violations) == (150, [])
