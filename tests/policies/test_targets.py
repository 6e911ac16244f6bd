"""Whom a button calls, as far as rules care: the short way and the long one name the same."""

from __future__ import annotations

import phonenumbers
from hypothesis import given
from hypothesis import strategies as st

from clicktocall.numbering.classifying import NumberClass
from clicktocall.numbering.numbering_plan import NationalForm, NumberingPlan
from clicktocall.numbering.parsing import stored
from clicktocall.policies.targets import E164, Target, targets_of, targets_of_typed

CODES = sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)
numbers = st.builds(
    lambda code, rest: f"+{code}{rest}",
    st.sampled_from([*CODES, 49, 39]),
    st.from_regex(r"[0-9]{5,11}", fullmatch=True),
).filter(E164.fullmatch)
plans = st.builds(
    NumberingPlan,
    region=st.sampled_from(["DE", "US", "IT", "BR", "FR", "HU"]),
    outside_prefix=st.sampled_from(["", "0", "*9"]),
    international_prefix=st.sampled_from(["", "+", "00", "*7"]),
    national_form=st.sampled_from(NationalForm),
    national_prefix=st.sampled_from(["0", "00", "015"]),
)


@given(e164=numbers, plan=plans)
def test_a_number_of_a_list_is_judged_like_one_that_is_typed(e164: str, plan: NumberingPlan) -> None:
    kept = stored(typed=e164, e164=e164, digits=e164[1:], extension="", plan=plan)

    assert targets_of_typed(e164, plan=plan) == targets_of(kept, plan=plan)


def test_a_number_abroad_in_a_range_that_nobody_knows_is_one_abroad() -> None:
    found = targets_of_typed("+4420012345", plan=NumberingPlan(region="DE"))

    assert found == (Target(identity="+4420012345", number_class=NumberClass.INTERNATIONAL, country=""),)
