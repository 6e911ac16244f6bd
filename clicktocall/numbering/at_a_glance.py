"""What a list says of an international number, in one look.

A page has forty numbers of which nobody has asked before, and the long way reads each from its beginning for the
written form, once more for its class and once more for what is sent. Both ways agree, which is tested. What takes more
thought is left to the long way: rules of staff, what may be a short number, countries that share a calling code.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

from clicktocall.numbering import plans
from clicktocall.numbering.classifying import NumberClass, class_of, is_one_country
from clicktocall.numbering.dial_strings import DialString, by_country
from clicktocall.numbering.kinds import kind_and_region_of
from clicktocall.numbering.numbering_plan import NumberingPlan
from clicktocall.numbering.parsing import LONGEST_WITH_CODE


class Glance(NamedTuple):
    """A number as people at a PBX see it: how they write it, where it lies, what it is, and what is sent for it."""

    written: str
    region: str
    number_class: NumberClass
    sent: DialString


@lru_cache(maxsize=512)
def glance(e164: str, plan: NumberingPlan) -> Glance | None:
    """Of a number that has been kept in its E.164 form. None where the long way has to be gone."""
    if plan.rules or plan.own_numbers or len(e164) <= LONGEST_WITH_CODE:
        return None
    try:
        code, significant = plans.parts(e164)
    except NumberParseException:
        return None
    is_same_code = code == plans.country_code(plan.region)
    if is_same_code and len(phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(code, ())) != 1:
        return None
    kind, region = kind_and_region_of(code, significant)
    region = region if region.isalpha() else ""
    return Glance(
        plans.written(e164, PhoneNumberFormat.NATIONAL if is_same_code else PhoneNumberFormat.INTERNATIONAL),
        region,
        class_of(kind, e164, calling_code=code, is_at_home=is_one_country(region, plan.region)),
        by_country(plan, e164),
    )
