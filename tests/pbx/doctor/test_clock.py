"""The PBX's clock beside ours, whichever way its zone is written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from clicktocall.pbx.doctor.clock import clock, difference
from clicktocall.pbx.doctor.findings import State

NOW = datetime(2019, 10, 18, 7, 7, 43, tzinfo=UTC)


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("2019-10-17 23:07:43 UTC-8", 0),  # eight hours west of Greenwich
        ("2019-10-18 15:07:43 UTC-8", 0),  # the same sign read as POSIX does
        ("2019-10-18 09:07:43 UTC+2", 0),
        ("2019-10-18 12:37:43 UTC+5:30", 0),
        ("2019-10-18 12:37:43 UTC+0530", 0),
        ("2019-10-18 07:07:43 UTC", 0),
        ("2019-10-18 09:10:43 UTC+2", 180),
        ("2019-10-18 09:02:43 GMT+2", -300),
    ],
)
def test_the_nearer_reading_counts(told: str, seconds: int) -> None:
    assert difference(told, NOW) == timedelta(seconds=seconds)


@pytest.mark.parametrize("told", ["", "yesterday", "2019-10-17 23:07:43", "2019-13-40 23:07:43 UTC"])
def test_what_is_no_time_is_not_compared(told: str) -> None:
    assert (difference(told, NOW), clock(told).state) == (None, State.NOT_CHECKED)


@pytest.mark.parametrize(
    ("minutes", "state", "means"),
    [
        (1.9, State.GOOD, "The PBX's clock and ours agree."),
        (-1.9, State.GOOD, "The PBX's clock and ours agree."),
        (3, State.WARNING, "The PBX's clock is 3 minutes ahead of ours."),
        (-6, State.WARNING, "The PBX's clock is 6 minutes behind ours."),
    ],
)
def test_two_minutes_are_forgiven(minutes: float, state: State, means: str) -> None:
    told = datetime.now(tz=UTC) + timedelta(minutes=minutes)

    said = clock(f"{told:%Y-%m-%d %H:%M:%S} UTC+0")

    assert (said.state, said.means) == (state, means)
