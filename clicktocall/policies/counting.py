"""Takes a place under every limit that holds for a call, in the call's own transaction: all of them, or none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.db.models import F
from django.utils import timezone

from clicktocall.policies.models import Use
from clicktocall.policies.models.limits import Window
from clicktocall.policies.rulebook import Rules
from clicktocall.policies.rules_of_limits import LimitRule, Subject
from clicktocall.policies.targets import Target
from clicktocall.policies.verdict import Verdict
from clicktocall.policies.verdicts import Person

_USES = "SELECT * FROM policies_use WHERE limit_id IN ({}) AND subject IN ({}) AND begins IN ({})"
KEEP_USES = timedelta(days=70)
"""Longer than any window."""


class Reached(Exception):
    """A limit has no room. The verdict says which, and until when."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__()
        self.verdict = verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Talked:
    """`set_aside` is what calls that go on may still use before they count for more than they were given at once."""

    seconds: float
    set_aside: float


class Usage(Protocol):
    """What only the calls themselves can tell."""

    def live(self, limit: LimitRule, subject: Subject) -> int:
        """How many of the subject's calls, as the limit counts them, go on now."""
        ...

    def talked(self, limit: LimitRule, subject: Subject, *, since: datetime) -> Talked:
        """For how long they have talked since then."""
        ...


def office_zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def limits_for(
    now: Rules, person: Person, called: Sequence[Target], *, pbx_id: int
) -> Iterator[tuple[LimitRule, Subject, int]]:
    """Those that hold for the call, and how often it counts: two outside numbers of one call are two.

    Always in the same order: two calls at once never wait for each other in turn.
    """
    counted = [target for target in called if not target.is_never_stopped]
    for limit in now.limits:
        subject = limit.subject(user_id=person.user_id, groups=person.groups, pbx_id=pbx_id)
        places = sum(limit.counts(target.number_class) for target in counted)
        if subject is not None and places:
            yield limit, subject, places


def take(now: Rules, person: Person, called: Sequence[Target], *, pbx_id: int, usage: Usage) -> None:
    """Count the call that is being placed in this transaction. Raises Reached; then roll back."""
    at, zone = timezone.now(), office_zone()
    for limit, subject, places in limits_for(now, person, called, pbx_id=pbx_id):
        begins = limit.begins(at, zone)
        if limit.window is Window.AT_ONCE:
            _line_up(limit, subject, begins)
            has_room = usage.live(limit, subject) + places <= (limit.most_calls or 0)
        elif limit.most_calls is None:
            _line_up(limit, subject, begins)
            has_room = True
        else:
            has_room = _take_places(limit, subject, begins, places=places)
        if not has_room:
            raise Reached(Verdict(rule=limit.name, no=limit.sentence(at=at, zone=zone)))
        if limit.most_minutes is not None:
            # Nobody else places a call under this limit meanwhile: its row is ours until the transaction ends.
            talked = usage.talked(limit, subject, since=begins)
            if talked.seconds + talked.set_aside >= limit.most_minutes * 60:
                raise Reached(Verdict(rule=limit.name, no=_no_minutes(limit, talked, at, zone)))


def _no_minutes(limit: LimitRule, talked: Talked, at: datetime, zone: ZoneInfo) -> str:
    if talked.seconds >= (limit.most_minutes or 0) * 60:
        return limit.sentence(at=at, zone=zone, of_minutes=True)
    return limit.sentence_of_calls_that_go_on()


def used_up(now: Rules, person: Person, *, pbx_id: int, usage: Usage) -> Mapping[LimitRule, Verdict]:
    """The limits that have no room left now, for the page to say so before the click.

    One query for all that count calls, a few for each that counts minutes; none where there are none.
    """
    return {
        **_out_of_calls(now, person, pbx_id=pbx_id),
        **_out_of_minutes(now, person, pbx_id=pbx_id, usage=usage),
        **_of_none(now, person, pbx_id=pbx_id),
    }


