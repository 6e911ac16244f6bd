"""Makes the digits a PBX is sent from a number, and says by which rule."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

import phonenumbers
from phonenumbers import PhoneNumberFormat

from clicktocall.numbering import plans
from clicktocall.numbering.classifying import NumberClass, classify
from clicktocall.numbering.emergency_numbers import is_emergency
from clicktocall.numbering.numbering_plan import NationalForm, NumberingPlan
from clicktocall.numbering.parsing import Number
from clicktocall.numbering.spelling import gettext_noop


class DialRule(StrEnum):
    """Why the digits are what they are. `label` is to be translated by whoever shows it."""

    EMERGENCY = "emergency"
    SHORT_CODE = "short_code"
    INTERNAL = "internal"
    OWN_NUMBER = "own_number"
    EXTRA = "extra"
    LOCAL = "local"
    NATIONAL = "national"
    INTERNATIONAL = "international"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS: Mapping[DialRule, str] = MappingProxyType(
    {
        DialRule.EMERGENCY: gettext_noop("emergency, never changed"),
        DialRule.SHORT_CODE: gettext_noop("short code, never changed"),
        DialRule.INTERNAL: gettext_noop("internal"),
        DialRule.OWN_NUMBER: gettext_noop("own number, called internally"),
        DialRule.EXTRA: gettext_noop("extra rule"),
        DialRule.LOCAL: gettext_noop("local"),
        DialRule.NATIONAL: gettext_noop("national"),
        DialRule.INTERNATIONAL: gettext_noop("international"),
    }
)
_SHORT: Mapping[NumberClass, DialRule] = MappingProxyType(
    {
        NumberClass.EMERGENCY: DialRule.EMERGENCY,
        NumberClass.SHORT_CODE: DialRule.SHORT_CODE,
        NumberClass.SERVICE: DialRule.SHORT_CODE,
    }
)


class DialString(NamedTuple):
    """What the PBX is sent. A page makes one for each of its numbers."""

    digits: str
    """`0-9*#`, and + where the plan wants one."""
    rule: DialRule
    which: str = ""
    """Of the extra rules: the comment of the one, else its pattern."""
    groups: str = ""
    """`digits` with blanks where people expect them."""


def dial_string(number: Number, plan: NumberingPlan) -> DialString:
    """The digits for a PBX of that plan; an international number never goes without its prefix.

    Emergency numbers and short codes are sent as they are, whatever the rules say; internal numbers and feature codes
    too, unless a rule is about them, and all of these without the outside prefix.
    The extension is not part of it: somebody types it once the number has answered.
    """
    return _public(number.e164, plan) if number.e164 else _short_or_internal(number, plan)


@lru_cache(maxsize=1024)
def _public(e164: str, plan: NumberingPlan) -> DialString:
    return _own_number(plan, e164) or _by_rule(plan, e164=e164, dialled=_usual(plan, e164)) or by_country(plan, e164)


def by_country(plan: NumberingPlan, e164: str) -> DialString:
    """What is sent for an international number of which neither an extra rule nor an own number of the plan says more.

    Within one calling code the national form is dialled, even between its countries (US and Canada).
    """
    _code, significant = plans.parts(e164)
    return _by_country(plan, e164, significant, usual=_usual(plan, e164))


def in_front(plan: NumberingPlan, rule: DialRule) -> str:
    """What stands before the groups of every number that is sent as people dial it: at home, or abroad."""
    abroad = plan.international_prefix or plans.international_prefix(plan.region)
    return _sent(plan, rule, abroad if rule is DialRule.INTERNATIONAL else "", "0").groups.removesuffix("0")


def groups_of(written: str) -> list[str]:
    """The digits of a written form, in its groups."""
    return _GROUPS.findall(written)


def _usual(plan: NumberingPlan, e164: str) -> str:
    """As it is dialled within the country of the plan; empty for a number of another calling code."""
    code, significant = plans.parts(e164)
    return _as_dialled_at_home(e164, code, significant) if code == plans.country_code(plan.region) else ""


def _short_or_internal(number: Number, plan: NumberingPlan) -> DialString:
    rule = _SHORT.get(classify(number, plan))
    if rule is not None:
        return DialString(digits=number.digits, rule=rule, groups=number.digits)
    internal = DialString(digits=number.digits, rule=DialRule.INTERNAL, groups=number.digits)
    return _by_rule(plan, dialled=number.digits) or internal


def _by_rule(plan: NumberingPlan, *, e164: str = "", dialled: str) -> DialString | None:
    """By the first extra rule that is about the number: by its E.164 form, or as it is dialled at home."""
    for rule in plan.rules:
        form = e164 if rule.is_international else dialled
        digits = rule.apply(form) if form and form.startswith(rule.beginning) else None
        if digits:
            return DialString(digits=digits, rule=DialRule.EXTRA, which=rule.comment or rule.pattern, groups=digits)
    return None


def _own_number(plan: NumberingPlan, e164: str) -> DialString | None:
    """Nobody's extension is 112: what would become an emergency number is dialled like any other outside."""
    digits = plan.internal_of(e164)
    if not digits or is_emergency(digits, plan.region):
        return None
    return DialString(digits=digits, rule=DialRule.OWN_NUMBER, groups=digits)


