"""What dialling programs are known to get wrong, each a row: the number, the office, the digits."""

from __future__ import annotations

import pytest

from clicktocall.numbering.classifying import NumberClass, classify
from clicktocall.numbering.dial_strings import DialRule, dial_string
from clicktocall.numbering.numbering_plan import NationalForm, NumberingPlan
from clicktocall.numbering.parsing import read
from clicktocall.numbering.plan_texts import read_own_numbers, read_ranges, read_rules
from clicktocall.numbering.tel_links import number_from_link, tel_link

DALLAS = NumberingPlan(region="US", outside_prefix="9")
ISTANBUL = NumberingPlan(region="TR")
MILAN = NumberingPlan(region="IT", outside_prefix="0", internal_ranges=read_ranges("1XX"))
BERLIN = NumberingPlan(region="DE", area_code="30", outside_prefix="0", internal_ranges=read_ranges("1XX, 7000"))
KEEPS_PLUS = NumberingPlan(region="DE", outside_prefix="0", international_prefix="+")
WITH_RULES = NumberingPlan(
    region="US",
    outside_prefix="9",
    national_form=NationalForm.OWN,
    national_prefix="10",
    rules=read_rules("911 = 5000\n711 = 5001\n+1. = 7."),
    own_numbers=read_own_numbers("+12025550XXX = XXX"),
)

MISTAKES = {
    "+1 put before 911": ("911", DALLAS, "911"),
    "+1 put before 711": ("711", DALLAS, "711"),
    "911 kept with the country code": ("+1 911", DALLAS, "911"),
    "911 caught by a rule": ("911", WITH_RULES, "911"),
    "711 caught by a rule": ("711", WITH_RULES, "711"),
    "a Turkish number dialled out of America by a user's country": ("0212 345 67 89", ISTANBUL, "02123456789"),
    "the same in its international form": ("+90 212 345 67 89", ISTANBUL, "02123456789"),
    "the + merely dropped": ("+90 212 345 67 89", BERLIN, "000902123456789"),
    "the + dropped behind an outside prefix": ("+49 30 23125 999", DALLAS, "9011493023125999"),
    "the + dropped where the PBX takes it": ("+44 20 7946 0123", KEEPS_PLUS, "0+442079460123"),
    "the + of a link decoded to a blank": (number_from_link(" 4420 7946 0123"), BERLIN, "000442079460123"),
    "blanks in a link": (number_from_link("tel:+44%2020%207946%200123"), BERLIN, "000442079460123"),
    "an extension refused": ("(202) 555-0123 x 9", DALLAS, "912025550123"),
    "an extension dialled with the number": ("+12025550123;ext=9", DALLAS, "912025550123"),
    "a pause dialled with the number": ("2025550123,,123#", DALLAS, "912025550123"),
    "the outside prefix put before a service number": ("116117", BERLIN, "116117"),
    "the outside prefix put before an emergency number": ("110", BERLIN, "110"),
    "the outside prefix put before a colleague": ("142", BERLIN, "142"),
    "the outside prefix put before a group": ("7000", BERLIN, "7000"),
    "the zero of Italy lost at home": ("+39 02 1234 5678", MILAN, "00212345678"),
    "the zero of Italy lost abroad": ("+39 02 1234 5678", BERLIN, "000390212345678"),
    "the zero in brackets dialled abroad": ("+44 (0)20 7946 0123", BERLIN, "000442079460123"),
    "00 understood only in Europe": ("0044 20 7946 0123", DALLAS, "9011442079460123"),
    "011 understood only in America": ("011 44 20 7946 0123", DALLAS, "9011442079460123"),
    "the Argentine 9 dialled at home": ("+54 9 11 2345 6789", NumberingPlan(region="AR"), "0111523456789"),
    "letters refused": ("1-800-FLOWERS", DALLAS, "918003569377"),
    "digits of another script refused": ("٠٣٠ ٢٣١٢٥ ٩٩٩", BERLIN, "003023125999"),
    "a colleague called through the public network": ("+1 202 555 0123", WITH_RULES, "123"),
    "somebody else taken for a colleague": ("+1 202 555 9123", WITH_RULES, "72025559123"),
    "a number typed behind the 9 of the desk phone": ("9 1 202 555 0123", DALLAS, "912025550123"),
}


@pytest.mark.parametrize(("typed", "plan", "digits"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_known_mistake_is_not_made(typed: str, plan: NumberingPlan, digits: str) -> None:
    assert dial_string(read(typed, plan), plan).digits == digits


def test_the_public_number_of_a_colleague_is_an_internal_call_for_every_rule() -> None:
    number = read("202 555 0123", WITH_RULES)

    assert dial_string(number, WITH_RULES).rule is DialRule.OWN_NUMBER
    assert classify(number, WITH_RULES) is NumberClass.INTERNAL


def test_a_link_is_written_without_blanks() -> None:
    assert tel_link("+44 20 7946 0123", "9") == "tel:+442079460123;ext=9"
