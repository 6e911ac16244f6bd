"""What the PBXs sent is kept for KEEP_EVENTS_DAYS, to the message, and no longer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from celery.schedules import schedule
from django.conf import settings as live_settings
from django.utils import timezone
from pytest_django import Settings

from clicktocall.pbx.models import Notice
from clicktocall.pbx.tasks import prune
from tests.factories import make_pbx

pytestmark = pytest.mark.django_db(transaction=True)


def keep(name: str, *, age: timedelta, is_applied: bool = True) -> None:
    moment = timezone.now() - age
    Notice.objects.create(
        pbx=make_pbx(), kind="cdr", subject=name, digest=name, after=0, body='{"event": "NewCdr"}',
        received_at=moment, applied_at=moment if is_applied else None,
    )  # fmt: skip


def test_messages_go_after_the_days_that_staff_have_set_applied_or_not(settings: Settings) -> None:
    settings.KEEP_EVENTS_DAYS = 30
    keep("fresh", age=timedelta(0))
    keep("almost", age=timedelta(days=29, hours=23))
    keep("old", age=timedelta(days=30, minutes=1))
    keep("old and never applied", age=timedelta(days=300), is_applied=False)

    prune()

    assert sorted(Notice.objects.values_list("subject", flat=True)) == ["almost", "fresh"]


def test_the_clock_starts_it_several_times_a_day() -> None:
    entry = live_settings.CELERY_BEAT_SCHEDULE["prune"]
    every = entry["schedule"]

    assert entry["task"] == prune.name
    assert isinstance(every, schedule)
    assert every.seconds <= 12 * 3600
