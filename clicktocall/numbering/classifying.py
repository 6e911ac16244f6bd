"""Says what kind of number it is, seen from where the PBX stands."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from phonenumbers import PhoneNumberType

from clicktocall.numbering import plans
from clicktocall.numbering.beginnings import dear_beginning, dear_kind_of_few_digits
from clicktocall.numbering.emergency_numbers import is_emergency
from clicktocall.numbering.kinds import kind_and_region
from clicktocall.numbering.numbering_plan import NumberingPlan
from clicktocall.numbering.parsing import Number
from clicktocall.numbering.short_codes import costs_extra, is_short_code
from clicktocall.numbering.spelling import gettext_noop

_USUAL_EXTENSION_LENGTH = 4


class NumberClass(StrEnum):
    """What may be allowed or forbidden as one. `label` is to be translated by whoever shows it."""

    INTERNAL = "internal"
    """An extension or its public number, a feature code, or digits that no public plan knows."""
    EMERGENCY = "emergency"
    SHORT_CODE = "short_code"
    """A short number of the public network, such as 115, 116117 or 711, that is not known to cost extra."""
    SERVICE = "service"
    """Where a service answers: access numbers of companies, voicemail, pagers, and short codes that cost extra."""
    TOLL_FREE = "toll_free"
    NATIONAL = "national"
    MOBILE = "mobile"
    """A mobile of the PBX's own country. Where mobiles cannot be told apart (+1) they are NATIONAL."""
    INTERNATIONAL = "international"
    """Any number abroad that is not PREMIUM, SHARED_COST or SATELLITE: `Number.region` is its country, if known."""
    PREMIUM = "premium"
    SHARED_COST = "shared_cost"
    """Shared cost and personal numbers, at home and abroad: dearer than what they look like."""
    SATELLITE = "satellite"
    """Satellite telephones and other networks of no country."""
    INVALID = "invalid"
    """As long as a number of its country, but in no range that is known to be in use there; or digits that are neither
    a number of the country nor, as staff have listed them, of the PBX.

    New ranges may be among them. `is_at_home` tells those of the own country from those of other or unknown ones.
    """

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS: Mapping[NumberClass, str] = MappingProxyType(
    {
        NumberClass.INTERNAL: gettext_noop("internal"),
        NumberClass.EMERGENCY: gettext_noop("emergency"),
        NumberClass.SHORT_CODE: gettext_noop("short code"),
        NumberClass.SERVICE: gettext_noop("service"),
        NumberClass.TOLL_FREE: gettext_noop("toll-free"),
        NumberClass.NATIONAL: gettext_noop("national"),
        NumberClass.MOBILE: gettext_noop("mobile"),
        NumberClass.INTERNATIONAL: gettext_noop("international"),
        NumberClass.PREMIUM: gettext_noop("premium rate"),
        NumberClass.SHARED_COST: gettext_noop("shared cost"),
        NumberClass.SATELLITE: gettext_noop("satellite"),
        NumberClass.INVALID: gettext_noop("not in use"),
    }
)

_WHEREVER_IT_IS: Mapping[int, NumberClass] = MappingProxyType(
    {
        PhoneNumberType.UNKNOWN: NumberClass.INVALID,
        PhoneNumberType.PREMIUM_RATE: NumberClass.PREMIUM,
        PhoneNumberType.SHARED_COST: NumberClass.SHARED_COST,
        PhoneNumberType.PERSONAL_NUMBER: NumberClass.SHARED_COST,
    }
)
_AT_HOME: Mapping[int, NumberClass] = MappingProxyType(
    {
        PhoneNumberType.MOBILE: NumberClass.MOBILE,
        PhoneNumberType.TOLL_FREE: NumberClass.TOLL_FREE,
        PhoneNumberType.UAN: NumberClass.SERVICE,
        PhoneNumberType.PAGER: NumberClass.SERVICE,
        PhoneNumberType.VOICEMAIL: NumberClass.SERVICE,
    }
)
_INTERNAL_OR_NEVER_STOPPED = frozenset({NumberClass.INTERNAL, NumberClass.EMERGENCY, NumberClass.SHORT_CODE})
_NETWORKS_OF_NO_COUNTRY = frozenset({870, 878, 881, 882, 883})
"""Source: ITU-T E.164, assigned country codes: Inmarsat, personal numbers, GMSS, international networks."""
_FREE_FROM_EVERYWHERE = 800
_DEARER_THAN_SAID: Mapping[str, NumberClass] = MappingProxyType({"+3640": NumberClass.SHARED_COST})
"""Ranges of which the metadata say less than the national plan. Hungary's 06 40 is charged as a local call."""


