"""One number, many offices: what each plan reads and sends, and by which rule."""

from __future__ import annotations

import pytest

from clicktocall.numbering.classifying import NumberClass, classify
from clicktocall.numbering.dial_strings import DialRule, dial_string
from clicktocall.numbering.numbering_plan import NationalForm, NumberingPlan
from clicktocall.numbering.parsing import NotANumber, read, stored
from clicktocall.numbering.plan_texts import read_own_numbers, read_ranges, read_rules

BERLIN = NumberingPlan(
    region="DE",
    area_code="30",
    outside_prefix="0",
    internal_ranges=read_ranges("1XX, 7000-7099"),
    own_numbers=read_own_numbers("+49 30 23125 1XX = 1XX"),
    rules=read_rules(
        "+43. = 7. ; our line to Austria\n0171. = 99 0171.\n190 = 7001\n110 = 7002\n116117 = 7003\n*72. = *21*."
    ),
)
DALLAS = NumberingPlan(region="US", area_code="214", outside_prefix="9", drops_area_code=True)
SENT = {
    "national behind the prefix": (BERLIN, "+49 89 12345678", "0 089 12345678", DialRule.NATIONAL),
    "abroad behind the prefix": (BERLIN, "+44 20 7946 0000", "0 00 44 20 7946 0000", DialRule.INTERNATIONAL),
    "a colleague's public number": (BERLIN, "030 23125 142", "142", DialRule.OWN_NUMBER),
    "a neighbour's number": (BERLIN, "030 23125 242", "0 030 23125242", DialRule.NATIONAL),
    "without area code": (BERLIN, "23125 242", "0 030 23125242", DialRule.NATIONAL),
    "a rule about a country": (BERLIN, "+43 1 5550100", "715550100", DialRule.EXTRA),
    "a rule about numbers as dialled at home": (BERLIN, "+49 171 3920010", "9901713920010", DialRule.EXTRA),
    "a rule about an internal number": (BERLIN, "190", "7001", DialRule.EXTRA),
    "a rule about a feature code": (BERLIN, "*725550", "*21*5550", DialRule.EXTRA),
    "no rule about an emergency number": (BERLIN, "110", "110", DialRule.EMERGENCY),
    "no rule about a short code": (BERLIN, "116117", "116117", DialRule.SHORT_CODE),
    "an emergency number as on the phone": (BERLIN, "0112", "0112", DialRule.EMERGENCY),
    "local without area code": (DALLAS, "(214) 555-0123", "9 5550123", DialRule.LOCAL),
    "typed without area code": (DALLAS, "555-0123", "9 5550123", DialRule.LOCAL),
    "typed as on the phone": (DALLAS, "9 1 202 555 0123", "9 1 202 555 0123", DialRule.NATIONAL),
    "911 as on the phone": (DALLAS, "9911", "9911", DialRule.EMERGENCY),
    "911 behind the country code": (DALLAS, "+1 911", "911", DialRule.EMERGENCY),
    "the international form kept": (
        NumberingPlan(region="DE", international_prefix="+", outside_prefix="0"),
        "+44 20 7946 0000",
        "0 +44 20 7946 0000",
        DialRule.INTERNATIONAL,
    ),
    "own international prefix": (
        NumberingPlan(region="BR", international_prefix="0015"),
        "+49 30 23125000",
        "0015 49 30 23125000",
        DialRule.INTERNATIONAL,
    ),
    "without the zero": (
        NumberingPlan(region="DE", national_form=NationalForm.WITHOUT),
        "030 23125000",
        "3023125000",
        DialRule.NATIONAL,
    ),
    "without the one": (
        NumberingPlan(region="US", national_form=NationalForm.WITHOUT),
        "+1 202 555 0123",
        "2025550123",
        DialRule.NATIONAL,
    ),
    "with a carrier": (
        NumberingPlan(region="BR", national_form=NationalForm.OWN, national_prefix="015"),
        "+55 11 96123 4567",
        "015 11961234567",
        DialRule.NATIONAL,
    ),
    "everything with the country code": (
        NumberingPlan(region="DE", national_form=NationalForm.ABROAD, international_prefix="+"),
        "030 23125000",
        "+49 30 23125000",
        DialRule.NATIONAL,
    ),
    "an Argentine mobile keeps its 15": (
        NumberingPlan(region="AR", national_form=NationalForm.WITHOUT),
        "+54 9 11 2345 6789",
        "111523456789",
        DialRule.NATIONAL,
    ),
    "Italy has no zero to leave out": (
        NumberingPlan(region="IT", national_form=NationalForm.WITHOUT),
        "+39 02 1234 5678",
        "0212345678",
        DialRule.NATIONAL,
    ),
}


