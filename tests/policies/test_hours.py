"""Days and hours by the clock on the wall: over midnight, on holidays, and when the clocks are changed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from clicktocall.policies.hours import Hours, moment_in_words

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
WORKDAYS = frozenset(range(5))
EVERY_DAY = frozenset(range(7))
NIGHT = {"begins": time(22), "ends": time(6)}


def hours(**about: Any) -> Hours:
    office: dict[str, Any] = {
        "days": WORKDAYS,
        "begins": time(8),
        "ends": time(18),
        "closed": frozenset(),
        "zone": BERLIN,
    }
    return Hours(**office | about)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "about", "is_open"),
    [
        ("2026-11-26 06:59:59", {}, False),  # 07:59:59 in Berlin, a Thursday
        ("2026-11-26 07:00:00", {}, True),
        ("2026-11-26 16:59:59", {}, True),
        ("2026-11-26 17:00:00", {}, False),
        ("2026-11-28 09:00:00", {}, False),  # a Saturday
        ("2026-07-02 05:59:59", {}, False),  # summer time: 07:59:59
        ("2026-07-02 06:00:00", {}, True),
        ("2026-11-26 12:59:59", {"zone": NEW_YORK}, False),  # 07:59:59 in New York
        ("2026-11-26 13:00:00", {"zone": NEW_YORK}, True),
        ("2026-11-26 09:00:00", {"closed": frozenset({date(2026, 11, 26)})}, False),
        ("2026-11-26 23:30:00", {"closed": frozenset({date(2026, 11, 26)})} | NIGHT, False),  # began on the holiday
        ("2026-11-26 03:00:00", {"begins": None, "ends": None}, True),
        ("2026-11-29 03:00:00", {"begins": None, "ends": None}, False),  # a Sunday
        ("2026-11-26 21:00:00", {"begins": time(22), "ends": time(6)}, True),  # a night shift, Thursday 22:00
        ("2026-11-27 04:59:59", {"begins": time(22), "ends": time(6)}, True),
        ("2026-11-27 05:00:00", {"begins": time(22), "ends": time(6)}, False),
        ("2026-11-28 04:00:00", {"begins": time(22), "ends": time(6)}, True),  # Saturday morning, begun on Friday
        ("2026-11-28 22:00:00", {"begins": time(22), "ends": time(6)}, False),  # Saturday evening
        ("2026-03-29 00:59:59", {"days": EVERY_DAY, "begins": time(2, 30), "ends": time(4)}, False),  # 01:59:59 ...
        ("2026-03-29 01:00:00", {"days": EVERY_DAY, "begins": time(2, 30), "ends": time(4)}, True),  # ... 03:00:00
        ("2026-10-25 00:15:00", {"days": EVERY_DAY, "begins": time(2, 30), "ends": time(4)}, False),  # 02:15 ...
        ("2026-10-25 00:45:00", {"days": EVERY_DAY, "begins": time(2, 30), "ends": time(4)}, True),  # 02:45 ...
        ("2026-10-25 01:15:00", {"days": EVERY_DAY, "begins": time(2, 30), "ends": time(4)}, False),  # 02:15 again
    ],
)  # fmt: skip
def test_the_clock_on_the_wall_decides(moment: str, about: dict[str, Any], is_open: bool) -> None:  # noqa: FBT001 -- a column of the table
    assert hours(**about).is_open(utc(moment)) is is_open


@pytest.mark.parametrize(
    ("moment", "about", "opening"),
    [
        ("2026-11-26 05:00:00", {}, "Thursday, 26 November, 08:00"),
        ("2026-11-26 18:00:00", {}, "Friday, 27 November, 08:00"),
        ("2026-11-27 18:00:00", {}, "Monday, 30 November, 08:00"),
        ("2026-11-27 18:00:00", {"closed": frozenset({date(2026, 11, 30)})}, "Tuesday, 1 December, 08:00"),
        ("2026-03-27 18:00:00", {}, "Monday, 30 March, 08:00"),  # an hour earlier by the sun, the same on the wall
        ("2026-11-27 18:00:00", {"zone": NEW_YORK, "begins": time(9)}, "Monday, 30 November, 09:00"),
        ("2026-11-27 18:00:00", {"days": frozenset()}, None),
    ],
)
def test_it_is_known_when_calls_are_allowed_again(moment: str, about: dict[str, Any], opening: str | None) -> None:
    found = hours(**about).next_opening(utc(moment))

    assert (moment_in_words(found) if found else None) == opening


@pytest.mark.parametrize(
    ("about", "words"),
    [
        ({}, "Monday to Friday, 08:00 to 18:00"),
        ({"days": frozenset({0, 2})}, "Monday, Wednesday, 08:00 to 18:00"),
        ({"days": EVERY_DAY}, "08:00 to 18:00"),
        ({"begins": None}, "Monday to Friday"),
    ],
)
def test_hours_are_said_in_words(about: dict[str, Any], words: str) -> None:
    assert hours(**about).in_words() == words
