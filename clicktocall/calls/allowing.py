"""Who may call a number, and which rule says so: for staff who try a plan, not for a click."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from clicktocall.numbering.numbering_plan import NumberingPlan
from clicktocall.numbering.parsing import Number
from clicktocall.pbx.models import Pbx
from clicktocall.policies import do_not_call, verdicts
from clicktocall.policies.models import CallerKind
from clicktocall.policies.rulebook import rules
from clicktocall.policies.rules_of_policies import PolicyRule, safe_default
from clicktocall.policies.targets import Target, are_never_stopped, targets_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one rule says now. `no` is the sentence that a user would read; empty where the rule lets it through."""

    rule: str
    no: str = ""


def for_whom(number: Number, plan: NumberingPlan, pbx: Pbx) -> list[Answer]:
    """The answer of each policy for a call from a phone; of a single rule where that decides for everybody."""
    targets = targets_of(number, plan=plan)
    if are_never_stopped(targets):
        return [Answer(rule=_("never stopped"))]
    now = rules()
    stopped = verdicts.stopped(now, pbx.pk) or do_not_call.first_listed(targets, now.do_not_call)
    if stopped is not None:
        return [Answer(rule=stopped.rule, no=stopped.no)]
    return [
        Answer(rule=policy.name, no=next(filter(None, (_no(policy, target) for target in targets)), ""))
        for policy in now.policies or (safe_default(),)
    ]


def _no(policy: PolicyRule, target: Target) -> str:
    return policy.why_not(target, at=timezone.now(), caller_kind=CallerKind.EXTENSION)