def _by_country(plan: NumberingPlan, e164: str, significant: str, *, usual: str) -> DialString:
    if not usual or plan.national_form is NationalForm.ABROAD:
        prefix = plan.international_prefix or plans.international_prefix(plan.region)
        rest = _grouped(e164[1:], e164)
        rule = DialRule.NATIONAL if usual else DialRule.INTERNATIONAL
        return _sent(plan, rule, prefix, rest)
    local = significant.removeprefix(plan.area_code) if plan.drops_area_code else significant
    if local != significant and not _begins_with_a_short_code(local, plan):
        return _sent(plan, DialRule.LOCAL, "", local)
    if plan.national_form is NationalForm.USUAL:
        return _sent(plan, DialRule.NATIONAL, "", _grouped(usual, e164))
    bare = significant if usual.endswith(significant) else usual.removeprefix(plans.trunk_prefix(plan.region))
    own = plan.national_prefix if plan.national_form is NationalForm.OWN else ""
    return _sent(plan, DialRule.NATIONAL, own, bare)


def _begins_with_a_short_code(local: str, plan: NumberingPlan) -> bool:
    """Of (212) 911 1234 the network would hear 911: such a number keeps its area code."""
    return any(is_emergency(local[:length], plan.region) for length in range(2, 7)) or local[1:3] == "11"


def _sent(plan: NumberingPlan, rule: DialRule, prefix: str, groups: str) -> DialString:
    """A prefix that ends in + stays with the country code; others stand apart when shown."""
    written = f"{prefix}{groups}" if prefix.endswith("+") else f"{prefix} {groups}"
    written = f"{plan.outside_prefix} {written.strip()}".strip()
    return DialString(digits=written.replace(" ", ""), rule=rule, groups=written)


def _as_dialled_at_home(e164: str, code: int, significant: str) -> str:
    """The written form has the trunk prefix, with two exceptions.

    North America writes none but dials 1. Brazil writes none either, and needs a carrier's code between its 0 and the
    area code: the form without both is the one that a trunk, a rule or NationalForm.OWN can complete.
    """
    if code == plans.NORTH_AMERICA:
        return f"1{significant}"
    written = _digits(plans.written(e164, PhoneNumberFormat.NATIONAL))
    if written == significant and not phonenumbers.is_valid_number(plans.public_number(e164)):
        # A range that the library does not know, as a new one: it has no form for it, and writes the digits alone.
        return plans.written_trunk_prefix(code) + written
    return written


def _grouped(digits: str, e164: str) -> str:
    """`digits` in the groups of the written form, where that has just these digits; else as they are."""
    form = PhoneNumberFormat.INTERNATIONAL if digits == e164[1:] else PhoneNumberFormat.NATIONAL
    for one in (form, PhoneNumberFormat.INTERNATIONAL):  # North America dials the 1 that it writes there
        groups = _GROUPS.findall(plans.written(e164, one))
        if "".join(groups) == digits:
            return " ".join(groups)
    return digits


def _digits(written: str) -> str:
    return "".join(_GROUPS.findall(written))


_GROUPS = re.compile("[0-9]+")
