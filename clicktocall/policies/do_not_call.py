"""Whether a number stands on the do-not-call list, and the sentence that says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clicktocall.policies.models import DoNotCall
from clicktocall.policies.targets import Target
from clicktocall.policies.verdict import Verdict

MOST_KEPT = 20_000
"""So many entries are kept by each process, so that lists can say it beforehand. Of a longer list only clicks know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What is known of the list without asking: all of it, if it is short enough."""

    exists: bool = False
    is_whole: bool = True
    exact: dict[str, DoNotCall] = field(default_factory=dict)
    beginnings: dict[str, DoNotCall] = field(default_factory=dict)
    lengths: tuple[int, ...] = ()
    """Of the beginnings: the others need not be looked for."""

    def about(self, identity: str, day: date) -> DoNotCall | None:
        found: Iterable[DoNotCall | None] = (
            self.exact.get(identity),
            *[self.beginnings.get(identity[:length]) for length in self.lengths],
        )
        return next((entry for entry in found if entry and (entry.expires_on is None or entry.expires_on >= day)), None)


def listed() -> Listed:
    """The list as it is now, for the rulebook."""
    entries = list(DoNotCall.objects.in_force(timezone.localdate())[: MOST_KEPT + 1])
    if len(entries) > MOST_KEPT:
        return Listed(exists=True, is_whole=False)
    beginnings = {entry.number: entry for entry in entries if entry.is_prefix}
    return Listed(
        exists=bool(entries),
        exact={entry.number: entry for entry in entries if not entry.is_prefix},
        beginnings=beginnings,
        lengths=tuple(sorted({len(number) for number in beginnings})),
    )


def verdict_of(target: Target, known: Listed) -> Verdict | None:
    """What the list says at a click: a query only if it is too long to be known."""
    if target.is_never_stopped or not known.exists:
        return None
    if known.is_whole:
        return foreseen(target, known, timezone.localdate())
    entries = DoNotCall.objects.about(target.identity).in_force(timezone.localdate())
    entry = entries.order_by("is_prefix", "pk").first()
    return _verdict(entry) if entry else None


def first_listed(targets: Iterable[Target], known: Listed) -> Verdict | None:
    """Of the first of several numbers that stands on it."""
    return next(filter(None, (verdict_of(target, known) for target in targets)), None)


def foreseen(target: Target, known: Listed, day: date) -> Verdict | None:
    """The same for a page, without a query. `day` is today's: a page asks for it once, not for each number."""
    if target.is_never_stopped or not known.exists:
        return None
    entry = known.about(target.identity, day)
    return _verdict(entry) if entry else None


def _verdict(entry: DoNotCall) -> Verdict:
    said = _("This number is on the do-not-call list.")
    if entry.reason:
        said = _("This number is on the do-not-call list: %(reason)s.") % {"reason": entry.reason.rstrip(".")}
    if entry.expires_on:
        said += " " + _("That holds until %(day)s.") % {"day": date_format(entry.expires_on, "j F Y")}
    return Verdict(rule=_("do-not-call list"), no=f"{said} {_('Ask your administrator if you must call it.')}")
