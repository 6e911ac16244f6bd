"""Which numbers a call really reaches: by its first digits, by what a code carries, by what a rule makes of it."""

from __future__ import annotations

import phonenumbers
import pytest
from phonenumbers import PhoneNumberType

from clicktocall.numbering.beginnings import begins_as_others_do
from clicktocall.numbering.classifying import NumberClass, classify
from clicktocall.numbering.dial_strings import dial_string
from clicktocall.numbering.numbering_plan import NationalForm, NumberingPlan
from clicktocall.numbering.parsing import read
from clicktocall.numbering.plan_texts import read_ranges, read_rules
from clicktocall.numbering.reaching import reached

BERLIN = NumberingPlan(region="DE", area_code="30")
BEHIND_A_ZERO = NumberingPlan(region="DE", outside_prefix="0")
DALLAS = NumberingPlan(region="US", area_code="214", outside_prefix="9")
MILAN = NumberingPlan(region="IT")


def seen(typed: str, plan: NumberingPlan) -> list[tuple[str, str]]:
    return [(one.e164 or one.digits, classify(one, plan).value) for one in reached(read(typed, plan), plan)]


@pytest.mark.parametrize(
    ("typed", "plan", "found"),
    [
        ("0900 1 123456 7", BERLIN, NumberClass.PREMIUM),  # the network stops reading before the 7
        ("0900 1 123456 789", BERLIN, NumberClass.PREMIUM),
        ("+49 900 1 123456 7", DALLAS, NumberClass.PREMIUM),
        ("899 123456 1", MILAN, NumberClass.PREMIUM),
        ("892 424", MILAN, NumberClass.PREMIUM),  # six digits, and the whole of it
        ("0118 33", BEHIND_A_ZERO, NumberClass.SERVICE),  # 0 for a line, 11833 for paid enquiries
        ("9411", DALLAS, NumberClass.SERVICE),
        ("9711", DALLAS, NumberClass.SHORT_CODE),
        ("1411", DALLAS, NumberClass.INTERNAL),
        ("0900 2 123456", BERLIN, NumberClass.INVALID),  # begins no dear number
    ],
)
def test_what_the_network_stops_reading_at_decides_the_class(
    typed: str, plan: NumberingPlan, found: NumberClass
) -> None:
    assert classify(read(typed, plan), plan) is found


@pytest.mark.parametrize(
    ("typed", "is_used"),
    [("01013 030 2312510", False), ("01013 00 376 123456", False), ("030 23125 000", True), ("0160 9999999", True)],
)
def test_where_no_number_of_the_country_begins_so_it_looks_like_none(typed: str, is_used: bool) -> None:  # noqa: FBT001 -- a column of the table
    assert begins_as_others_do(read(typed, BERLIN).e164, region="DE") is is_used


def test_every_example_of_an_ordinary_number_begins_as_others_do() -> None:
    kinds = [PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE, PhoneNumberType.TOLL_FREE, PhoneNumberType.VOIP]
    samples = [
        (region, sample)
        for region in sorted(phonenumbers.SUPPORTED_REGIONS)
        for kind in kinds
        if (sample := phonenumbers.example_number_for_type(region, kind)) is not None
    ]

    e164 = [(region, phonenumbers.format_number(sample, 0)) for region, sample in samples]

    assert [number for region, number in e164 if not begins_as_others_do(number, region=region)] == []
    assert len(e164) > 700


@pytest.mark.parametrize(
    ("code", "carried"),
    [
        ("*21*09001123456#", ("+499001123456", "premium")),
        ("*7209001123456", ("+499001123456", "premium")),
        ("*72*0044 20 7946 0123", ("+442079460123", "international")),
        ("**61*00882 13 1234567#", ("+882131234567", "satellite")),
        ("*21*11833#", ("11833", "service")),
    ],
)
def test_a_code_reaches_the_number_that_it_carries(code: str, carried: tuple[str, str]) -> None:
    found = seen(code, BERLIN)

    assert found[0][1] == "internal"
    assert carried in found


@pytest.mark.parametrize("code", ["*72", "*72100", "*04 1001", "*21*1001#", "#21#", "*90100"])
def test_a_code_with_a_colleague_in_it_reaches_nobody_else(code: str) -> None:
    assert [kind for _, kind in seen(code, BERLIN)] == ["internal"]


