"""What a page forewarns of before anybody clicks: whether dialling is stopped, and which buttons would be refused."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cached_property, lru_cache
from html import escape

from django.core import signing
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from clicktocall.accounts.models import User
from clicktocall.calls import live_line
from clicktocall.calls.usage import CallUsage
from clicktocall.numbering.numbering_plan import NumberingPlan
from clicktocall.policies import counting, do_not_call, switch, verdicts
from clicktocall.policies.rulebook import Rules, rules, rules_as_of
from clicktocall.policies.rules_of_limits import LimitRule
from clicktocall.policies.rules_of_policies import PolicyRule
from clicktocall.policies.targets import Kind, Target, are_never_stopped, may_be_a_phone, targets_of_typed
from clicktocall.policies.verdict import Verdict
from clicktocall.policies.verdicts import Person
from directory.models import Extension
from directory.parties import inside_numbers

SIGNER = signing.TimestampSigner(salt="calls.forewarning")
NEVER_STOPPED, NOTHING = "data-always", ""
GREYED = 'aria-disabled="true"'
GREYED_BY_THE_SWITCH = 'aria-disabled="true" data-stopped-here'


class Forewarning:
    """The rules as they stand for the user of these phones. Each thing is asked for once, however many buttons ask.

    Only what is `polled`, a whole page or the notice that it polls for, has to say which rules it has seen.
    """

    def __init__(self, user: User, phones: list[Extension], *, polled: bool = True) -> None:
        self.user = user
        self.phones = phones
        self._is_polled = polled
        self._marks: dict[tuple[object, ...], tuple[str, str]] = {}
        # Before the rules: no page has seen what came after. Without a version the next poll is answered in full.
        self._version = live_line.version_of_the_rules() if polled else ""

    @cached_property
    def rules(self) -> Rules:
        """Without a version to name, as of the moment in which the phones were read: no query of their own."""
        beside = [] if self._is_polled else [vars(phone) for phone in self.phones]
        if beside and "rules_version" in beside[0]:
            return rules_as_of(beside[0]["rules_version"])
        return rules()

    @cached_property
    def stops(self) -> dict[int, str]:
        """For each PBX of the user's phones that is stopped, what users read."""
        found = {phone.pbx_id: switch.stop_of(self.rules, phone.pbx_id) for phone in self.phones}
        return {pbx_id: switch.sentence_of(stop) for pbx_id, stop in found.items() if stop}

    @cached_property
    def stopped(self) -> str:
        """Why no button works, if none does: all the PBXs of the user are stopped."""
        every = {phone.pbx_id for phone in self.phones}
        return next(iter(self.stops.values())) if every and every == self.stops.keys() else ""

    @property
    def sentences(self) -> list[str]:
        """What stands on the page while something is stopped; with the PBX's name where another one still works."""
        if self.stopped or not self.stops:
            return list(dict.fromkeys(self.stops.values()))
        names = {phone.pbx_id: phone.pbx.name for phone in self.phones}
        return [f"{names[pbx_id]}: {sentence}" for pbx_id, sentence in self.stops.items()]

    def mark(self, to: str, *, told: str = "") -> SafeString:
        """Attributes of a button that would call `to`: greyed, with the reason, if it would be refused as things stand.

        It can still be pressed: the server then says why not, or calls, should the rules have changed meanwhile.
        `told` is what stands in the tooltip around it, which that of the button would hide.
        """
        return SafeString(self.mark_in_a_row(to, told=escape(told)))

    def mark_in_a_row(self, to: str, *, told: str, kind: Kind | None = None) -> str:
        """The same for who writes markup, in which `told` is already.

        `kind` is that of the number, where the list knows it and `goes_by_kind`: then it is not read once more.
        """
        if kind is not None and (self._list is None or self._list.about(to, self._today) is None):
            found = self._marks.get(kind) or self._mark_of_kind(to, kind)
        else:
            found = self._mark_of(self._targets(to))
        mark, why_not = found
        if not why_not:
            return mark
        return f'{mark} title="{why_not}\n{told}"' if told else f'{mark} title="{why_not}"'

    def goes_by_kind(self, plan: NumberingPlan) -> bool:
        """Whether a number that is seen in `plan` is like all of its kind: one PBX, and no rule looks at digits."""
        return not self._looks_at_digits and [*self._plans.values()] == [plan]

    def _mark_of_kind(self, to: str, kind: Kind) -> tuple[str, str]:
        """`to` is any number of that kind that is not on the do-not-call list."""
        if self._is_by_policies_alone:
            found = _mark_by_policies(self._policies, kind, self._language)
        else:
            number_class, country = kind
            target = Target(identity=to, number_class=number_class, country=country)
            found = self._mark_of(dict.fromkeys(self._plans, (target,)))
        self._marks[kind] = found
        return found

    @cached_property
    def _language(self) -> str | None:
        return get_language()

    @cached_property
    def _is_by_policies_alone(self) -> bool:
        """Whether neither the time of day, nor what has been called, nor a stop decides."""
        return not self.stops and not any(self._used_up.values()) and all(one.hours.is_always for one in self._policies)

    def _mark_of(self, targets: dict[int, tuple[Target, ...]]) -> tuple[str, str]:
        """The attributes, and as markup why it would be refused."""
        alike = tuple([(pbx_id, *map(self._as_rules_see, reached)) for pbx_id, reached in targets.items()])
        if alike not in self._marks:
            mark, why_not = self._mark(targets)
            self._marks[alike] = mark, escape(why_not)
        return self._marks[alike]

    def _mark(self, targets: dict[int, tuple[Target, ...]]) -> tuple[str, str]:
        """The attributes, and why it would be refused."""
        if any(map(are_never_stopped, targets.values())):
            return NEVER_STOPPED, ""
        if why_not := self._why_not(targets):
            return GREYED, why_not
        return (GREYED_BY_THE_SWITCH, self.stopped) if self.stopped else (NOTHING, "")

    def _as_rules_see(self, target: Target) -> Target | Kind:
        """Without a rule about digits, numbers of a class and country are all alike. A no to few digits names them."""
        if self._looks_at_digits or target.identity.isdigit():
            return target
        is_listed = self._list is not None and self._list.about(target.identity, self._today) is not None
        return target if is_listed else (target.number_class, target.country)

    @cached_property
    def _looks_at_digits(self) -> bool:
        """Beside the do-not-call list, which is asked for each number."""
        return any(policy.allowed or policy.blocked for policy in self._policies)

    @cached_property
    def _list(self) -> do_not_call.Listed | None:
        known = self.rules.do_not_call
        return known if known.exists else None

    def why_not(self, to: str) -> str:
        """Why a button that calls `to` would be refused by a rule, from whichever phone; empty: it would not."""
        return self._why_not(self._targets(to))

    def _why_not(self, targets: dict[int, tuple[Target, ...]]) -> str:
        noes = [self._no(reached, pbx_id) for pbx_id, reached in targets.items()]
        return noes[0] if noes and all(noes) else ""

    def _no(self, targets: Sequence[Target], pbx_id: int) -> str:
        if are_never_stopped(targets):
            return ""
        full = self._used_up[pbx_id].items()
        by_limit = (verdict.no for limit, verdict in full if limit.counts(targets[0].number_class))
        return next(filter(None, map(self._no_to, targets)), "") or next(by_limit, "")

    def _no_to(self, target: Target) -> str:
        listed = do_not_call.foreseen(target, self.rules.do_not_call, self._today)
        if listed is not None:
            return listed.no
        return verdicts.by_policies(self._policies, target, at=self._now).no

    @cached_property
    def _used_up(self) -> dict[int, Mapping[LimitRule, Verdict]]:
        usage = CallUsage()
        return {pbx: counting.used_up(self.rules, self._person, pbx_id=pbx, usage=usage) for pbx in self._plans}

    @cached_property
    def _person(self) -> Person:
        return verdicts.person_of(self.user, self.rules)

    @cached_property
    def _policies(self) -> tuple[PolicyRule, ...]:
        return tuple(verdicts.policies_for(self.rules, self._person))

    @cached_property
    def _now(self) -> datetime:
        return timezone.now()

    @cached_property
    def _today(self) -> date:
        return timezone.localdate()

    @cached_property
    def _plans(self) -> dict[int, NumberingPlan]:
        return {phone.pbx_id: phone.pbx.numbering_plan() for phone in self.phones}

    def _targets(self, to: str) -> dict[int, tuple[Target, ...]]:
        """Whom that reaches through each PBX of the user's phones."""
        found: dict[int, tuple[Target, ...]] = {}
        for pbx_id, plan in self._plans.items():
            targets = targets_of_typed(to, plan=plan)
            if targets and may_be_a_phone(targets[0]) and (pbx_id, targets[0].identity) in self._inside:
                digits = targets[0].identity
                targets = targets_of_typed(digits, plan=plan.knowing(digits))
            if targets:
                found[pbx_id] = targets
        return found

    @cached_property
    def _inside(self) -> frozenset[tuple[int, str]]:
        """Asked only where digits on the page are dear unless the PBX has such a phone."""
        return inside_numbers(self._plans)

    @property
    def seen(self) -> str:
        """What the page sends with its next poll."""
        return SIGNER.sign(f"{self.said_as}.{self._version}")

    @property
    def said_as(self) -> str:
        """Names what the page says, so that nobody has to listen to it twice."""
        return hashlib.sha256(" ".join(self.sentences).encode()).hexdigest()[:16]


@lru_cache(maxsize=2048)
def _mark_by_policies(policies: tuple[PolicyRule, ...], kind: Kind, _language: str | None) -> tuple[str, str]:
    """The mark of a number with many digits of that kind, where no policy looks at those, nor at the time of day."""
    number_class, country = kind
    target = Target(identity="+", number_class=number_class, country=country)
    if target.is_never_stopped:
        return NEVER_STOPPED, ""
    why_not = verdicts.by_policies(policies, target, at=timezone.now()).no
    return (GREYED, escape(why_not)) if why_not else (NOTHING, "")


def is_unchanged(seen: str) -> bool:
    """Whether a page that has seen this would see nothing else now. Asks the cache only, once."""
    _said, version = _read(seen)
    return bool(version) and live_line.version_of_the_rules() == version


def has_heard(seen: str, now: Forewarning) -> bool:
    """Whether the page has said already what is to be said now."""
    return _read(seen, forever=True)[0] == now.said_as


def _read(seen: str, *, forever: bool = False) -> tuple[str, str]:
    try:
        said, _, version = SIGNER.unsign(seen, max_age=None if forever else live_line.SEEN_FOR).partition(".")
    except signing.BadSignature:
        return "", ""
    return said, version
