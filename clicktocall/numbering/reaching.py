"""Which numbers a call really reaches: what is sent for it by a rule of staff, and what a code carries with it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clicktocall.numbering import plans
from clicktocall.numbering.classifying import NumberClass, classify, is_at_home
from clicktocall.numbering.dial_strings import DialRule, DialString, dial_string
from clicktocall.numbering.numbering_plan import NationalForm, NumberingPlan
from clicktocall.numbering.parsing import NotANumber, Number, read
from clicktocall.numbering.short_codes import LONGEST, costs_extra

LONGEST_CODE = 3
"""Digits of a feature code (*21*, *72) before the number that it is given."""
LONGEST_CARRIER_CODE = 7
_RUN = re.compile("[0-9]{5,}")
_AT_HOME = frozenset({DialRule.NATIONAL, DialRule.LOCAL})
_DEAR = frozenset({NumberClass.SERVICE, NumberClass.PREMIUM, NumberClass.SHARED_COST})
_DEAR_OR_ABROAD = _DEAR | {NumberClass.SATELLITE, NumberClass.INTERNATIONAL}


def reached(number: Number, plan: NumberingPlan) -> tuple[Number, ...]:
    """Never empty, each once. First what the digits that are sent mean to the network, where somebody can tell.

    Then the number itself, if a rule has made another one of it, and whatever stands inside a code: *21*0900…# does
    not call that number, but has the PBX call it later.
    """
    sent = dial_string(number, plan)
    as_sent = as_the_network_reads(sent.digits, plan) if may_mean_another(sent, plan) else None
    found = [as_sent, number] if as_sent is not None and not _is_the_same(as_sent, number) else [number]
    if number.e164 and sent.digits.isdecimal() and not _may_carry(number, plan):
        return tuple(found)
    carried = (*_carried(number.digits, plan), *_carried(sent.digits, plan), *_behind_a_code(number, plan))
    return tuple(dict.fromkeys((*found, *carried)))


def may_mean_another(sent: DialString, plan: NumberingPlan) -> bool:
    """Whether the network may read what is sent as another number than the one that was meant.

    By a rule; by a code that begins like a prefix of the plan (*7 for abroad); by own digits in front.
    """
    if sent.rule in _AT_HOME:
        return (
            _leads_abroad(sent.digits, plan)
            or _is_dear_short_code(sent.digits, plan)
            or _is_dear_behind_own_prefix(sent.digits, plan)
        )
    return sent.rule is DialRule.EXTRA or (sent.rule is DialRule.INTERNAL and not sent.digits.isdigit())


def as_the_network_reads(digits: str, plan: NumberingPlan) -> Number | None:
    """What a PBX of that plan, and the network behind it, make of exactly these digits; None where nobody can tell."""
    behind = digits if plan.has_internal(digits) else digits.removeprefix(plan.outside_prefix)
    prefix = next((one for one in _to_go_abroad(plan) if behind.startswith(one)), "")
    if prefix:
        behind = f"+{behind.removeprefix(prefix)}"
    elif not behind.startswith("+") and len(behind) > 6 and not _is_dialled_at_home(behind, plan):
        return None
    try:
        return read(behind, plan)
    except NotANumber:
        return None


def _to_go_abroad(plan: NumberingPlan) -> Iterator[str]:
    return filter(None, (plan.international_prefix, plans.international_prefix(plan.region), "00"))


def _leads_abroad(digits: str, plan: NumberingPlan) -> bool:
    """A plan that puts a 0 of its own before the national numbers of Italy, which have one, dials 00."""
    if plan.national_form is NationalForm.ABROAD:
        return False
    return digits.removeprefix(plan.outside_prefix).startswith(tuple(_to_go_abroad(plan)))


def _is_dear_behind_own_prefix(digits: str, plan: NumberingPlan) -> bool:
    """Whether what a plan puts before national numbers, as 015 for a carrier, begins a dear number elsewhere."""
    if plan.national_form is not NationalForm.OWN or plan.national_prefix == plans.trunk_prefix(plan.region):
        return False
    heard = as_the_network_reads(digits, plan)
    return heard is not None and classify(heard, plan) in _DEAR_OR_ABROAD


def _is_dear_short_code(digits: str, plan: NumberingPlan) -> bool:
    """Whether a plan that leaves out the trunk prefix sends the digits of directory enquiries for another number."""
    behind = digits.removeprefix(plan.outside_prefix)
    return len(behind) <= LONGEST and costs_extra(behind, region=plan.region)


def _is_dialled_at_home(digits: str, plan: NumberingPlan) -> bool:
    """Whether national digits begin as the network of the country wants it."""
    trunk_prefix = plans.trunk_prefix(plan.region)
    is_optional = trunk_prefix == "1"  # in North America ten digits do, too
    return not digits.isdigit() or is_optional or digits.startswith(trunk_prefix)


def _carried(digits: str, plan: NumberingPlan) -> Iterator[Number]:
    """Numbers of the public network inside a code with * or #, wherever behind its first digits they begin."""
    if not digits or digits.removeprefix("+").isdigit():
        return
    for run in _RUN.findall(digits):
        for begin in range(min(LONGEST_CODE, len(run) - 5) + 1):
            number = as_the_network_reads(run[begin:], plan)
            if number is not None and (number.e164 or classify(number, plan) in _DEAR):
                yield number


def _behind_a_code(number: Number, plan: NumberingPlan) -> Iterator[Number]:
    """What digits of the country that are in no use carry with them, where they begin with the code of another carrier.

    Or with one that hides who calls: 184 and a number, in Japan. The network reads what stands behind it.
    """
    if not _may_carry(number, plan):
        return
    national = number.digits.removeprefix(str(plans.country_code(plan.region)))
    for begin in range(1, min(LONGEST_CARRIER_CODE, len(national) - 5) + 1):
        carried = as_the_network_reads(national[begin:], plan)
        if carried is not None and classify(carried, plan) in _DEAR_OR_ABROAD:
            yield carried


def _may_carry(number: Number, plan: NumberingPlan) -> bool:
    return bool(number.e164) and is_at_home(number, plan) and classify(number, plan) is NumberClass.INVALID


def _is_the_same(one: Number, other: Number) -> bool:
    return (one.e164, one.digits) == (other.e164, other.digits)
