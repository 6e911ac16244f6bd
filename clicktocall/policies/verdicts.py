"""May this person call this number now? The answer names the rule, and if it is no, says so in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from clicktocall.accounts.models import User
from clicktocall.policies import do_not_call, switch
from clicktocall.policies.models import CallerKind
from clicktocall.policies.rulebook import Rules
from clicktocall.policies.rules_of_policies import PolicyRule, safe_default
from clicktocall.policies.targets import Target, are_never_stopped
from clicktocall.policies.verdict import Verdict
from clicktocall.prepared import fetch


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who calls, as far as rules care."""

    user_id: int
    groups: frozenset[int]


def person_of(user: User, now: Rules) -> Person:
    """One query, and none while no rule is for a group."""
    return Person(user_id=user.pk, groups=_groups_of(user.pk) if now.ask_for_groups else frozenset())


def _groups_of(user_id: int) -> frozenset[int]:
    """In plain SQL: each page and each click asks it, and to build the statement takes longer than to answer it."""
    return frozenset(pk for (pk,) in fetch("SELECT group_id FROM accounts_user_groups WHERE user_id = %s", [user_id]))


def stopped(now: Rules, pbx_id: int) -> Verdict | None:
    """What forbids every call through that PBX."""
    stop = switch.stop_of(now, pbx_id)
    return Verdict(rule=_("dialling is stopped"), no=switch.sentence_of(stop)) if stop else None


def judge(now: Rules, person: Person, targets: Sequence[Target], *, caller_kind: str = CallerKind.EXTENSION) -> Verdict:
    """What the do-not-call list and the policies say of a call that reaches `targets`: the first no, if any."""
    if are_never_stopped(targets):
        return Verdict(rule=_("never stopped"))
    verdicts: list[Verdict] = []
    for target in targets:
        listed = do_not_call.verdict_of(target, now.do_not_call)
        verdicts.append(listed or by_policy(now, person, target, caller_kind=caller_kind))
    return next((verdict for verdict in verdicts if verdict.no), verdicts[0])


def by_policy(
    now: Rules, person: Person, target: Target, *, caller_kind: str = CallerKind.EXTENSION, at: datetime | None = None
) -> Verdict:
    """What the policies say. With several of a person's groups one that allows it is enough."""
    return by_policies(policies_for(now, person), target, caller_kind=caller_kind, at=at or timezone.now())


def by_policies(
    policies: Sequence[PolicyRule], target: Target, *, caller_kind: str = CallerKind.EXTENSION, at: datetime
) -> Verdict:
    """The same for those of a person, for whoever asks about many numbers."""
    if target.is_never_stopped:
        return Verdict(rule=_("never stopped"))
    noes: list[Verdict] = []
    for policy in policies:
        sentence = policy.why_not(target, at=at, caller_kind=caller_kind)
        if not sentence:
            return Verdict(rule=policy.name)
        noes.append(Verdict(rule=policy.name, no=sentence))
    return noes[0]


def policies_for(now: Rules, person: Person) -> Sequence[PolicyRule]:
    """Those of the user themself, else those of their groups, else the one for everybody. Never none."""
    own = [policy for policy in now.policies if person.user_id in policy.users]
    of_groups = [policy for policy in now.policies if person.groups & policy.groups]
    for_everybody = [policy for policy in now.policies if policy.is_for_everybody]
    return own or of_groups or for_everybody or [safe_default()]
