"""What limits ask of the calls: how many go on, and for how long somebody has talked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import DurationField, ExpressionWrapper, F, Q, Sum
from django.utils import timezone

from clicktocall.calls import onward
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

_NEVER_COUNTED = frozenset({*NEVER_STOPPED, ""})
_OF_ONWARD = (
    "number_class", "transfer_class", "caller_class", "answered_at", "transferred_at", "ended_at", "onward_ended_at"
)  # fmt: skip


class CallUsage:
    """Satisfies `policies.counting.Usage`. A call for which an own number is rung first is two: it has two lines."""

    def live(self, limit: LimitRule, subject: Subject) -> int:
        """Those that were sent on hold a line each for those who are left, for as long as they talk."""
        going_on = sum(calls.live().filter(transferred_at=None).count() for calls in _sides(limit, subject))
        return going_on + sum(end is None for _begin, end in _onward(limit, subject, timezone.now()))

    def talked(self, limit: LimitRule, subject: Subject, *, since: datetime) -> Talked:
        """The PBX's own figures where there are any, else ours; what goes on counts up to now, and AT_LEAST.

        Of a call that was sent on both lines count until those who are left have hung up, by our own clock: a figure
        of the PBX does not say which of them it is about.
        """
        seconds, set_aside = 0.0, 0.0
        for calls in _sides(limit, subject):
            live = _of_live(calls, since)
            seconds += _of_ended(calls, since) + _of_reaching_in(calls, since) + sum(live)
            set_aside += sum(max(0.0, AT_LEAST.total_seconds() - talked) for talked in live)
        for begin, end in _onward(limit, subject, since):
            seconds += max(0.0, (onward.end_of(begin, end) - max(begin, since)).total_seconds())
        return Talked(seconds=seconds, set_aside=set_aside)


def _onward(limit: LimitRule, subject: Subject, since: datetime) -> Iterator[tuple[datetime, datetime | None]]:
    """The lines of calls that were sent on, each with its begin and its end, if it has one: one query, never many.

    The one to whom it was first goes on from the answer on; the one to whom they were sent, from then on; an own number
    that was rung first has left it.
    """
    calls = onward.transferred(since).filter(placed_at__gte=since - LONGEST_TALK, **_whose(subject))
    for call in calls.only(*_OF_ONWARD):
        lines = (
            (call.number_class, call.answered_at, call.onward_ended_at),
            (call.transfer_class, call.transferred_at, call.onward_ended_at),
            (call.caller_class, call.answered_at, call.ended_at),
        )
        for number_class, begin, end in lines:
            if begin and number_class not in _NEVER_COUNTED and limit.counts(number_class):
                yield begin, end


def _of_ended(calls: CallQuerySet, since: datetime) -> float:
    """Those that were answered in the window."""
    calls = calls.filter(transferred_at=None)
    within = calls.filter(placed_at__gte=since - LONGEST_RING, answered_at__gte=since).exclude(ended_at=None)
    talked = ExpressionWrapper(F("ended_at") - F("answered_at"), output_field=DurationField())
    sums = within.aggregate(billed=Sum("billed_talk_seconds"), ours=Sum(talked, filter=Q(billed_talk_seconds=None)))
    ours: timedelta | None = sums["ours"]
    return float(sums["billed"] or 0) + (ours.total_seconds() if ours else 0.0)


def _of_reaching_in(calls: CallQuerySet, since: datetime) -> float:
    """Those that were answered before the window and ended in it: what they talked in it. Never many."""
    calls = calls.filter(transferred_at=None)
    reaching = calls.filter(placed_at__gte=since - LONGEST_TALK, answered_at__lt=since, ended_at__gt=since)
    return sum((end - since).total_seconds() for end in reaching.values_list("ended_at", flat=True) if end)


def _of_live(calls: CallQuerySet, since: datetime) -> list[float]:
    """For each that goes on; 0 where nobody has answered yet."""
    now = timezone.now()
    begins = calls.live().filter(transferred_at=None).values_list("answered_at", flat=True)
    return [(now - max(begin, since)).total_seconds() if begin else 0.0 for begin in begins]


def _sides(limit: LimitRule, subject: Subject) -> Iterator[CallQuerySet]:
    """The calls that the limit counts: for whom is called, and for the own number that is rung first."""
    calls = Call.objects.filter(**_whose(subject)).exclude(number_class__in=NEVER_STOPPED)
    yield calls.filter(number_class__in=limit.classes) if limit.classes else calls
    first = calls.exclude(caller_class="")
    yield first.filter(caller_class__in=limit.classes) if limit.classes else first


def _whose(subject: Subject) -> dict[str, int]:
    of = {Scope.USER: "user", Scope.GROUP: "user__groups", Scope.PBX: "pbx"}[subject.scope]
    return {of: subject.pk}
