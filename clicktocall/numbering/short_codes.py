"""The short numbers of a country's public network, such as 115 or 116117, and which of them cost extra."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from phonenumbers import PhoneNumber
from phonenumbers.shortnumberinfo import (
    ShortNumberCost,
    expected_cost_for_region,
    is_carrier_specific_for_region,
    is_sms_service_for_region,
    is_valid_short_number_for_region,
)

from clicktocall.numbering import plans

LONGEST = 6
"""Longer ones only take text messages, but for a few of Australia and China."""
_SERVICES_OF_NORTH_AMERICA = frozenset({"211", "311", "411", "511", "611", "711", "811", "988"})
"""Source: NANPA, N11 codes; FCC 20-100 for 988. The metadata list some of them for text messages only."""
_PAID_ENQUIRIES = re.compile("118[0-9]{2,3}")
"""Directory enquiries of European countries cost extra; the metadata mostly do not say so, nor list all of them.
Source: CEPT ECC/DEC(97)01, harmonised use of 118."""
_MORE_THAT_COST_EXTRA: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "AU": re.compile("1234|1245[0-9]"),
        "CZ": re.compile("118[0-9]"),
        "DK": re.compile("118"),
        "FI": re.compile("118"),
        "JP": re.compile("104"),
        "KR": re.compile("114"),
        "LV": re.compile("118[0-9]"),
        "NL": re.compile("18[0-9]{2}"),
        "NO": re.compile("18[0-9]{2}"),
        "PT": re.compile("1820"),
        "SI": re.compile("1188"),
        "SK": re.compile("118[0-9]"),
        "US": re.compile("411"),
        "CA": re.compile("411"),
    }
)
"""Directory enquiries by the numbering plans of their countries."""
_DO_NOT: Mapping[str, re.Pattern[str]] = MappingProxyType({"FR": re.compile("10[0-9]{2}")})
"""Customer services of telephone companies, dear by the metadata. Source: ARCEP, 10YT: free or as a usual call."""


def is_short_code(digits: str, *, region: str) -> bool:
    """Whether somebody answers there who is no subscriber, by the country's own list.

    Codes that only take text messages, or belong to one mobile network, do not count.
    """
    short = _as_public(digits, region=region)
    if short is None:
        return False
    if short.country_code == plans.NORTH_AMERICA and digits in _SERVICES_OF_NORTH_AMERICA:
        return True
    return (
        is_valid_short_number_for_region(short, region)
        and not is_sms_service_for_region(short, region)
        and not is_carrier_specific_for_region(short, region)
    )


def costs_extra(digits: str, *, region: str) -> bool:
    """Whether it is a short code that is charged like a premium number."""
    short = _as_public(digits, region=region)
    if short is None:
        return False
    if _is_one_of(_DO_NOT, digits, region):
        return False
    if str(short.country_code)[0] in "34" and _PAID_ENQUIRIES.fullmatch(digits):
        return True
    if _is_one_of(_MORE_THAT_COST_EXTRA, digits, region):
        return True
    is_dear = expected_cost_for_region(short, region) == ShortNumberCost.PREMIUM_RATE
    return is_dear and is_short_code(digits, region=region)


def _is_one_of(table: Mapping[str, re.Pattern[str]], digits: str, region: str) -> bool:
    return region in table and table[region].fullmatch(digits) is not None


def _as_public(digits: str, *, region: str) -> PhoneNumber | None:
    code = plans.country_code(region)
    if not code or not digits.isdigit() or digits.startswith("0"):
        return None
    return PhoneNumber(country_code=code, national_number=int(digits))
