"""Which class a number has, seen from where the PBX stands."""

from __future__ import annotations

import phonenumbers
import pytest
from phonenumbers import PhoneMetadata
from phonenumbers.shortnumberinfo import SUPPORTED_SHORT_REGIONS

from clicktocall.numbering.classifying import NumberClass, classify
from clicktocall.numbering.numbering_plan import NumberingPlan
from clicktocall.numbering.parsing import parse

CASES = {
    "an extension": ("1000", "DE", NumberClass.INTERNAL),
    "an extension where the thousand is a short code": ("1000", "FR", NumberClass.INTERNAL),
    "an extension where text messages go to such codes": ("20001", "US", NumberClass.INTERNAL),
    "an extension of two digits": ("21", "DE", NumberClass.INTERNAL),
    "a feature code": ("*72", "DE", NumberClass.INTERNAL),
    "a feature code around an emergency number": ("*112#", "DE", NumberClass.INTERNAL),
    "the European emergency number": ("112", "DE", NumberClass.EMERGENCY),
    "with dashes": ("1-1-2", "DE", NumberClass.EMERGENCY),
    "in full-width digits": ("１１０", "DE", NumberClass.EMERGENCY),  # noqa: RUF001 -- full-width is the point
    "the American emergency number": ("911", "US", NumberClass.EMERGENCY),
    "the British emergency number": ("999", "GB", NumberClass.EMERGENCY),
    "the Australian emergency number": ("000", "AU", NumberClass.EMERGENCY),
    "behind the country code, as some telephones store it": ("+1 911", "US", NumberClass.EMERGENCY),
    "an ambulance in France": ("15", "FR", NumberClass.EMERGENCY),
    "an emergency number of another country": ("911", "DE", NumberClass.INTERNAL),
    "it merely begins with 112": ("1120", "DE", NumberClass.INTERNAL),
    "an extension that begins with 911": ("9110", "US", NumberClass.INTERNAL),
    "a public number that begins with 112": ("+49 112 2312500", "DE", NumberClass.INVALID),
    "the authorities": ("115", "DE", NumberClass.SHORT_CODE),
    "the doctor on call": ("116117", "DE", NumberClass.SHORT_CODE),
    "the relay service": ("711", "US", NumberClass.SHORT_CODE),
    "a number of the country": ("030 23125000", "DE", NumberClass.NATIONAL),
    "the same in E.164": ("+493023125000", "DE", NumberClass.NATIONAL),
    "a mobile of the country": ("0171 3920000", "DE", NumberClass.MOBILE),
    "a number no metadata know": ("555 555 5555", "US", NumberClass.INVALID),
    "toll-free, seen from Canada": ("+1 800 356 9377", "CA", NumberClass.TOLL_FREE),
    "a mobile set aside for fiction": ("+44 7700 900123", "GB", NumberClass.INVALID),
    "a number abroad": ("+44 20 7946 0000", "DE", NumberClass.INTERNATIONAL),
    "Canada from the United States": ("+1 416 555 0123", "US", NumberClass.INTERNATIONAL),
    "Jamaica from the United States": ("+1 876 555 0123", "US", NumberClass.INTERNATIONAL),
    "Guernsey from Great Britain": ("+44 1481 960194", "GB", NumberClass.INTERNATIONAL),
    "Åland from Finland": ("+358 18 12345", "FI", NumberClass.NATIONAL),
    "toll-free from everywhere": ("+800 1234 5678", "DE", NumberClass.TOLL_FREE),
    "toll-free at home": ("0800 1234567", "DE", NumberClass.TOLL_FREE),
    "toll-free of another country is a call abroad": ("+44 800 123 4567", "DE", NumberClass.INTERNATIONAL),
    "a mobile abroad": ("+44 7911 123456", "DE", NumberClass.INTERNATIONAL),
    "premium rate": ("0900 1234567", "DE", NumberClass.PREMIUM),
    "premium rate of another country": ("+44 909 8790000", "DE", NumberClass.PREMIUM),
    "shared cost": ("0180 5 123456", "DE", NumberClass.SHARED_COST),
    "a personal number": ("+44 70 1234 5678", "DE", NumberClass.SHARED_COST),
    "a company's access number": ("+44 333 123 4567", "GB", NumberClass.SERVICE),
    "directory enquiries": ("11833", "DE", NumberClass.SERVICE),
    "Iridium": ("+8816 1234 5678", "DE", NumberClass.SATELLITE),
    "Inmarsat": ("+870 773 123 456", "US", NumberClass.SATELLITE),
    "a network of no country": ("+882 16 1234 5678", "DE", NumberClass.SATELLITE),
    "an area code that does not exist": ("+44 4000 123456", "GB", NumberClass.INVALID),
}


@pytest.mark.parametrize(("typed", "region", "kind"), CASES.values(), ids=CASES.keys())
def test_a_number_is_of_one_kind(typed: str, region: str, kind: NumberClass) -> None:
    assert classify(parse(typed, region=region), NumberingPlan(region=region)) is kind


def test_nothing_is_an_emergency_where_no_region_is_known() -> None:
    assert classify(parse("112", region="XX"), NumberingPlan(region="XX")) is NumberClass.INTERNAL


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
        assert classify(number, NumberingPlan(region=region)) is NumberClass.EMERGENCY
        seen += 1
    assert seen > 200
