"""Compares the PBX's clock with ours."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clicktocall.pbx.doctor.findings import Finding, State, finding, not_checked

TOLERANCE = timedelta(minutes=2)
TOLD = re.compile(r"(\d{4}-\d{2}-\d{2})\s+(\d{2}:\d{2}:\d{2})\s*(?:UTC|GMT)\s*(?:([+-])\s*(\d{1,2})(?::?(\d{2}))?)?")


def clock(told: str) -> Finding:
    """What to say about the clock that the PBX tells."""
    off = difference(told, timezone.now())
    if off is None:
        return not_checked("clock", _("The PBX does not tell its time in a way that we can read."))
    if abs(off) <= TOLERANCE:
        return finding("clock", State.GOOD, _("The PBX's clock and ours agree."), facts=((_("The PBX says"), told),))
    minutes = round(abs(off).total_seconds() / 60)
    lag = ngettext("%d minute", "%d minutes", minutes) % minutes
    means = _("The PBX's clock is %s ahead of ours.") if off > timedelta(0) else _("The PBX's clock is %s behind ours.")
    return finding(
        "clock",
        State.WARNING,
        means % lag,
        to_do=_("Let both set their clocks by a time server (NTP). Times in call records are wrong until then."),
        facts=((_("The PBX says"), told),),
    )


def difference(told: str, now: datetime) -> timedelta | None:
    """How far the PBX's clock is ahead; None where it cannot be read.

    `2019-10-17 23:07:43 UTC-8` may mean eight hours west, as everywhere else, or eight hours to be taken off, as in
    POSIX. The guide does not say, so the reading counts that is nearer to our own clock.
    Source: Yeastar S-Series API 2.0.0, deviceinfo/query, field `systemtime`.
    """
    match = TOLD.search(told)
    if match is None:
        return None
    day, time_of_day, sign, hours, minutes = match.groups()
    try:
        local = datetime.fromisoformat(f"{day}T{time_of_day}").replace(tzinfo=UTC)
    except ValueError:
        return None
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0)) * (-1 if sign == "-" else 1)
    return min((local - offset - now, local + offset - now), key=abs)
