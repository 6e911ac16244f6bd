"""Looks for what is unusual in the calls of the last minutes. Each finding is an incident, told to staff once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clicktocall.accounts.models import User
from clicktocall.audit.models import Entry
from clicktocall.calls.models import Call, CallQuerySet
from clicktocall.numbering.classifying import NumberClass
from clicktocall.policies import alerting
from clicktocall.policies.alerting import Incident
from clicktocall.policies.countries import name_of
from clicktocall.policies.models import AlertKind

LOOK_BACK = timedelta(minutes=15)
"""Further than the time between two looks, so that a worker that was away misses nothing."""
AN_HOUR = timedelta(hours=1)
SHORT_SECONDS = 30
NIGHT_BEGINS, NIGHT_ENDS = time(22), time(6)
HISTORY_DAYS = 28
FEWEST_FAR_ABOVE = 20
"""Whoever calls little may call a few times more without an alert."""


def look() -> int:
    """How many new incidents there were."""
    on, now = alerting.thresholds(), timezone.now()
    users = list(_who_tried(now - LOOK_BACK))
    found: dict[tuple[AlertKind, str], Incident] = {}
    for kind, threshold in on.items():
        for user in users:
            for incident in FIND[kind](user, threshold, now):
                found.setdefault((kind, incident.key), incident)
    return sum(alerting.tell(incident) for incident in found.values())


def _who_tried(since: datetime) -> Iterator[User]:
    """Whoever has dialled, or was not allowed to, since then: by the trail, which is ordered by time."""
    tried = Entry.objects.since(since).filter(what__in=[Entry.What.DIAL_ALLOWED, Entry.What.DIAL_REFUSED])
    yield from User.objects.filter(username__in=tried.order_by().values("who").distinct()).order_by("pk")


def _first_country(user: User, _threshold: int, now: datetime) -> Iterator[Incident]:
    recent = _abroad(user).filter(placed_at__gte=now - LOOK_BACK)
    for country in sorted(set(recent.order_by().values_list("country", flat=True))):
        kind = AlertKind.FIRST_COUNTRY
        if country and not alerting.is_known(kind, country) and not _was_called_before(country, now - LOOK_BACK):
            words = {"user": user, "country": name_of(country)}
            yield Incident(kind=kind, key=country, sentence=_("First call to %(country)s, by %(user)s.") % words)


def _was_called_before(country: str, moment: datetime) -> bool:
    return Call.objects.filter(country=country, number_class=NumberClass.INTERNATIONAL, placed_at__lt=moment).exists()


def _short_international(user: User, threshold: int, now: datetime) -> Iterator[Incident]:
    ended = _abroad(user).filter(placed_at__gte=now - AN_HOUR).exclude(ended_at=None)
    short = sum((call.talk_seconds or 0) <= SHORT_SECONDS for call in ended)
    if short >= threshold:
        said = ngettext(
            "%(user)s has placed %(count)d short call abroad within an hour.",
            "%(user)s has placed %(count)d short calls abroad within an hour.",
            short,
        )
        words = {"user": user, "count": short}
        yield _of_the_day(AlertKind.SHORT_INTERNATIONAL, user, now, said % words)


def _night(user: User, threshold: int, now: datetime) -> Iterator[Incident]:
    """A night is that of the day on which it began."""
    local = now.astimezone(_zone())
    if NIGHT_ENDS <= local.time() < NIGHT_BEGINS:
        return
    evening = local.date() if local.time() >= NIGHT_BEGINS else local.date() - timedelta(days=1)
    began = datetime.combine(evening, NIGHT_BEGINS, tzinfo=_zone())
    placed = _outside(user).filter(placed_at__gte=began).count()
    if placed >= threshold:
        said = ngettext(
            "%(user)s has placed %(count)d outside call in the night of %(day)s.",
            "%(user)s has placed %(count)d outside calls in the night of %(day)s.",
            placed,
        ) % {"user": user, "count": placed, "day": evening.isoformat()}
        yield Incident(kind=AlertKind.NIGHT, key=f"{user.pk}:{evening.isoformat()}", sentence=said)


def _limit_hit(user: User, threshold: int, now: datetime) -> Iterator[Incident]:
    refused = Entry.objects.since(now - AN_HOUR).filter(who=user.get_username(), what=Entry.What.DIAL_REFUSED)
    hit = refused.filter(detail__has_key="limit").count()
    if hit >= threshold:
        words = {"user": user, "count": hit}
        said = _("%(user)s has been refused %(count)d times within an hour, because a limit was used up.") % words
        yield _of_the_day(AlertKind.LIMIT_HIT, user, now, said)


def _far_above(user: User, threshold: int, now: datetime) -> Iterator[Incident]:
    """Compared with the mean of the last four weeks, days without a call included."""
    midnight = datetime.combine(now.astimezone(_zone()).date(), time(), tzinfo=_zone())
    today = _outside(user).filter(placed_at__gte=midnight).count()
    before = _outside(user).filter(placed_at__gte=midnight - timedelta(days=HISTORY_DAYS), placed_at__lt=midnight)
    usual = before.count() / HISTORY_DAYS
    if today >= FEWEST_FAR_ABOVE and today >= threshold * usual:
        words = {"user": user, "count": today, "usual": f"{usual:.1f}"}
        said = _("%(user)s has placed %(count)d outside calls today; on a usual day it is %(usual)s.") % words
        yield _of_the_day(AlertKind.FAR_ABOVE, user, now, said)


FIND: Mapping[AlertKind, Callable[[User, int, datetime], Iterator[Incident]]] = MappingProxyType(
    {
        AlertKind.FIRST_COUNTRY: _first_country,
        AlertKind.SHORT_INTERNATIONAL: _short_international,
        AlertKind.NIGHT: _night,
        AlertKind.LIMIT_HIT: _limit_hit,
        AlertKind.FAR_ABOVE: _far_above,
    }
)


def _of_the_day(kind: AlertKind, user: User, now: datetime, sentence: str) -> Incident:
    return Incident(kind=kind, key=f"{user.pk}:{now.astimezone(_zone()).date().isoformat()}", sentence=sentence)


def _abroad(user: User) -> CallQuerySet:
    return Call.objects.of(user).filter(number_class=NumberClass.INTERNATIONAL)


def _outside(user: User) -> CallQuerySet:
    never = [NumberClass.INTERNAL, NumberClass.EMERGENCY, NumberClass.SHORT_CODE]
    return Call.objects.of(user).exclude(number_class__in=never)


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)
