"""The short way to write a number writes what the library writes."""

from __future__ import annotations

import phonenumbers
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneNumber, PhoneNumberFormat

from clicktocall.numbering.writing import international, national

CODES = sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)


def agree(public: PhoneNumber) -> bool:
    code, digits = public.country_code or 0, phonenumbers.national_significant_number(public)
    written = (national(code, digits), international(code, digits))
    forms = (PhoneNumberFormat.NATIONAL, PhoneNumberFormat.INTERNATIONAL)
    return written == tuple(phonenumbers.format_number(public, form) for form in forms)


def test_every_example_of_every_country() -> None:
    examples = [
        example
        for region in sorted(phonenumbers.SUPPORTED_REGIONS)
        for kind in range(11)
        if (example := phonenumbers.example_number_for_type(region, kind)) is not None
    ]

    assert len(examples) > 1000
    assert [example for example in examples if not agree(example)] == []


@given(st.sampled_from(CODES), st.from_regex(r"0{0,2}[1-9][0-9]{1,13}", fullmatch=True))
def test_any_digits_of_any_country(code: int, digits: str) -> None:
    zeros = len(digits) - len(digits.lstrip("0"))
    public = PhoneNumber(
        country_code=code,
        national_number=int(digits),
        italian_leading_zero=zeros > 0,
        number_of_leading_zeros=zeros or None,
    )

    assert agree(public)


def test_a_code_that_nobody_has() -> None:
    assert agree(PhoneNumber(country_code=999, national_number=1234567))
    assert national(999, "1234567") == "1234567"
