"""Looks for what is unusual in the calls of the last minutes. Each finding is an incident, told to staff once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q
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
INSIDE = [NumberClass.INTERNAL, NumberClass.EMERGENCY, NumberClass.SHORT_CODE]
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
    new = sum(alerting.tell(incident) for incident in found.values())
    alerting.send_due()
    return new


def _who_tried(since: datetime) -> Iterator[User]:
    """Whoever has dialled, or was not allowed to, since then: by the trail, which is ordered by time."""
    tried = Entry.objects.since(since).filter(what__in=[Entry.What.DIAL_ALLOWED, Entry.What.DIAL_REFUSED])
    yield from User.objects.filter(username__in=tried.order_by().values("who").distinct()).order_by("pk")


def _first_country(user: User, _threshold: int, now: datetime) -> Iterator[Incident]:
    recent = now - LOOK_BACK
    called = _abroad(user).filter(placed_at__gte=recent).values_list("country", flat=True)
    sent_on = _sent_abroad(user).filter(transferred_at__gte=recent).values_list("transfer_country", flat=True)
    for country in sorted({*called.order_by(), *sent_on.order_by()}):
        kind = AlertKind.FIRST_COUNTRY
        if country and not alerting.is_known(kind, country) and not _was_called_before(country, recent):
            words = {"user": user, "country": name_of(country)}
            yield Incident(kind=kind, key=country, sentence=_("First call to %(country)s, by %(user)s.") % words)


def _was_called_before(country: str, moment: datetime) -> bool:
    called = Q(country=country, number_class=NumberClass.INTERNATIONAL, placed_at__lt=moment)
    sent_on = Q(transfer_country=country, transfer_class=NumberClass.INTERNATIONAL, transferred_at__lt=moment)
    return any(Call.objects.filter(either).exists() for either in (called, sent_on))


def _short_international(user: User, threshold: int, now: datetime) -> Iterator[Incident]:
    """A call that was sent on abroad counts by itself: it is short if those who were left in it soon hung up."""
    an_hour_ago = now - AN_HOUR
    ended = _abroad(user).filter(placed_at__gte=an_hour_ago).exclude(ended_at=None)
    seconds = [call.talk_seconds or 0 for call in ended]
    sent_on = _sent_abroad(user).filter(transferred_at__gte=an_hour_ago).exclude(onward_ended_at=None)
    lines = sent_on.values_list("transferred_at", "onward_ended_at")
    seconds += [int((end - begin).total_seconds()) for begin, end in lines if begin and end]
    short = sum(one <= SHORT_SECONDS for one in seconds)
    if short >= threshold:
        said = ngettext(
            "%(user)s has placed %(count)d short call abroad within an hour.",
            "%(user)s has placed %(count)d short calls abroad within an hour.",
            short,
        )
        words = {"user": user, "count": short}
        yield _of_the_day(AlertKind.SHORT_INTERNATIONAL, user, now, said % words)


def _night(user: User, threshold: int, now: datetime) -> Iterator[Incident]:
    """A night is that of the day on which it began. One that has just ended is looked at to its last minute."""
    for evening in sorted(set(filter(None, map(_evening_of, (now - LOOK_BACK, now))))):
        began = datetime.combine(evening, NIGHT_BEGINS, tzinfo=_zone())
        ended = datetime.combine(evening + timedelta(days=1), NIGHT_ENDS, tzinfo=_zone())
        placed = _placed_outside(user, began, ended)
        if placed >= threshold:
            said = ngettext(
                "%(user)s has placed %(count)d outside call in the night of %(day)s.",
                "%(user)s has placed %(count)d outside calls in the night of %(day)s.",
                placed,
            ) % {"user": user, "count": placed, "day": evening.isoformat()}
            yield Incident(kind=AlertKind.NIGHT, key=f"{user.pk}:{evening.isoformat()}", sentence=said)


def _evening_of(moment: datetime) -> date | None:
    """The day on which the night of that moment began; None by day."""
    local = moment.astimezone(_zone())
    if NIGHT_ENDS <= local.time() < NIGHT_BEGINS:
        return None
    return local.date() if local.time() >= NIGHT_BEGINS else local.date() - timedelta(days=1)


def _limit_hit(user: User, threshold: int, now: datetime) -> Iterator[Incident]:
    refused = Entry.objects.since(now - AN_HOUR).filter(who=user.get_username(), what=Entry.What.DIAL_REFUSED)
    hit = refused.filter(detail__has_key="limit").count()
    if hit >= threshold:
        words = {"user": user, "count": hit}
        said = _("%(user)s has been refused %(count)d times within an hour, because a limit was used up.") % words
        yield _of_the_day(AlertKind.LIMIT_HIT, user, now, said)


def _far_above(user: User, threshold: int, now: datetime) -> Iterator[Incident]:
    """Compared with the mean of the last four weeks, days without a call included. A day is looked at to its end."""
    for day in sorted({moment.astimezone(_zone()).date() for moment in (now - LOOK_BACK, now)}):
        midnight, history = _midnight(day), _midnight(day - timedelta(days=HISTORY_DAYS))
        placed = _placed_outside(user, midnight, _midnight(day + timedelta(days=1)))
        usual = _placed_outside(user, history, midnight) / HISTORY_DAYS
        if placed >= FEWEST_FAR_ABOVE and placed >= threshold * usual:
            words = {"user": user, "count": placed, "usual": f"{usual:.1f}", "day": day.isoformat()}
            said = _("%(user)s has placed %(count)d outside calls on %(day)s; on a usual day it is %(usual)s.") % words
            yield Incident(kind=AlertKind.FAR_ABOVE, key=f"{user.pk}:{day.isoformat()}", sentence=said)


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
    """What goes on across midnight is the incident of the day on which it began."""
    day = now.astimezone(_zone()).date()
    before = f"{user.pk}:{(day - timedelta(days=1)).isoformat()}"
    goes_on = alerting.goes_on(kind, before, since=now - AN_HOUR)
    return Incident(kind=kind, key=before if goes_on else f"{user.pk}:{day.isoformat()}", sentence=sentence)


def _abroad(user: User) -> CallQuerySet:
    return Call.objects.of(user).filter(number_class=NumberClass.INTERNATIONAL)


def _sent_abroad(user: User) -> CallQuerySet:
    """Calls that were sent on to a number abroad."""
    return Call.objects.of(user).filter(transfer_class=NumberClass.INTERNATIONAL).exclude(transferred_at=None)


def _placed_outside(user: User, begin: datetime, end: datetime) -> int:
    """How many outside numbers they have called between the two moments, or have sent a call on to."""
    called = Call.objects.of(user).filter(placed_at__gte=begin, placed_at__lt=end).exclude(number_class__in=INSIDE)
    sent_on = Call.objects.of(user).filter(transferred_at__gte=begin, transferred_at__lt=end)
    return called.count() + sent_on.exclude(transfer_class__in=[*INSIDE, ""]).count()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=_zone())


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)
