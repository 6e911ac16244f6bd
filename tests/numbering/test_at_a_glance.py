"""In one look a number is the same as on the long way."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat

from clicktocall.numbering.at_a_glance import Glance, glance
from clicktocall.numbering.beginnings import DEAR, dear_beginning
from clicktocall.numbering.classifying import NumberClass, classify
from clicktocall.numbering.dial_strings import DialRule, DialString, dial_string
from clicktocall.numbering.formatting import national
from clicktocall.numbering.kinds import kind_and_region_of
from clicktocall.numbering.numbering_plan import NationalForm, NumberingPlan
from clicktocall.numbering.parsing import stored
from clicktocall.numbering.plan_texts import read_ranges, read_rules
from clicktocall.numbering.plans import parts

CODES = sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)
BERLIN = NumberingPlan(region="DE", outside_prefix="0")
EXAMPLES = sorted(
    phonenumbers.format_number(example, PhoneNumberFormat.E164)
    for region in phonenumbers.SUPPORTED_REGIONS
    for kind in range(11)
    if (example := phonenumbers.example_number_for_type(region, kind)) is not None
)
any_number = st.one_of(
    st.sampled_from(EXAMPLES),
    st.builds(
        lambda code, rest: f"+{code}{rest}", st.sampled_from(CODES), st.from_regex(r"[0-9]{4,12}", fullmatch=True)
    ),
)
any_plan = st.builds(
    NumberingPlan,
    region=st.sampled_from(["DE", "US", "IT", "BR", "RU", "AR", "MX", "SG", "FI", "FR", "HU", "XX"]),
    area_code=st.sampled_from(["", "30", "11"]),
    outside_prefix=st.sampled_from(["", "0", "*9"]),
    international_prefix=st.sampled_from(["", "+", "00", "*7"]),
    national_form=st.sampled_from(NationalForm),
    national_prefix=st.sampled_from(["0", "015"]),
    drops_area_code=st.booleans(),
    internal_ranges=st.sampled_from([(), read_ranges("1XX, 2000-2999")]),
)


def the_long_way(e164: str, plan: NumberingPlan) -> Glance:
    number = stored(typed=e164, e164=e164, digits=e164[1:], extension="", plan=plan)
    written = national(number, region=plan.region)
    return Glance(written, number.region, classify(number, plan), dial_string(number, plan))


def dear_kind_by_trying(e164: str) -> int | None:
    """Each beginning of the digits, the longest first, is looked up by itself."""
    code, digits = parts(e164)
    kinds = (kind_and_region_of(code, digits[:length])[0] for length in range(len(digits) - 1, 3, -1))
    return next((kind for kind in kinds if kind in DEAR), None)


def test_a_number_abroad_and_one_at_home() -> None:
    assert glance("+442079460000", BERLIN) == Glance(
        "+44 20 7946 0000",
        "GB",
        NumberClass.INTERNATIONAL,
        DialString(digits="000442079460000", rule=DialRule.INTERNATIONAL, groups="0 00 44 20 7946 0000"),
    )
    assert glance("+493023125100", BERLIN) == Glance(
        "030 23125100",
        "DE",
        NumberClass.NATIONAL,
        DialString(digits="003023125100", rule=DialRule.NATIONAL, groups="0 030 23125100"),
    )


@given(e164=any_number, plan=any_plan)
def test_both_ways_agree(e164: str, plan: NumberingPlan) -> None:
    seen = glance(e164, plan)

    assert seen is None or seen == the_long_way(e164, plan)


@pytest.mark.parametrize(
    "plan",
    [
        BERLIN,
        NumberingPlan(region="IT", international_prefix="+"),
        NumberingPlan(region="FR", outside_prefix="*9", international_prefix="00"),
        NumberingPlan(region="HU", area_code="1", drops_area_code=True),
        NumberingPlan(region="ES", national_form=NationalForm.OWN, national_prefix="015"),
    ],
    ids=lambda plan: plan.region,
)
def test_both_ways_agree_on_every_example_of_every_country(plan: NumberingPlan) -> None:
    seen = {e164: found for e164 in EXAMPLES if (found := glance(e164, plan))}

    assert len(seen) > 900
    assert seen == {e164: the_long_way(e164, plan) for e164 in seen}


@pytest.mark.parametrize(
    ("e164", "plan"),
    [
        ("+442079460000", NumberingPlan(region="DE", rules=read_rules("+44. = 7."))),
        ("+493023125100", NumberingPlan(region="DE", own_numbers=read_rules("+49302312510X = 10X"))),
        ("+12025550123", NumberingPlan(region="US")),
        ("+49112", BERLIN),
        ("+9991234567890", BERLIN),
    ],
    ids=["a rule", "an own number", "a shared calling code", "a short number", "a code that nobody has"],
)
def test_what_takes_more_thought_is_left_to_the_long_way(e164: str, plan: NumberingPlan) -> None:
    assert glance(e164, plan) is None


def test_a_dear_number_is_known_with_digits_behind_it() -> None:
    longer = [f"{e164}{behind}"[:16] for e164 in EXAMPLES for behind in ("1", "42")]

    found = {e164: dear_beginning(e164) for e164 in longer}

    assert len([kind for kind in found.values() if kind]) > 100
    assert found == {e164: dear_kind_by_trying(e164) for e164 in longer}
