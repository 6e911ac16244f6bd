"""Whom a call is to, as far as rules care: the class of the number, its country, its digits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from clicktocall.numbering.at_a_glance import Glance, glance
from clicktocall.numbering.beginnings import begins_as_others_do
from clicktocall.numbering.classifying import NumberClass, classify, is_at_home, is_one_country
from clicktocall.numbering.numbering_plan import NumberingPlan
from clicktocall.numbering.parsing import NotANumber, Number, read, stored
from clicktocall.numbering.reaching import may_mean_another, reached

E164 = re.compile(r"\+[1-9][0-9]{6,14}")
NEVER_STOPPED = frozenset({NumberClass.EMERGENCY, NumberClass.SHORT_CODE})
"""No rule, limit or switch stands before these."""
_INSIDE_OR_NEVER_STOPPED = NEVER_STOPPED | {NumberClass.INTERNAL}
Kind: TypeAlias = tuple[NumberClass, str]
"""Class and country: all that rules see of a target, unless they look at digits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """`identity` is E.164, or the digits of a number that has none. `country` is empty where nobody knows it."""

    identity: str
    number_class: NumberClass
    country: str

    @property
    def is_never_stopped(self) -> bool:
        return self.number_class in NEVER_STOPPED


def targets_of(number: Number, *, plan: NumberingPlan) -> tuple[Target, ...]:
    """Whom a call to `number` reaches, as `reached` says; the first is whom it counts for. All must be allowed."""
    numbers = reached(number, plan)
    if len(numbers) == 1:
        return (_target(numbers[0], plan),)
    return tuple(dict.fromkeys(_target(one, plan) for one in numbers))


@lru_cache(maxsize=8192)
def targets_of_typed(typed: str, *, plan: NumberingPlan) -> tuple[Target, ...]:
    """The same for what a button would send; none if that is no number. Lists ask this for each of their numbers."""
    if E164.fullmatch(typed):
        if alone := _alone(typed, plan):
            return (alone,)
        kept = stored(typed=typed, e164=typed, digits=typed[1:], extension="", plan=plan)
        return targets_of(kept, plan=plan)
    try:
        return targets_of(read(typed, plan), plan=plan)
    except NotANumber:
        return ()


def are_never_stopped(targets: Sequence[Target]) -> bool:
    """What a code carries, or a rule has started from, does not matter there."""
    return bool(targets) and targets[0].is_never_stopped


def may_be_a_phone(target: Target) -> bool:
    """Whether it is few digits that the network charges for, or does not know, and the PBX may have a phone of."""
    return target.identity.isdigit() and target.number_class not in _INSIDE_OR_NEVER_STOPPED


def _alone(e164: str, plan: NumberingPlan) -> Target | None:
    """A number by which nothing else is reached, as most are; None where `reached` has to be asked."""
    seen = glance(e164, plan)
    kind = kind_alone(seen, plan) if seen else None
    return Target(identity=e164, number_class=kind[0], country=kind[1]) if kind else None


def kind_alone(seen: Glance, plan: NumberingPlan) -> Kind | None:
    """The only target of a number that was seen so, without its digits; None where `reached` has to be asked."""
    if not seen.sent.digits.isdecimal() or may_mean_another(seen.sent, plan):
        return None
    if seen.number_class is not NumberClass.INVALID:
        return seen.number_class, seen.region
    return None if is_one_country(seen.region, plan.region) else (NumberClass.INTERNATIONAL, seen.region)


def _target(number: Number, plan: NumberingPlan) -> Target:
    """Numbers of the country in ranges that the metadata do not know count as what they look like: those lag behind.

    Where no number of the country begins so they look like nothing, and stay what they are: not in use.
    """
    found = classify(number, plan)
    if found is NumberClass.INVALID:
        found = _looks_like(number, plan)
    return Target(identity=number.e164 or number.digits, number_class=found, country=number.region)


def _looks_like(number: Number, plan: NumberingPlan) -> NumberClass:
    if not number.e164 or not is_at_home(number, plan):
        return NumberClass.INTERNATIONAL
    return NumberClass.NATIONAL if begins_as_others_do(number.e164, region=number.region) else NumberClass.INVALID
