"""Says what kind of number it is, seen from the country where the PBX stands."""

from __future__ import annotations

from enum import StrEnum

from phonenumbers import PhoneNumber
from phonenumbers.shortnumberinfo import (
    is_carrier_specific_for_region,
    is_emergency_number,
    is_sms_service_for_region,
    is_valid_short_number_for_region,
)

from clicktocall.numbering import plans
from clicktocall.numbering.parsing import Number

_USUAL_EXTENSION_LENGTH = 4


class Kind(StrEnum):
    INTERNAL = "internal"
    EMERGENCY = "emergency"
    SHORT = "short"
    NATIONAL = "national"
    INTERNATIONAL = "international"


def classify(number: Number, *, region: str) -> Kind:
    """The kind of `number` for a PBX in `region`. Emergency wins over everything.

    What the plan of the country does not list is internal; a PBX that owns an extension of that number knows better
    than SHORT. Numbers that share the calling code but lie in another country (+1 876) are international.
    """
    region = region.upper()
    if number.e164:
        return Kind.NATIONAL if _is_at_home(number, region=region) else Kind.INTERNATIONAL
    if not number.digits.isdigit():
        return Kind.INTERNAL
    if is_emergency_number(number.digits, region):
        return Kind.EMERGENCY
    return Kind.SHORT if _is_short(number.digits, region=region) else Kind.INTERNAL


def _is_at_home(number: Number, *, region: str) -> bool:
    if number.region:
        return number.region == region
    return _is_of_code(number, plans.country_code(region))


def _is_of_code(number: Number, code: int) -> bool:
    """No calling code begins with another one, so a prefix decides."""
    return code != 0 and number.digits.startswith(str(code))


def _is_short(digits: str, *, region: str) -> bool:
    """Whether it is a service of the public network, such as 115 or 116117.

    Four digits are an extension: PBXes number their phones from 1000, while France and others list the whole
    thousand as short codes. Codes that only take text messages, or belong to one mobile network, do not count.
    """
    code = plans.country_code(region)
    if not code or len(digits) == _USUAL_EXTENSION_LENGTH or digits.startswith("0"):
        return False
    short = PhoneNumber(country_code=code, national_number=int(digits))
    return (
        is_valid_short_number_for_region(short, region)
        and not is_sms_service_for_region(short, region)
        and not is_carrier_specific_for_region(short, region)
    )