@pytest.mark.parametrize(("plan", "typed", "groups", "rule"), SENT.values(), ids=SENT.keys())
def test_an_office_sends_these_digits_by_this_rule(
    plan: NumberingPlan, typed: str, groups: str, rule: DialRule
) -> None:
    sent = dial_string(read(typed, plan), plan)

    assert (sent.groups, sent.digits, sent.rule) == (groups, groups.replace(" ", ""), rule)


def test_an_extra_rule_is_named_by_its_comment_or_its_pattern() -> None:
    names = [dial_string(read(typed, BERLIN), BERLIN).which for typed in ("+43 1 5550100", "+49 171 3920010")]

    assert names == ["our line to Austria", "0171."]


CLASSES = {
    "a phone of the office": ("142", NumberClass.INTERNAL),
    "a group of the office": ("7000", NumberClass.INTERNAL),
    "a phone that is an emergency number": ("112", NumberClass.EMERGENCY),
    "an emergency number behind the outside prefix": ("0112", NumberClass.EMERGENCY),
    "a short code among the internal numbers": ("115", NumberClass.INTERNAL),
    "a feature code": ("*72", NumberClass.INTERNAL),
}


@pytest.mark.parametrize(("typed", "expected"), CLASSES.values(), ids=CLASSES.keys())
def test_staff_say_which_numbers_are_internal(typed: str, expected: NumberClass) -> None:
    assert classify(read(typed, BERLIN), BERLIN) is expected


def test_what_is_neither_of_the_pbx_nor_of_the_country_is_not_in_use() -> None:
    plan = NumberingPlan(region="DE", internal_ranges=read_ranges("1XX"))

    assert classify(read("8888", plan), plan) is NumberClass.INVALID


def test_few_digits_that_are_not_internal_are_a_number_of_the_town() -> None:
    town = NumberingPlan(region="AT", area_code="2252", internal_ranges=read_ranges("1X"))

    assert (read("88888", town).e164, read("12", town).e164) == ("+43225288888", "")


def test_on_a_small_island_few_digits_are_a_number_of_the_country_once_internal_ones_are_known() -> None:
    plan = NumberingPlan(region="WS", internal_ranges=read_ranges("1X"))

    assert (read("22123", plan).e164, read("12", plan).e164) == ("+68522123", "")
    assert read("22123", NumberingPlan(region="WS")).e164 == ""


def test_a_number_of_ten_digits_can_be_internal() -> None:
    plan = NumberingPlan(region="US", internal_ranges=read_ranges("2025550100-2025550199"))

    assert (read("2025550123", plan).e164, read("2025550200", plan).e164) == ("", "+12025550200")


def test_without_an_area_code_it_is_asked_for() -> None:
    with pytest.raises(NotANumber):
        read("23125242", NumberingPlan(region="DE"))


def test_a_stored_number_is_the_same_as_the_one_that_was_read() -> None:
    for typed in ("030 23125 142", "+1 800 356 9377", "142", "+44 20 7946 0000 x 9"):
        number = read(typed, BERLIN)

        again = stored(
            typed=number.typed, e164=number.e164, digits=number.digits, extension=number.extension, plan=BERLIN
        )

        assert again == number