@pytest.mark.parametrize(
    ("rules", "typed", "reaches"),
    [
        ("5001 = 09001123456", "5001", [("+499001123456", "premium"), ("5001", "internal")]),
        ("+4980055501XX = 09001123XX4", "0800 5550123", [("+499001123234", "premium"), ("+498005550123", "toll_free")]),
        (
            "+4930. = 008821330.",
            "030 23125000",
            [("+88213" + "3023125000", "satellite"), ("+493023125000", "national")],
        ),
        ("5 = 112", "5", [("112", "emergency"), ("5", "internal")]),
        ("+43. = 0043.", "+43 1 2345678", [("+4312345678", "international")]),
        ("+43. = 90043.", "+43 1 2345678", [("+4312345678", "international")]),  # 9 for a trunk: nobody can tell
        ("*72. = *21*.", "*7200", [("*21*00", "internal"), ("*7200", "internal")]),
    ],
)
def test_a_rule_reaches_what_it_sends(rules: str, typed: str, reaches: list[tuple[str, str]]) -> None:
    plan = NumberingPlan(region="DE", rules=read_rules(rules))

    assert seen(typed, plan)[: len(reaches)] == reaches


def test_behind_a_prefix_the_rule_is_read_without_it() -> None:
    plan = NumberingPlan(region="DE", outside_prefix="0", rules=read_rules("5001 = 009001123456"))

    assert seen("5001", plan)[0] == ("+499001123456", "premium")


def test_a_local_number_that_begins_with_a_short_code_keeps_its_area_code() -> None:
    plan = NumberingPlan(region="US", area_code="212", drops_area_code=True)
    sent = [dial_string(read(f"212 {typed}", plan), plan).digits for typed in ("911 1234", "411 1234", "736 5000")]

    assert sent == ["12129111234", "12124111234", "7365000"]


def test_a_plan_whose_own_digits_make_a_number_of_another_country_reaches_that() -> None:
    """A 0 before the national numbers of Italy, which begin with one already, makes 00 of it."""
    plan = NumberingPlan(region="IT", outside_prefix="9", national_form=NationalForm.OWN, national_prefix="0")
    number = read("0369 0123456", plan)

    assert dial_string(number, plan).digits == "9003690123456"
    assert seen("0369 0123456", plan) == [("+3690123456", "premium"), ("+3903690123456", "national")]


def test_a_code_that_begins_like_a_prefix_of_the_pbx_is_a_number_behind_it() -> None:
    plan = NumberingPlan(region="DE", outside_prefix="*9", international_prefix="*7")

    assert seen("*9 0900 1123456", plan)[0] == ("+499001123456", "premium")
    assert seen("*9 *7 44 909 879 0000", plan)[0] == ("+449098790000", "premium")
    assert seen("*8 1000", plan) == [("*81000", "internal")]


def test_an_office_that_lists_its_extensions_keeps_those_that_look_dear() -> None:
    plan = NumberingPlan(region="IT", internal_ranges=read_ranges("892XXX"))

    assert classify(read("892 424", plan), plan) is NumberClass.INTERNAL


def test_without_the_zero_in_front_the_digits_may_be_a_short_code() -> None:
    plan = NumberingPlan(region="DE", national_form=NationalForm.WITHOUT)
    number = read("011833 1234", plan)

    assert dial_string(number, plan).digits == "118331234"
    assert not begins_as_others_do(number.e164, region="DE")


@pytest.mark.parametrize(
    ("region", "prefix", "typed", "found"),
    [
        ("DE", "015", "60012340000", [("+491560012340000", "service"), ("+4960012340000", "national")]),
        ("SG", "015", "+65 43900123456", [("+43900123456", "premium"), ("+6543900123456", "invalid")]),
        ("BR", "015", "11 2345-6789", [("+551123456789", "national")]),  # 0, a carrier, then the number that is meant
    ],
)
def test_a_prefix_of_the_plan_s_own_may_begin_a_dear_number(
    region: str, prefix: str, typed: str, found: list[tuple[str, str]]
) -> None:
    plan = NumberingPlan(region=region, national_form=NationalForm.OWN, national_prefix=prefix)

    assert seen(typed, plan) == found
