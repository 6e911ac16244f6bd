"""What a list says of an international number, in one look.

A page has forty numbers of which nobody has asked before, and the long way reads each from its beginning for the
written form, once more for its class and once more for what is sent. Both ways agree, which is tested. What takes more
thought is left to the long way: rules of staff, what may be a short number, countries that share a calling code.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

from clicktocall.numbering import plans, writing
from clicktocall.numbering.classifying import NumberClass, class_of, is_one_country
from clicktocall.numbering.dial_strings import DialRule, DialString, by_country, groups_of, in_front
from clicktocall.numbering.kinds import kind_and_region_of
from clicktocall.numbering.numbering_plan import NationalForm, NumberingPlan
from clicktocall.numbering.parsing import LONGEST_WITH_CODE


class Glance(NamedTuple):
    """A number as people at a PBX see it: how they write it, where it lies, what it is, and what is sent for it."""

    written: str
    region: str
    number_class: NumberClass
    sent: DialString


class Outlook:
    """A plan with what follows from it alone, so that it is not asked for with each number."""

    def __init__(self, plan: NumberingPlan) -> None:
        self.plan = plan
        self._code = plans.country_code(plan.region)
        self._takes_thought = bool(plan.rules or plan.own_numbers)
        self._shares_its_code = len(phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(self._code, ())) != 1
        regions = (plan.region, *plans.TARIFF_OF, *plans.TARIFF_OF.values())
        self._home = frozenset(region for region in regions if is_one_country(region, plan.region))
        self._is_usual = plan.national_form is NationalForm.USUAL and not plan.drops_area_code
        self._before_home = in_front(plan, DialRule.NATIONAL)
        self._before_abroad = in_front(plan, DialRule.INTERNATIONAL)

    def glance(self, e164: str) -> Glance | None:
        """Of a number that has been kept in its E.164 form. None where the long way has to be gone."""
        if self._takes_thought or len(e164) <= LONGEST_WITH_CODE:
            return None
        try:
            code, significant = plans.parts(e164)
        except NumberParseException:
            return None
        is_same_code = code == self._code
        if is_same_code and self._shares_its_code:
            return None
        kind, region = kind_and_region_of(code, significant)
        region = region if region.isalpha() else ""
        if is_same_code:
            written = plans.written(e164, PhoneNumberFormat.NATIONAL)
            sent = self._sent_at_home(e164, significant, written, is_known=kind != PhoneNumberType.UNKNOWN)
        else:
            written = writing.international(code, significant)
            sent = self._sent_abroad(e164, written)
        found = class_of(kind, e164, calling_code=code, is_at_home=region in self._home)
        return Glance(written, region, found, sent)

    def _sent_abroad(self, e164: str, written: str) -> DialString:
        """In the groups of the written form, if that has all digits and no others."""
        digits = e164[1:]
        groups = written[1:]
        if groups.replace(" ", "") != digits:
            found = groups_of(written)
            groups = " ".join(found) if "".join(found) == digits else digits
        sent = self._before_abroad + groups
        return DialString(sent.replace(" ", ""), DialRule.INTERNATIONAL, "", sent)

    def _sent_at_home(self, e164: str, significant: str, written: str, *, is_known: bool) -> DialString:
        """As it is written, unless the plan wants another form, or there may be no written form for such a number."""
        groups = groups_of(written)
        digits = "".join(groups)
        if not self._is_usual or digits == e164[1:] or (digits == significant and not is_known):
            return by_country(self.plan, e164)
        sent = self._before_home + " ".join(groups)
        return DialString(sent.replace(" ", ""), DialRule.NATIONAL, "", sent)


@lru_cache(maxsize=64)
def outlook(plan: NumberingPlan) -> Outlook:
    """That of the plan. A list asks for it once."""
    return Outlook(plan)


@lru_cache(maxsize=512)
def glance(e164: str, plan: NumberingPlan) -> Glance | None:
    """Of a single number, as `Outlook.glance`."""
    return outlook(plan).glance(e164)
