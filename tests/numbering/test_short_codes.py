"""Short numbers: the dear ones are known to be, those written like whole ones are understood, free ones pass."""

from __future__ import annotations

import pytest

from clicktocall.numbering.classifying import NumberClass, classify, is_known_by_its_phone
from clicktocall.numbering.dial_strings import dial_string
from clicktocall.numbering.numbering_plan import NationalForm, NumberingPlan
from clicktocall.numbering.parsing import NotANumber, read, stored
from clicktocall.numbering.plan_texts import read_ranges
from clicktocall.numbering.reaching import reached

BEHIND_A_ZERO = NumberingPlan(region="DE", outside_prefix="0")
LISTED = NumberingPlan(region="FR", internal_ranges=read_ranges("1XXX"))


@pytest.mark.parametrize(
    ("region", "typed"),
    [
        ("FR", "3200"),
        ("FR", "3900"),
        ("FR", "118218"),
        ("FR", "118777"),
        ("CH", "1811"),
        ("CH", "1818"),
        ("AT", "118877"),
        ("AT", "11811"),
        ("DE", "11880"),
        ("DE", "118000"),
        ("SE", "118118"),
        ("IE", "11811"),
        ("GB", "118500"),
        ("IT", "1254"),
        ("IT", "12540"),  # the network stops reading at 1254
        ("FR", "320012"),
        ("BE", "1307"),
        ("NL", "1888"),
        ("NO", "1881"),
        ("PT", "1820"),
        ("CZ", "1188"),
        ("FI", "118"),
        ("JP", "104"),
        ("AU", "1234"),
        ("US", "411"),
    ],
)
def test_a_short_code_that_costs_extra_is_no_extension_unless_somebody_says_so(region: str, typed: str) -> None:
    plan = NumberingPlan(region=region)
    number = read(typed, plan)

    assert (classify(number, plan), is_known_by_its_phone(number, plan)) == (NumberClass.SERVICE, True)
    known = plan.knowing(number.digits)
    assert (classify(number, known), dial_string(number, known).digits) == (NumberClass.INTERNAL, number.digits)


@pytest.mark.parametrize(
    ("region", "typed"),
    [("FR", "1000"), ("FR", "1014"), ("BE", "2000"), ("US", "20001"), ("DE", "1181"), ("GB", "3200")],
)
def test_phones_keep_the_numbers_that_pbxs_give_them(region: str, typed: str) -> None:
    plan = NumberingPlan(region=region)

    assert classify(read(typed, plan), plan) is NumberClass.INTERNAL


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("1014", NumberClass.INTERNAL),
        ("3200", NumberClass.SERVICE),
        ("3114", NumberClass.SHORT_CODE),  # a helpline with four digits, which is nobody's phone here
        ("7777", NumberClass.INVALID),
    ],
)
def test_where_the_ranges_are_listed_four_digits_are_what_the_country_lists(typed: str, found: NumberClass) -> None:
    assert classify(read(typed, LISTED), LISTED) is found


@pytest.mark.parametrize(
    ("typed", "plan", "digits", "found"),
    [
        ("+49 115", BEHIND_A_ZERO, "115", NumberClass.SHORT_CODE),
        ("0049 115", BEHIND_A_ZERO, "115", NumberClass.SHORT_CODE),
        ("0 0049 115", BEHIND_A_ZERO, "115", NumberClass.SHORT_CODE),
        ("+49 112", BEHIND_A_ZERO, "112", NumberClass.EMERGENCY),
        ("0049 112", BEHIND_A_ZERO, "112", NumberClass.EMERGENCY),
        ("00 49 110", BEHIND_A_ZERO, "110", NumberClass.EMERGENCY),
        ("+49 (0)112", BEHIND_A_ZERO, "112", NumberClass.EMERGENCY),
        ("+49 116117", BEHIND_A_ZERO, "116117", NumberClass.SHORT_CODE),
        ("+49 (0)116117", BEHIND_A_ZERO, "116117", NumberClass.SHORT_CODE),
        ("0 116117", BEHIND_A_ZERO, "0116117", NumberClass.SHORT_CODE),  # as people dial it on their phone
        ("+49 11880", BEHIND_A_ZERO, "11880", NumberClass.SERVICE),
        ("+46 118 118", NumberingPlan(region="SE"), "118118", NumberClass.SERVICE),
        ("+33 3200", NumberingPlan(region="FR"), "3200", NumberClass.SERVICE),
        ("+1 411", NumberingPlan(region="US"), "411", NumberClass.SERVICE),
        ("011 1 911", NumberingPlan(region="US"), "911", NumberClass.EMERGENCY),
        ("+44 111", NumberingPlan(region="GB"), "111", NumberClass.SHORT_CODE),
        ("+61 000", NumberingPlan(region="AU"), "000", NumberClass.EMERGENCY),
        ("0011 61 000", NumberingPlan(region="AU"), "000", NumberClass.EMERGENCY),
    ],
)
def test_a_short_code_behind_the_code_of_the_own_country_is_the_short_code(
    typed: str, plan: NumberingPlan, digits: str, found: NumberClass
) -> None:
    number = read(typed, plan)

    assert (number.e164, classify(number, plan), dial_string(number, plan).digits) == ("", found, digits)


def test_what_was_kept_as_a_whole_number_before_is_understood_as_well() -> None:
    kept = stored(typed="+49 116117", e164="+49116117", digits="49116117", extension="", plan=BEHIND_A_ZERO)

    assert (kept.e164, dial_string(kept, BEHIND_A_ZERO).digits) == ("", "116117")


@pytest.mark.parametrize("typed", ["+49 30 23125 115", "+49 171 3920011", "+49 911 23125000", "+49 1120 23125"])
def test_whole_numbers_stay_whole(typed: str) -> None:
    assert read(typed, BEHIND_A_ZERO).e164 == "+" + "".join(character for character in typed if character.isdigit())


@pytest.mark.parametrize("typed", ["+49 115", "+49 112"])
def test_a_short_code_of_another_country_is_no_number_here(typed: str) -> None:
    with pytest.raises(NotANumber):
        read(typed, NumberingPlan(region="AT"))


def test_a_phone_of_the_pbx_is_not_meant_by_the_code_of_the_country() -> None:
    with pytest.raises(NotANumber):
        read("+49 115", NumberingPlan(region="DE", internal_ranges=read_ranges("115")))


def test_whole_digits_that_are_sent_like_a_dear_short_code_are_judged_as_one() -> None:
    plan = NumberingPlan(region="SE", national_form=NationalForm.WITHOUT)
    kept = stored(typed="", e164="+46118118", digits="46118118", extension="", plan=NumberingPlan(region="DE"))

    assert classify(reached(kept, plan)[0], plan) is NumberClass.SERVICE


@pytest.mark.parametrize(
    ("region", "typed", "carried"),
    [
        ("JP", "184 0990 504111", "+81990504111"),  # hides who calls
        ("JP", "186 0990 504111", "+81990504111"),
        ("DE", "01033 0900 1234567", "+499001234567"),  # another carrier
    ],
)
def test_a_dear_number_behind_the_code_of_a_carrier_is_reached(region: str, typed: str, carried: str) -> None:
    plan = NumberingPlan(region=region)

    found = reached(read(typed, plan), plan)

    assert [(one.e164, classify(one, plan)) for one in found[1:]] == [(carried, NumberClass.PREMIUM)]


def test_an_ordinary_number_behind_such_a_code_is_reached_alone() -> None:
    plan = NumberingPlan(region="JP")

    assert len(reached(read("184 03 1234 5678", plan), plan)) == 1
