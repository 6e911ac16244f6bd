"""Minutes, hours, days and months as the clock on the office wall has them: when one began, and when it is over."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from clicktocall.policies.models.limits import Window

EVER = datetime(2000, 1, 1, tzinfo=UTC)
"""The begin of what has no window."""


def begin_of(window: Window, moment: datetime, zone: ZoneInfo) -> datetime:
    """When the window around `moment` began. The hour that is repeated in autumn is two hours."""
    local = moment.astimezone(zone)
    if window is Window.AT_ONCE:
        return EVER
    if window is Window.MINUTE:
        return local.replace(second=0, microsecond=0).astimezone(UTC)
    if window is Window.HOUR:
        return local.replace(minute=0, second=0, microsecond=0).astimezone(UTC)
    day = local.date() if window is Window.DAY else local.date().replace(day=1)
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)


def end_of(window: Window, moment: datetime, zone: ZoneInfo) -> datetime:
    """When the next one begins, in the office's time. A day in spring has 23 hours."""
    begin = begin_of(window, moment, zone)
    if window is Window.MINUTE:
        return (begin + timedelta(minutes=1)).astimezone(zone)
    if window is Window.HOUR:
        return (begin + timedelta(hours=1)).astimezone(zone)
    first = begin.astimezone(zone).date()
    after = first + timedelta(days=1) if window is Window.DAY else (first + timedelta(days=32)).replace(day=1)
    return datetime.combine(after, time(), tzinfo=zone)
