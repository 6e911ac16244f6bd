"""The short way says what the long way says, in every country, or nothing."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat

from clicktocall.numbering import plans, quick
from clicktocall.numbering.parsing import NotANumber, parse

REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)
TYPES = range(11)


def agree(typed: str, *, region: str) -> bool:
    """Whether the short way had an answer."""
    short = quick.e164(typed, region=region)
    try:
        number = parse(typed, region=region)
    except NotANumber:
        assert short == ""
        return False
    assert short in {"", number.e164}
    if short:
        assert (number.digits, number.extension) == (short[1:], "")
    if number.e164:
        public = phonenumbers.parse(number.e164, None)
        home = phonenumbers.region_code_for_country_code(public.country_code or 0)
        significant = phonenumbers.national_significant_number(public)
        forms = {plans.national_digits(public), plans.trunk_prefix(home) + significant}
        assert set(quick.forms_at_home(number.e164)) in (set(), forms)
    return bool(short)


@pytest.mark.thorough
@pytest.mark.parametrize("region", REGIONS)
def test_both_ways_agree_about_the_numbers_of_each_country(region: str) -> None:
    for kind in TYPES:
        sample = phonenumbers.example_number_for_type(region, kind)
        if sample is None:
            continue
        for form in (PhoneNumberFormat.E164, PhoneNumberFormat.INTERNATIONAL, PhoneNumberFormat.NATIONAL):
            written = phonenumbers.format_number(sample, form)
            for seen_from in (region, "DE", "IT", "US"):
                agree(written, region=seen_from)


@given(
    st.sampled_from(REGIONS), st.sampled_from(["+", "", "0", "00", "8"]), st.text("0123456789", min_size=5, max_size=14)
)
def test_both_ways_agree_about_any_digits(region: str, beginning: str, digits: str) -> None:
    code = plans.country_code(region)

    agree(beginning + digits, region=region)
    agree(f"+{code}{digits}", region=region)
    agree(f"+{code} 0{digits}", region="DE")


@pytest.mark.parametrize(
    "typed", ["+49 30 23125-100", "030 23125100", "0171/3920012", "+1 (202) 555-0123", "+3902 5550101"]
)
def test_usual_numbers_go_the_short_way(typed: str) -> None:
    assert agree(typed, region="DE")


@pytest.mark.parametrize(
    "typed", ["", "+", "112", "+49 110", "1000", "+49 (0)30 23125100", "0049 30 23125100", "030 1 ext. 7"]
)
def test_what_takes_more_thought_is_left_to_the_long_way(typed: str) -> None:
    assert quick.e164(typed, region="DE") == ""
