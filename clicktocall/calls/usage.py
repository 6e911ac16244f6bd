"""What limits ask of the calls: how many go on, and for how long somebody has talked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import DurationField, ExpressionWrapper, F, Q, Sum
from django.utils import timezone

from clicktocall.calls.models import Call, CallQuerySet
from clicktocall.policies.counting import Talked
from clicktocall.policies.models.limits import Scope
from clicktocall.policies.rules_of_limits import LimitRule, Subject
from clicktocall.policies.targets import NEVER_STOPPED

LONGEST_RING = timedelta(hours=1)
"""A call that was answered in a window was placed at most so long before it."""
LONGEST_TALK = timedelta(days=1)
"""A call that was placed longer ago than that before a window does not reach into it."""
AT_LEAST = timedelta(minutes=1)
"""What a call that goes on counts from its click on, so that those that have not been answered yet use up something."""


class CallUsage:
    """Satisfies `policies.counting.Usage`. A call for which an own number is rung first is two: it has two lines."""

    def live(self, limit: LimitRule, subject: Subject) -> int:
        return sum(calls.live().count() for calls in _sides(limit, subject))

    def talked(self, limit: LimitRule, subject: Subject, *, since: datetime) -> Talked:
        """The PBX's own figures where there are any, else ours; what goes on counts up to now, and AT_LEAST."""
        seconds, set_aside = 0.0, 0.0
        for calls in _sides(limit, subject):
            live = _of_live(calls, since)
            seconds += _of_ended(calls, since) + _of_reaching_in(calls, since) + sum(live)
            set_aside += sum(max(0.0, AT_LEAST.total_seconds() - talked) for talked in live)
        return Talked(seconds=seconds, set_aside=set_aside)


def _of_ended(calls: CallQuerySet, since: datetime) -> float:
    """Those that were answered in the window."""
    within = calls.filter(placed_at__gte=since - LONGEST_RING, answered_at__gte=since).exclude(ended_at=None)
    talked = ExpressionWrapper(F("ended_at") - F("answered_at"), output_field=DurationField())
    sums = within.aggregate(billed=Sum("billed_talk_seconds"), ours=Sum(talked, filter=Q(billed_talk_seconds=None)))
    ours: timedelta | None = sums["ours"]
    return float(sums["billed"] or 0) + (ours.total_seconds() if ours else 0.0)


def _of_reaching_in(calls: CallQuerySet, since: datetime) -> float:
    """Those that were answered before the window and ended in it: what they talked in it. Never many."""
    reaching = calls.filter(placed_at__gte=since - LONGEST_TALK, answered_at__lt=since, ended_at__gt=since)
    return sum((end - since).total_seconds() for end in reaching.values_list("ended_at", flat=True) if end)


def _of_live(calls: CallQuerySet, since: datetime) -> list[float]:
    """For each that goes on; 0 where nobody has answered yet."""
    now = timezone.now()
    begins = calls.live().values_list("answered_at", flat=True)
    return [(now - max(begin, since)).total_seconds() if begin else 0.0 for begin in begins]


def _sides(limit: LimitRule, subject: Subject) -> Iterator[CallQuerySet]:
    """The calls that the limit counts: for whom is called, and for the own number that is rung first."""
    whose = {Scope.USER: "user", Scope.GROUP: "user__groups", Scope.PBX: "pbx"}[subject.scope]
    calls = Call.objects.filter(**{whose: subject.pk}).exclude(number_class__in=NEVER_STOPPED)
    yield calls.filter(number_class__in=limit.classes) if limit.classes else calls
    first = calls.exclude(caller_class="")
    yield first.filter(caller_class__in=limit.classes) if limit.classes else first
