"""The short way to a number's kind and region says what the library says."""

from __future__ import annotations

import phonenumbers
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneNumber, PhoneNumberType

from clicktocall.numbering.kinds import is_of, kind_of, region_of

CODES = sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)


def agree(public: PhoneNumber) -> bool:
    said = (phonenumbers.number_type(public), phonenumbers.region_code_for_number(public) or "")
    return (kind_of(public), region_of(public)) == said and is_of_those_that_have_it(public)


def is_of_those_that_have_it(public: PhoneNumber) -> bool:
    code, digits = public.country_code or 0, phonenumbers.national_significant_number(public)
    regions = [region for region in phonenumbers.COUNTRY_CODE_TO_REGION_CODE[code] if region.isalpha()]
    found = [region for region in regions if is_of(region, code, digits)]
    return found == [region for region in regions if phonenumbers.is_valid_number_for_region(public, region)]


def test_for_every_example_of_every_country() -> None:
    examples = [
        example
        for region in sorted(phonenumbers.SUPPORTED_REGIONS)
        for kind in range(11)
        if (example := phonenumbers.example_number_for_type(region, kind)) is not None
    ]
    of_no_country = [phonenumbers.example_number_for_non_geo_entity(code) for code in CODES]

    found = [*examples, *(example for example in of_no_country if example is not None)]

    assert len(found) > 1000
    assert [example for example in found if not agree(example)] == []


@given(st.sampled_from(CODES), st.from_regex(r"0{0,2}[1-9][0-9]{1,13}", fullmatch=True))
def test_for_any_digits_of_any_country(code: int, national: str) -> None:
    zeros = len(national) - len(national.lstrip("0"))
    public = PhoneNumber(
        country_code=code,
        national_number=int(national),
        italian_leading_zero=zeros > 0,
        number_of_leading_zeros=zeros or None,
    )

    assert agree(public)


def test_for_a_code_that_nobody_has() -> None:
    assert kind_of(PhoneNumber(country_code=999, national_number=1234567)) == PhoneNumberType.UNKNOWN
