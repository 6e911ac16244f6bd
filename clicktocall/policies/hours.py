"""Days and hours as the clock on the office wall shows them, across midnight, holidays and the changes of the clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clicktocall.policies.models.policies import Day

LOOK_AHEAD_DAYS = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """`begins` and `ends` None: the whole day. `ends` before `begins`: on the day after."""

    days: frozenset[int]
    begins: time | None
    ends: time | None
    closed: frozenset[date]
    zone: ZoneInfo

    @property
    def is_always(self) -> bool:
        return len(self.days) == 7 and not self.closed and self._is_whole_day

    def is_open(self, moment: datetime) -> bool:
        """By the time on the wall: in the hour that summer time skips or repeats, the hands decide."""
        local = moment.astimezone(self.zone)
        if self._is_whole_day:
            return self._opens_on(local.date())
        begins, ends, now = self.begins or time(), self.ends or time(), local.time()
        if begins < ends:
            return self._opens_on(local.date()) and begins <= now < ends
        began_today = now >= begins and self._opens_on(local.date())
        return began_today or (now < ends and self._opens_on(local.date() - timedelta(days=1)))

    def next_opening(self, moment: datetime) -> datetime | None:
        """When it opens after `moment`; None if that is more than a year away, or never."""
        today = moment.astimezone(self.zone).date()
        for ahead in range(LOOK_AHEAD_DAYS):
            day = today + timedelta(days=ahead)
            opening = datetime.combine(day, self.begins or time(), tzinfo=self.zone)
            if self._opens_on(day) and opening > moment:
                return opening
        return None

    def in_words(self) -> str:
        """For instance "Monday to Friday, 08:00 to 18:00"."""
        days = self._days_in_words()
        if self._is_whole_day:
            return days
        times = _("%(begins)s to %(ends)s") % {"begins": f"{self.begins:%H:%M}", "ends": f"{self.ends:%H:%M}"}
        return f"{days}, {times}" if days else times

    @property
    def _is_whole_day(self) -> bool:
        return self.begins is None or self.ends is None or self.begins == self.ends

    def _opens_on(self, day: date) -> bool:
        return day.weekday() in self.days and day not in self.closed

    def _days_in_words(self) -> str:
        days = sorted(self.days)
        if len(days) == 7:
            return ""
        if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
            return _("%(first)s to %(last)s") % {"first": Day(days[0]).label, "last": Day(days[-1]).label}
        return ", ".join(str(Day(day).label) for day in days)


def moment_in_words(moment: datetime) -> str:
    """As it is read in the zone that it carries."""
    return date_format(moment.replace(tzinfo=None), _("l, j F, H:i"))
