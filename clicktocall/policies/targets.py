"""Whom a call is to, as far as rules care: the class of the number, its country, its digits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from clicktocall.numbering.classifying import NumberClass, classify, is_at_home
from clicktocall.numbering.numbering_plan import NumberingPlan
from clicktocall.numbering.parsing import NotANumber, Number, read, stored

E164 = re.compile(r"\+[1-9][0-9]{6,14}")
NEVER_STOPPED = frozenset({NumberClass.EMERGENCY, NumberClass.SHORT_CODE})
"""No rule, limit or switch stands before these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """`identity` is E.164, or the digits of a number that has none. `country` is empty where nobody knows it."""

    identity: str
    number_class: NumberClass
    country: str

    @property
    def is_never_stopped(self) -> bool:
        return self.number_class in NEVER_STOPPED


def target_of(number: Number, *, plan: NumberingPlan) -> Target:
    """Numbers in ranges that the metadata do not know count as what they look like: metadata lag behind new ranges."""
    found = classify(number, plan)
    if found is NumberClass.INVALID:
        found = NumberClass.NATIONAL if is_at_home(number, plan) else NumberClass.INTERNATIONAL
    return Target(identity=number.e164 or number.digits, number_class=found, country=number.region)


@lru_cache(maxsize=8192)
def target_of_typed(typed: str, *, plan: NumberingPlan) -> Target | None:
    """The same for what a button would send; None if that is no number. Lists ask this for each of their numbers."""
    if E164.fullmatch(typed):
        kept = stored(typed=typed, e164=typed, digits=typed[1:], extension="", plan=plan)
        return target_of(kept, plan=plan)
    try:
        return target_of(read(typed, plan), plan=plan)
    except NotANumber:
        return None
