"""One policy as the clicks use it: read once, then only compared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import get_language

from clicktocall.numbering.classifying import NumberClass
from clicktocall.policies.countries import name_of
from clicktocall.policies.hours import Hours, moment_in_words
from clicktocall.policies.models import Policy
from clicktocall.policies.targets import Target, may_be_a_phone
from clicktocall.translating import said as _


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PolicyRule:
    """`users` and `groups` are whom it is for; `is_for_everybody`: whoever has no other.

    A key of caches: read anew it is another one.
    """

    name: str
    users: frozenset[int]
    groups: frozenset[int]
    is_for_everybody: bool
    classes: frozenset[str]
    countries: frozenset[str]
    every_country: bool
    allowed: frozenset[str]
    blocked: frozenset[str]
    hours: Hours
    caller_kinds: frozenset[str]
    whom_to_ask: str

    def why_not(self, target: Target, *, at: datetime, caller_kind: str) -> str:
        """The sentence of this policy's no; empty if it allows the call."""
        said = self._why_not_from(caller_kind) or self._why_not_to(target) or self._why_not_now(target, at)
        return f"{said} {self._ask()}" if said else ""

    def _why_not_from(self, caller_kind: str) -> str:
        if caller_kind in self.caller_kinds:
            return ""
        return (
            _("The rule “%(rule)s” does not let this caller be rung first. Choose a phone of your own.") % self._words
        )

    def _why_not_to(self, target: Target) -> str:
        allowed = _longest(self.allowed, target.identity)
        blocked = _longest(self.blocked, target.identity)
        if blocked and len(blocked) >= len(allowed):
            words = {**self._words, "prefix": blocked}
            return _("The rule “%(rule)s” does not allow numbers that begin with %(prefix)s.") % words
        if allowed or self._allows_kind(target):
            return ""
        if target.number_class is NumberClass.INTERNATIONAL and not target.country and target.identity.isdigit():
            words = {**self._words, "digits": target.identity}
            return (
                _("The rule “%(rule)s” does not allow %(digits)s: it is no number of the office or the country.")
                % words
            )
        if target.number_class is NumberClass.INTERNATIONAL:
            words = {**self._words, "country": name_of(target.country) or _("abroad")}
            return _("The rule “%(rule)s” does not allow calls to %(country)s.") % words
        words = {**self._words, "class": _(target.number_class.label)}
        said = _("The rule “%(rule)s” does not allow calls to numbers of this class: %(class)s.") % words
        if not may_be_a_phone(target):
            return said
        return f"{said} {_('Unless the PBX has a phone of this number, the network charges extra for it.')}"

    def _allows_kind(self, target: Target) -> bool:
        if target.number_class is NumberClass.INTERNATIONAL:
            return self.every_country or target.country in self.countries
        return target.number_class in self.classes

    def _why_not_now(self, target: Target, at: datetime) -> str:
        """Colleagues may be called at any time."""
        if target.number_class is NumberClass.INTERNAL or self.hours.is_always or self.hours.is_open(at):
            return ""
        words = {**self._words, "hours": self.hours.in_words() or _("working days")}
        said = _("The rule “%(rule)s” allows outside calls at these times only: %(hours)s.") % words
        opening = self.hours.next_opening(at)
        if opening is None:
            return said
        return f"{said} {_('You can call again from %(moment)s.') % {'moment': moment_in_words(opening)}}"

    def _ask(self) -> str:
        if self.whom_to_ask:
            return _("Ask %(whom)s if you need it.") % {"whom": self.whom_to_ask}
        return _("Ask your administrator if you need it.")

    @property
    def _words(self) -> dict[str, str]:
        return {"rule": self.name}


def rule_of(policy: Policy, holidays: Iterable[date]) -> PolicyRule:
    """`policy` as its row stands. One that is not saved is for nobody in particular."""
    is_kept = policy.pk is not None
    return PolicyRule(
        name=policy.name,
        users=frozenset(user.pk for user in policy.users.all()) if is_kept else frozenset(),
        groups=frozenset(group.pk for group in policy.groups.all()) if is_kept else frozenset(),
        is_for_everybody=policy.is_for_everybody,
        classes=frozenset(policy.classes),
        countries=frozenset(policy.countries),
        every_country=policy.every_country,
        allowed=frozenset(policy.allowed_prefixes.split()),
        blocked=frozenset(policy.blocked_prefixes.split()),
        hours=Hours(
            days=frozenset(policy.days),
            begins=policy.from_time,
            ends=policy.until_time,
            closed=frozenset() if policy.on_holidays else frozenset(holidays),
            zone=ZoneInfo(policy.time_zone or settings.TIME_ZONE),
        ),
        caller_kinds=frozenset(policy.caller_kinds),
        whom_to_ask=policy.whom_to_ask,
    )


def safe_default() -> PolicyRule:
    """What holds for everybody until staff write a policy: nothing that costs more than an ordinary call at home."""
    return _safe_default(get_language())


@cache
def _safe_default(_language: str | None) -> PolicyRule:
    return rule_of(Policy(name=str(_("standard")), is_for_everybody=True), ())


def _longest(prefixes: frozenset[str], identity: str) -> str:
    if not prefixes:
        return ""
    fitting = (identity[:length] for length in range(len(identity), 0, -1) if identity[:length] in prefixes)
    return next(fitting, "")
