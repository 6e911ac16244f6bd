"""Which kind a number is, seen from where the PBX stands."""

from __future__ import annotations

import phonenumbers
import pytest
from phonenumbers import PhoneMetadata
from phonenumbers.shortnumberinfo import SUPPORTED_SHORT_REGIONS

from clicktocall.numbering.classifying import Kind, classify
from clicktocall.numbering.parsing import parse

CASES = {
    "an extension": ("1000", "DE", Kind.INTERNAL),
    "an extension where the thousand is a short code": ("1000", "FR", Kind.INTERNAL),
    "an extension where text messages go to such codes": ("20001", "US", Kind.INTERNAL),
    "an extension of two digits": ("21", "DE", Kind.INTERNAL),
    "a feature code": ("*72", "DE", Kind.INTERNAL),
    "a feature code around an emergency number": ("*112#", "DE", Kind.INTERNAL),
    "the European emergency number": ("112", "DE", Kind.EMERGENCY),
    "with dashes": ("1-1-2", "DE", Kind.EMERGENCY),
    "in full-width digits": ("１１０", "DE", Kind.EMERGENCY),  # noqa: RUF001 -- full-width is the point
    "the American emergency number": ("911", "US", Kind.EMERGENCY),
    "the British emergency number": ("999", "GB", Kind.EMERGENCY),
    "the Australian emergency number": ("000", "AU", Kind.EMERGENCY),
    "an ambulance in France": ("15", "FR", Kind.EMERGENCY),
    "an emergency number of another country": ("911", "DE", Kind.INTERNAL),
    "it merely begins with 112": ("1120", "DE", Kind.INTERNAL),
    "an extension that begins with 911": ("9110", "US", Kind.INTERNAL),
    "a public number that begins with 112": ("+49 112 2312500", "DE", Kind.NATIONAL),
    "the authorities": ("115", "DE", Kind.SHORT),
    "the doctor on call": ("116117", "DE", Kind.SHORT),
    "the relay service": ("711", "US", Kind.SHORT),
    "a number of the country": ("030 23125000", "DE", Kind.NATIONAL),
    "the same in E.164": ("+493023125000", "DE", Kind.NATIONAL),
    "a mobile of the country": ("0171 3920000", "DE", Kind.NATIONAL),
    "a number no metadata know": ("555 555 5555", "US", Kind.NATIONAL),
    "toll-free, seen from Canada": ("+1 800 356 9377", "CA", Kind.NATIONAL),
    "a number abroad": ("+44 20 7946 0000", "DE", Kind.INTERNATIONAL),
    "Canada from the United States": ("+1 416 555 0123", "US", Kind.INTERNATIONAL),
    "Jamaica from the United States": ("+1 876 555 0123", "US", Kind.INTERNATIONAL),
    "a number of no country": ("+800 1234 5678", "DE", Kind.INTERNATIONAL),
}


@pytest.mark.parametrize(("typed", "region", "kind"), CASES.values(), ids=CASES.keys())
def test_a_number_is_of_one_kind(typed: str, region: str, kind: Kind) -> None:
    assert classify(parse(typed, region=region), region=region) is kind


def test_nothing_is_an_emergency_where_no_region_is_known() -> None:
    assert classify(parse("112", region="XX"), region="XX") is Kind.INTERNAL


def test_every_emergency_number_of_every_country_stays_untouched_and_is_one() -> None:
    seen = 0
    for region in sorted(set(SUPPORTED_SHORT_REGIONS) & phonenumbers.SUPPORTED_REGIONS):
        metadata = PhoneMetadata.short_metadata_for_region(region)
        assert metadata is not None
        example = metadata.emergency.example_number if metadata.emergency else None
        if example is None:
            continue
        number = parse(example, region=region)
        assert (number.digits, number.e164) == (example, "")
        assert classify(number, region=region) is Kind.EMERGENCY
        seen += 1
    assert seen > 200
