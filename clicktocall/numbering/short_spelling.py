"""Short numbers as people write them: behind the code of their country, or behind the digit for an outside line."""

from __future__ import annotations

import phonenumbers
from phonenumbers import NumberParseException

from clicktocall.numbering import plans
from clicktocall.numbering.emergency_numbers import is_emergency
from clicktocall.numbering.numbering_plan import NumberingPlan
from clicktocall.numbering.short_codes import LONGEST, costs_extra, is_short_code


def behind_the_country_code(main: str, plan: NumberingPlan) -> str:
    """The short number of the PBX's own country that somebody has written like a whole one: +1 911, 0049 116117.

    Empty for everything else, so also for what is a number of that country, or a phone of the PBX.
    """
    if plan.has_internal(main):
        return ""
    code = str(plans.country_code(plan.region))
    if main.startswith("+") and is_emergency(main[1:], plan.region):
        return main[1:]
    prefixes = ("+", plan.international_prefix, plans.international_prefix(plan.region), "00")
    for written in dict.fromkeys((main, main.removeprefix(plan.outside_prefix))):
        for beginning in (prefix + code for prefix in prefixes if prefix):
            rest = written.removeprefix(beginning) if written.startswith(beginning) else ""
            found = (short for short in (rest, rest.removeprefix("0")) if _is_short_of_the_country(short, plan))
            if short := next(found, ""):
                return short
    return ""


def _is_short_of_the_country(digits: str, plan: NumberingPlan) -> bool:
    if digits and is_emergency(digits, plan.region):
        return True
    if not digits or len(digits) > LONGEST or plan.has_internal(digits) or _is_valid(digits, region=plan.region):
        return False
    return is_short_code(digits, region=plan.region) or costs_extra(digits, region=plan.region)


def is_behind_the_outside_prefix(main: str, plan: NumberingPlan) -> bool:
    """Whether it is a short code as people dial it on their phone, with the 9 for an outside line."""
    if not (plan.outside_prefix and main.startswith(plan.outside_prefix)):
        return False
    behind = main.removeprefix(plan.outside_prefix)
    return is_short_code(behind, region=plan.region) or costs_extra(behind, region=plan.region)


def _is_valid(national: str, *, region: str) -> bool:
    """Whether these digits behind the country code are a whole number."""
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(f"+{plans.country_code(region)}{national}", None))
    except NumberParseException:
        return False
