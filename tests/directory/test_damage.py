"""What spreadsheets do to telephone numbers ends in the right number or in a sentence."""

from __future__ import annotations

from contextlib import suppress

import phonenumbers
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from clicktocall.numbering.numbering_plan import NumberingPlan
from clicktocall.numbering.parsing import NotANumber, parse
from directory.importing.damage import read_number, read_plainly


@pytest.mark.parametrize(
    ("cell", "region", "e164"),
    [
        ("+49 30 23125 100", "DE", "+493023125100"),
        ('="03023125100"', "DE", "+493023125100"),
        ("'+493023125100", "DE", "+493023125100"),
        ("'03023125100", "DE", "+493023125100"),
        ("493023125100", "DE", "+493023125100"),
        ("493023125100", "US", "+493023125100"),
        ("491713920012", "DE", "+491713920012"),
        ("393331234567", "DE", "+393331234567"),
        ("447700900123", "DE", "+447700900123"),
        ("493023125100.0", "IT", "+493023125100"),
        ("493.023.125.100", "FR", "+493023125100"),
        ("4.93023125100E+11", "DE", "+493023125100"),
        ("4,93023125100e11", "DE", "+493023125100"),
        ("3023125100", "DE", "+493023125100"),
        ("2079460120", "GB", "+442079460120"),
        ("145678901", "FR", "+33145678901"),
        ("255501234", "IT", "+390255501234"),
        ("3331234567", "IT", "+393331234567"),
        ("2025550123", "US", "+12025550123"),
        ("12025550123", "US", "+12025550123"),
        ("1-800-FLOWERS", "US", "+18003569377"),
    ],
)
def test_the_number_that_alone_can_be_meant_is_found(cell: str, region: str, e164: str) -> None:
    assert read_number(cell, plan=NumberingPlan(region=region)).e164 == e164


@pytest.mark.parametrize("cell", ["1000", "112", "*55", "116117"])
def test_internal_numbers_and_codes_stay_as_they_are(cell: str) -> None:
    number = read_number(cell, plan=NumberingPlan(region="DE"))

    assert (number.e164, number.digits) == ("", cell)


def test_an_extension_survives_the_mending() -> None:
    number = read_number("493023125100 ext. 7", plan=NumberingPlan(region="US"))

    assert (number.e164, number.extension) == ("+493023125100", "7")


@pytest.mark.parametrize(
    ("cell", "region", "why"),
    [
        ("4.93023E+11", "DE", "cut digits off"),
        ("4,93E+11", "DE", "cut digits off"),
        ("5E+11", "DE", "cut digits off"),
        ("493,023,125,100", "DE", "amount"),
        ("493023125100.00", "DE", "amount"),
        ("-104", "DE", "amount"),
        ("01.02.2003", "DE", "a date"),
        ("2003-02-01 00:00:00", "DE", "a date"),
        ("33145678901", "DE", r"may be \+33145678901 or 033145678901"),
        ("17139200123", "DE", r"may be \+17139200123 or 017139200123"),
        ("23125100", "DE", "lack its area code"),
        ("#NAME?", "DE", "no digits"),
        ("#DIV/0!", "DE", "not a phone number"),
        ("4.93E+99", "DE", "cut digits off"),
        ("", "DE", "Type one"),
    ],
)
def test_what_may_be_two_numbers_or_none_is_refused_with_a_sentence(cell: str, region: str, why: str) -> None:
    with pytest.raises(NotANumber, match=why):
        read_number(cell, plan=NumberingPlan(region=region))


REGIONS = ["DE", "AT", "GB", "FR", "IT", "ES", "US", "CH", "NL", "PL", "BR", "AU"]


@given(st.sampled_from(REGIONS), st.sampled_from(REGIONS), st.integers(0, 9_999_999))
def test_a_number_without_its_plus_is_never_read_as_another_one_where_zeros_are_written(
    home: str, other: str, seed: int
) -> None:
    example = phonenumbers.example_number_for_type(other, phonenumbers.PhoneNumberType.MOBILE)
    assert example is not None
    digits = str(example.national_number)
    example.national_number = int(digits[:-5] + f"{seed:07}"[-5:])
    assume(phonenumbers.is_valid_number(example) and home in {"DE", "AT", "GB", "FR", "CH", "NL"})
    e164 = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)

    try:
        found = read_number(e164[1:], plan=NumberingPlan(region=home))
    except NotANumber:
        return
    assert found.e164 == e164


@given(st.sampled_from(REGIONS), st.integers(0, 9_999_999))
def test_a_number_without_its_zero_is_never_read_as_another_one(home: str, seed: int) -> None:
    example = phonenumbers.example_number_for_type(home, phonenumbers.PhoneNumberType.MOBILE)
    assert example is not None
    digits = str(example.national_number)
    example.national_number = int(digits[:-5] + f"{seed:07}"[-5:])
    assume(phonenumbers.is_valid_number(example))
    e164 = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)

    try:
        found = read_number(str(example.national_number), plan=NumberingPlan(region=home))
    except NotANumber:
        return
    assert found.e164 == e164


@given(st.text(max_size=80), st.sampled_from(REGIONS))
def test_any_text_is_a_number_or_a_refusal_and_nothing_else(text: str, region: str) -> None:
    with suppress(NotANumber):
        found = read_number(text, plan=NumberingPlan(region=region))
        assert found == parse(found.typed, region=region)


@pytest.mark.parametrize(
    ("cell", "e164"),
    [
        ("+49 30 23125-100", "+493023125100"),
        (" +49 30 23125 100", ""),
        ("030 23125100", "+493023125100"),
        ("01.02.2003", ""),
        ("4.93E+11", ""),
        ("0800 1234567", ""),
        ("493023125100", ""),
        ("030 23125100 ext. 7", ""),
    ],
)
def test_the_short_way_reads_what_is_plain_and_leaves_the_rest_and_internal_numbers(cell: str, e164: str) -> None:
    plan = NumberingPlan(region="DE", internal_ranges=(("08001234567", "08001234569"),))

    assert read_plainly(cell, plan=plan) == e164
    assert not e164 or read_number(cell, plan=plan).e164 == e164
