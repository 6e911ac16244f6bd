"""What limits ask of the calls: how many go on, and for how long somebody has talked."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import DateTimeField, DurationField, ExpressionWrapper, F, Q, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from clicktocall.calls.models import Call, CallQuerySet
from clicktocall.policies.models.limits import Scope
from clicktocall.policies.rules_of_limits import LimitRule, Subject

LONGEST_RING = timedelta(hours=1)
"""A call that was answered in a window was placed at most so long before it."""


class CallUsage:
    """Satisfies `policies.counting.Usage`."""

    def live(self, limit: LimitRule, subject: Subject) -> int:
        return _calls_of(limit, subject).live().count()

    def talk_seconds(self, limit: LimitRule, subject: Subject, *, since: datetime) -> float:
        """The PBX's own figures where there are any, else ours; what goes on counts up to now."""
        calls = _calls_of(limit, subject).filter(placed_at__gte=since - LONGEST_RING, answered_at__gte=since)
        until = Coalesce("ended_at", Value(timezone.now()), output_field=DateTimeField())
        talked = ExpressionWrapper(until - F("answered_at"), output_field=DurationField())
        sums = calls.aggregate(billed=Sum("billed_talk_seconds"), ours=Sum(talked, filter=Q(billed_talk_seconds=None)))
        ours: timedelta | None = sums["ours"]
        return float(sums["billed"] or 0) + (ours.total_seconds() if ours else 0.0)


def _calls_of(limit: LimitRule, subject: Subject) -> CallQuerySet:
    whose = {Scope.USER: "user", Scope.GROUP: "user__groups", Scope.PBX: "pbx"}[subject.scope]
    calls = Call.objects.filter(**{whose: subject.pk})
    return calls.filter(number_class__in=limit.classes) if limit.classes else calls
