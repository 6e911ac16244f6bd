"""The digits a PBX is sent: the most expensive place to be wrong.

Countries without numbers set aside for fiction use the sample numbers that libphonenumber's metadata publish.
"""

from __future__ import annotations

import re
from itertools import product

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneMetadata, PhoneNumberFormat, PhoneNumberType

from clicktocall.numbering import plans
from clicktocall.numbering.dial_strings import dial_string
from clicktocall.numbering.numbering_plan import NumberingPlan
from clicktocall.numbering.parsing import NotANumber, parse, read
from clicktocall.numbering.plan_texts import read_own_numbers

REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)
CASES = {
    "at home with the trunk zero": ("+49 30 23125000", "DE", "", "03023125000"),
    "at home behind an outside prefix": ("+49 30 23125000", "DE", "0", "003023125000"),
    "abroad": ("+44 20 7946 0000", "DE", "", "00442079460000"),
    "abroad behind an outside prefix": ("+44 20 7946 0000", "DE", "0", "000442079460000"),
    "abroad from America": ("+49 30 23125000", "US", "", "011493023125000"),
    "abroad from America behind a nine": ("+49 30 23125000", "US", "9", "9011493023125000"),
    "within America": ("(202) 555-0123", "US", "", "12025550123"),
    "Canada from the United States": ("+1 416 555 0123", "US", "", "14165550123"),
    "America from abroad": ("+1 202 555 0123", "DE", "", "0012025550123"),
    "Turkey from Turkey, whoever clicks": ("+90 212 345 67 89", "TR", "", "02123456789"),
    "Turkey from America": ("+90 212 345 67 89", "US", "", "011902123456789"),
    "Italy keeps its zero at home": ("+39 02 1234 5678", "IT", "", "0212345678"),
    "Italy keeps its zero abroad": ("+39 02 1234 5678", "DE", "", "00390212345678"),
    "Mexico at home": ("+52 200 123 4567", "MX", "", "2001234567"),
    "Mexico abroad": ("+52 200 123 4567", "US", "", "011522001234567"),
    "an Argentine mobile at home": ("+54 9 11 2345 6789", "AR", "", "0111523456789"),
    "an Argentine mobile abroad": ("+54 9 11 2345 6789", "DE", "", "005491123456789"),
    "Brazil at home, the carrier left to the trunk": ("+55 11 96123 4567", "BR", "", "11961234567"),
    "out of Brazil": ("+49 30 23125000", "BR", "", "0021493023125000"),
    "Russia at home": ("+7 301 123 45 67", "RU", "", "83011234567"),
    "Kazakhstan from Russia": ("+7 710 009 9998", "RU", "", "87100099998"),
    "out of Russia": ("+49 30 23125000", "RU", "", "810493023125000"),
    "out of Australia": ("+49 30 23125000", "AU", "", "0011493023125000"),
    "out of Japan": ("+49 30 23125000", "JP", "", "010493023125000"),
    "out of Singapore": ("+49 30 23125000", "SG", "", "001493023125000"),
    "out of Finland": ("+49 30 23125000", "FI", "", "00493023125000"),
    "Hungary at home": ("+36 1 234 5678", "HU", "", "0612345678"),
    "a German range that is newer than the library": ("0154 1574038", "DE", "", "01541574038"),
    "a Belgian one": ("014 615 07 15", "BE", "0", "00146150715"),
    "a Japanese one": ("+81 299 999 999", "JP", "", "0299999999"),
    "a Brazilian one has no trunk prefix of ours": ("+55 11 1999 99999", "BR", "", "11199999999"),
    "Spain has no trunk prefix": ("+34 810 12 34 56", "ES", "", "810123456"),
    "a number of no country": ("+800 1234 5678", "DE", "", "0080012345678"),
    "where no region is known": ("+49 30 23125000", "XX", "", "00493023125000"),
    "the extension is not dialled": ("+49 30 23125000 x 9", "DE", "", "03023125000"),
    "an extension": ("1000", "DE", "0", "1000"),
    "an emergency number": ("112", "DE", "0", "112"),
    "911": ("911", "US", "9", "911"),
    "711": ("711", "US", "9", "711"),
    "a short code": ("116117", "DE", "0", "116117"),
    "a feature code": ("*21*1000#", "DE", "0", "*21*1000#"),
}


def test_an_own_number_never_becomes_an_emergency_number() -> None:
    plan = NumberingPlan(region="DE", own_numbers=read_own_numbers("+49 30 23125 1XX = 1XX"))

    sent = [dial_string(read(f"030 231251{end}", plan), plan).digits for end in ("12", "10", "01")]

    assert sent == ["03023125112", "03023125110", "101"]


KINDS = (PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE, PhoneNumberType.TOLL_FREE, PhoneNumberType.VOIP)


@pytest.mark.parametrize(("typed", "region", "outside_prefix", "dialled"), CASES.values(), ids=CASES.keys())
def test_the_pbx_is_sent_these_digits(typed: str, region: str, outside_prefix: str, dialled: str) -> None:
    plan = NumberingPlan(region=region, outside_prefix=outside_prefix)

    assert dial_string(read(typed, plan), plan).digits == dialled


def test_every_country_has_an_international_prefix_that_its_plan_knows() -> None:
    unknown = []
    for region in REGIONS:
        metadata = PhoneMetadata.metadata_for_region(region)
        assert metadata is not None
        assert metadata.international_prefix is not None
        # Bolivia, Brazil and others list what may be dialled as a pattern; the one we send must be in it.
        prefix = plans.international_prefix(region)
        if not re.fullmatch(metadata.international_prefix.replace("~", ""), prefix):
            unknown.append((region, prefix))

    assert unknown == []


def test_what_is_dialled_at_home_is_the_same_number_again() -> None:
    samples = [
        (region, phonenumbers.format_number(sample, PhoneNumberFormat.E164))
        for region, kind in product(REGIONS, KINDS)
        if (sample := phonenumbers.example_number_for_type(region, kind)) is not None
    ]

    again = []
    for region, e164 in samples:
        dialled = dial_string(parse(e164, region=region), NumberingPlan(region=region)).digits
        number = phonenumbers.parse(dialled, region)
        again.append((region, phonenumbers.format_number(number, PhoneNumberFormat.E164)))

    assert again == samples


def test_what_is_dialled_abroad_is_the_same_number_again() -> None:
    abroad = [region for region in REGIONS if region != "DE"]

    dialled = {
        region: dial_string(parse("+493023125000", region=region), NumberingPlan(region=region)).digits
        for region in abroad
    }

    assert [region for region in abroad if not re.fullmatch("[0-9]+493023125000", dialled[region])] == []
    assert {parse(digits, region=region).e164 for region, digits in dialled.items()} == {"+493023125000"}


@given(
    typed=st.text(alphabet="0123456789+*#x,; ()-.٣", min_size=1, max_size=40),
    region=st.sampled_from(["DE", "US", "IT", "BR", "RU", "AR", "MX", "SG", "KZ", "XX"]),
    outside_prefix=st.sampled_from(["", "0", "9", "*9"]),
)
def test_only_keys_of_a_telephone_are_ever_dialled(typed: str, region: str, outside_prefix: str) -> None:
    plan = NumberingPlan(region=region, outside_prefix=outside_prefix)
    try:
        number = read(typed, plan)
    except NotANumber:
        return

    dialled = dial_string(number, plan).digits

    assert re.fullmatch("[0-9*#]+", dialled)
    if not number.e164:
        assert dialled == number.digits