def _of_none(now: Rules, person: Person, *, pbx_id: int) -> Mapping[LimitRule, Verdict]:
    """Those that never have room, in whatever window."""
    at, zone = timezone.now(), office_zone()
    return {
        limit: Verdict(rule=limit.name, no=limit.sentence(at=at, zone=zone))
        for limit in now.limits
        if limit.allows_none and limit.subject(user_id=person.user_id, groups=person.groups, pbx_id=pbx_id)
    }


def _out_of_minutes(now: Rules, person: Person, *, pbx_id: int, usage: Usage) -> Mapping[LimitRule, Verdict]:
    """What calls that go on may still use is not foretold: it may be free again at the click."""
    at, zone = timezone.now(), office_zone()
    found: dict[LimitRule, Verdict] = {}
    for limit in now.limits:
        subject = limit.subject(user_id=person.user_id, groups=person.groups, pbx_id=pbx_id)
        if subject is None or limit.most_minutes is None:
            continue
        if usage.talked(limit, subject, since=limit.begins(at, zone)).seconds >= limit.most_minutes * 60:
            found[limit] = Verdict(rule=limit.name, no=limit.sentence(at=at, zone=zone, of_minutes=True))
    return found


def _out_of_calls(now: Rules, person: Person, *, pbx_id: int) -> Mapping[LimitRule, Verdict]:
    at, zone = timezone.now(), office_zone()
    asked: dict[tuple[int, str, datetime], LimitRule] = {}
    for limit in now.limits:
        subject = limit.subject(user_id=person.user_id, groups=person.groups, pbx_id=pbx_id)
        if subject is not None and limit.most_calls is not None and limit.window is not Window.AT_ONCE:
            asked[limit.pk, str(subject), limit.begins(at, zone)] = limit
    if not asked:
        return {}
    used = _used(asked)
    full = [limit for key, limit in asked.items() if used.get(key, 0) >= (limit.most_calls or 0)]
    return {limit: Verdict(rule=limit.name, no=limit.sentence(at=at, zone=zone)) for limit in full}


def _used(asked: Iterable[tuple[int, str, datetime]]) -> Mapping[tuple[int, str, datetime], int]:
    """Of each limit, subject and window how many calls were counted. In plain SQL, as each page asks it."""
    limits, subjects, begins = (list(dict.fromkeys(parts)) for parts in zip(*asked, strict=True))
    moments = [connection.ops.adapt_datetimefield_value(moment) for moment in begins]
    places = [", ".join(["%s"] * len(given)) for given in (limits, subjects, moments)]
    uses = Use.objects.raw(_USES.format(*places), [*limits, *subjects, *moments])
    return {(use.limit_id, use.subject, use.begins): use.calls for use in uses}


def prune() -> None:
    """Let go of windows that are long over."""
    Use.objects.filter(begins__lt=timezone.now() - KEEP_USES).exclude(limit__window=Window.AT_ONCE).delete()


def _take_places(limit: LimitRule, subject: Subject, begins: datetime, *, places: int) -> bool:
    """One conditional UPDATE; the first call of a window makes its row before it."""
    here = Use.objects.filter(limit=limit.pk, subject=str(subject), begins=begins)
    room = here.filter(calls__lte=(limit.most_calls or 0) - places)
    if room.update(calls=F("calls") + places):
        return True
    _make(limit, subject, begins)
    return bool(room.update(calls=F("calls") + places))


def _line_up(limit: LimitRule, subject: Subject, begins: datetime) -> None:
    """Whoever comes at the same moment waits here until this call is kept, or not: then it counts what goes on."""
    here = Use.objects.filter(limit=limit.pk, subject=str(subject), begins=begins)
    if not here.update(calls=F("calls") + 1):
        _make(limit, subject, begins)
        here.update(calls=F("calls") + 1)


def _make(limit: LimitRule, subject: Subject, begins: datetime) -> None:
    Use.objects.bulk_create([Use(limit_id=limit.pk, subject=str(subject), begins=begins)], ignore_conflicts=True)
