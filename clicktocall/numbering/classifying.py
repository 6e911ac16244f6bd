"""Says what kind of number it is, seen from where the PBX stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberType
from phonenumbers.shortnumberinfo import (
    ShortNumberCost,
    expected_cost_for_region,
    is_carrier_specific_for_region,
    is_sms_service_for_region,
    is_valid_short_number_for_region,
)

from clicktocall.numbering import plans
from clicktocall.numbering.beginnings import dear_beginning, dear_kind_of_few_digits
from clicktocall.numbering.emergency_numbers import is_emergency
from clicktocall.numbering.numbering_plan import NumberingPlan
from clicktocall.numbering.parsing import Number
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
_NETWORKS_OF_NO_COUNTRY = frozenset({870, 878, 881, 882, 883})
"""Source: ITU-T E.164, assigned country codes: Inmarsat, personal numbers, GMSS, international networks."""
_FREE_FROM_EVERYWHERE = 800
_DEARER_THAN_SAID: Mapping[str, NumberClass] = MappingProxyType({"+3640": NumberClass.SHARED_COST})
"""Ranges of which the metadata say less than the national plan. Hungary's 06 40 is charged as a local call."""
_SERVICES_OF_NORTH_AMERICA = frozenset({"211", "311", "411", "511", "611", "711", "811", "988"})
"""Source: NANPA, N11 codes; FCC 20-100 for 988. The metadata list some of them for text messages only."""
_PAID_ENQUIRIES = re.compile("118[0-9]{2,3}")
"""Directory enquiries of European countries cost extra; the metadata mostly do not say so."""


def classify(number: Number, plan: NumberingPlan) -> NumberClass:
    """The class of `number` for a PBX of that plan. Emergency wins over everything.

    Where the plan does not say which numbers are internal, those are that the country does not list. Numbers that
    share the calling code but lie in another country (+1 876) are international.
    """
    if number.e164:
        if plan.internal_of(number.e164):
            return NumberClass.INTERNAL
        return _public(number.e164, is_at_home=is_at_home(number, plan))
    if not number.digits.isdigit():
        return NumberClass.INTERNAL
    return _short(number.digits, plan)


@lru_cache(maxsize=8192)
def _public(e164: str, *, is_at_home: bool) -> NumberClass:
    public = plans.public_number(e164)
    if public.country_code in _NETWORKS_OF_NO_COUNTRY:
        return NumberClass.SATELLITE
    dearer = next((_DEARER_THAN_SAID[prefix] for prefix in _DEARER_THAN_SAID if e164.startswith(prefix)), None)
    if dearer is not None:
        return dearer
    kind = phonenumbers.number_type(public)
    if kind == PhoneNumberType.UNKNOWN:
        kind = dear_beginning(e164) or kind
    if kind in _WHEREVER_IT_IS:
        return _WHEREVER_IT_IS[kind]
    if is_at_home:
        return _AT_HOME.get(kind, NumberClass.NATIONAL)
    return NumberClass.TOLL_FREE if public.country_code == _FREE_FROM_EVERYWHERE else NumberClass.INTERNATIONAL


def is_at_home(number: Number, plan: NumberingPlan) -> bool:
    """Whether a number with `e164` is certain to lie in the PBX's own country, in use or not.

    Åland and Svalbard have codes of their own, but are no other country to a telephone company.
    """
    return plans.TARIFF_OF.get(number.region, number.region) == plans.TARIFF_OF.get(plan.region, plan.region)


@lru_cache(maxsize=8192)
def _short(digits: str, plan: NumberingPlan) -> NumberClass:
    if is_emergency(digits, plan.region):
        return NumberClass.EMERGENCY
    if plan.has_internal(digits):
        return NumberClass.INTERNAL
    behind_prefix = digits.removeprefix(plan.outside_prefix)  # 9 911 or 9 411, as people dial it on their phone
    if is_emergency(behind_prefix, plan.region):
        return NumberClass.EMERGENCY
    found = _short_code(behind_prefix, region=plan.region)
    dear = None if found else dear_kind_of_few_digits(behind_prefix, plan.region)
    if found or dear:
        return found or _WHEREVER_IT_IS[dear or PhoneNumberType.UNKNOWN]
    return NumberClass.INVALID if plan.internal_ranges else NumberClass.INTERNAL


def _short_code(digits: str, *, region: str) -> NumberClass | None:
    if not digits or not _is_short_code(digits, region=region):
        return None
    return NumberClass.SERVICE if _costs_extra(digits, region=region) else NumberClass.SHORT_CODE


def _is_short_code(digits: str, *, region: str) -> bool:
    """Whether it is a service of the public network, such as 115 or 116117.

    Four digits are an extension: PBXes number their phones from 1000, while France and others list the whole
    thousand as short codes. Codes that only take text messages, or belong to one mobile network, do not count.
    """
    if len(digits) == _USUAL_EXTENSION_LENGTH or digits.startswith("0"):
        return False
    short = _as_public(digits, region=region)
    if short is not None and short.country_code == plans.NORTH_AMERICA and digits in _SERVICES_OF_NORTH_AMERICA:
        return True
    return (
        short is not None
        and is_valid_short_number_for_region(short, region)
        and not is_sms_service_for_region(short, region)
        and not is_carrier_specific_for_region(short, region)
    )


def _costs_extra(digits: str, *, region: str) -> bool:
    short = _as_public(digits, region=region)
    if short is None:
        return False
    if digits == "411" and short.country_code == plans.NORTH_AMERICA:
        return True
    if str(short.country_code)[0] in "34" and _PAID_ENQUIRIES.fullmatch(digits):
        return True
    return expected_cost_for_region(short, region) == ShortNumberCost.PREMIUM_RATE


def _as_public(digits: str, *, region: str) -> PhoneNumber | None:
    code = plans.country_code(region)
    return PhoneNumber(country_code=code, national_number=int(digits)) if code else None