def classify(number: Number, plan: NumberingPlan) -> NumberClass:
    """The class of `number` for a PBX of that plan. Emergency wins over everything.

    Where the plan does not say which numbers are internal, those are that the country does not list. Numbers that
    share the calling code but lie in another country (+1 876) are international.
    """
    if number.e164:
        return _of_e164(number.e164, number.region, plan)
    if not number.digits.isdigit():
        return NumberClass.INTERNAL
    return _short(number.digits, plan)


def _of_e164(e164: str, region: str, plan: NumberingPlan) -> NumberClass:
    if plan.internal_of(e164):
        return NumberClass.INTERNAL
    return _public(e164, is_one_country(region, plan.region))


def is_known_by_its_phone(number: Number, plan: NumberingPlan) -> bool:
    """Whether these digits are internal only if the PBX has such a phone, group or queue: see NumberingPlan.knowing."""
    if number.e164 or not number.digits.isdigit():
        return False
    return classify(number, plan) not in _INTERNAL_OR_NEVER_STOPPED


@lru_cache(maxsize=1024)
def _public(e164: str, is_at_home: bool) -> NumberClass:  # noqa: FBT001 -- a cache knows one by its place
    calling_code, significant = plans.parts(e164)
    kind, _region = kind_and_region(calling_code, significant)
    return class_of(kind, e164, calling_code=calling_code, is_at_home=is_at_home)


def class_of(kind: int, e164: str, *, calling_code: int, is_at_home: bool) -> NumberClass:
    """That of a number of this kind (phonenumbers.PhoneNumberType), which is none of the plan's own numbers."""
    if calling_code in _NETWORKS_OF_NO_COUNTRY:
        return NumberClass.SATELLITE
    for prefix, dearer in _DEARER_THAN_SAID.items():
        if e164.startswith(prefix):
            return dearer
    if kind == PhoneNumberType.UNKNOWN:
        kind = dear_beginning(e164) or kind
    if kind in _WHEREVER_IT_IS:
        return _WHEREVER_IT_IS[kind]
    if is_at_home:
        return _AT_HOME.get(kind, NumberClass.NATIONAL)
    return NumberClass.TOLL_FREE if calling_code == _FREE_FROM_EVERYWHERE else NumberClass.INTERNATIONAL


def is_at_home(number: Number, plan: NumberingPlan) -> bool:
    """Whether a number with `e164` is certain to lie in the PBX's own country, in use or not.

    Åland and Svalbard have codes of their own, but are no other country to a telephone company.
    """
    return is_one_country(number.region, plan.region)


def is_one_country(one: str, other: str) -> bool:
    """To a telephone company, by their ISO regions."""
    return one == other or plans.TARIFF_OF.get(one, one) == plans.TARIFF_OF.get(other, other)


@lru_cache(maxsize=1024)
def _short(digits: str, plan: NumberingPlan) -> NumberClass:
    if is_emergency(digits, plan.region):
        return NumberClass.EMERGENCY
    if plan.has_internal(digits):
        return NumberClass.INTERNAL
    behind_prefix = digits.removeprefix(plan.outside_prefix)  # 9 911 or 9 411, as people dial it on their phone
    if is_emergency(behind_prefix, plan.region):
        return NumberClass.EMERGENCY
    found = _short_code(behind_prefix, plan)
    dear = None if found else dear_kind_of_few_digits(behind_prefix, plan.region)
    if found or dear:
        return found or _WHEREVER_IT_IS[dear or PhoneNumberType.UNKNOWN]
    return NumberClass.INVALID if plan.internal_ranges else NumberClass.INTERNAL


def _short_code(digits: str, plan: NumberingPlan) -> NumberClass | None:
    """What answers there, if it is a number of the country's network.

    Four digits that cost nothing extra are an extension where staff have not said which those are: PBXes number their
    phones from 1000, while France and others list the whole thousand as short codes. Those that do cost are what the
    network makes of them: a PBX that has no such phone dials them outside, and digits behind them are not read.
    """
    if costs_extra(digits, region=plan.region):
        return NumberClass.SERVICE
    may_be_a_phone = len(digits) == _USUAL_EXTENSION_LENGTH and not plan.internal_ranges
    if not may_be_a_phone and is_short_code(digits, region=plan.region):
        return NumberClass.SHORT_CODE
    beginnings = (digits[:length] for length in range(_USUAL_EXTENSION_LENGTH, len(digits)))
    is_dear = any(costs_extra(beginning, region=plan.region) for beginning in beginnings)
    return NumberClass.SERVICE if is_dear else None
