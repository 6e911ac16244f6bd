"""The table of numbers: what each is, and what differently set up PBXs are sent."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import pytest

from clicktocall.numbering.classifying import NumberClass, classify
from clicktocall.numbering.dial_strings import dial_string
from clicktocall.numbering.numbering_plan import NationalForm, NumberingPlan
from clicktocall.numbering.parsing import read

TABLE = Path(__file__).parent / "table" / "numbers.tsv"
AT_HOME = {
    "plain": NumberingPlan(region=""),
    "nine": NumberingPlan(region="", outside_prefix="9"),
    "bare": NumberingPlan(region="", national_form=NationalForm.WITHOUT),
    "plus": NumberingPlan(region="", national_form=NationalForm.ABROAD, international_prefix="+"),
    "carrier": NumberingPlan(region="", outside_prefix="0", national_form=NationalForm.OWN, national_prefix="015"),
}
ABROAD = {
    "berlin": NumberingPlan(region="DE", area_code="30", outside_prefix="0"),
    "dallas": NumberingPlan(region="US", area_code="214", outside_prefix="9"),
    "milan": NumberingPlan(region="IT", outside_prefix="0", international_prefix="+"),
}
CLASS_ABROAD = {NumberClass.PREMIUM, NumberClass.SHARED_COST, NumberClass.INVALID}
"""What stays what it is, whoever calls it; the rest is an international call."""


def rows() -> Iterator[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t")


def class_abroad(at_home: NumberClass) -> NumberClass:
    return at_home if at_home in CLASS_ABROAD else NumberClass.INTERNATIONAL


ROWS = list(rows())
COUNTRIES = {region: list(there) for region, there in groupby(sorted(ROWS, key=itemgetter("in")), itemgetter("in"))}
NAMES = [f"{row['in']} {row['typed']}" for row in ROWS]


def test_the_table_is_large_enough_to_mean_something() -> None:
    assert len(set(NAMES)) == len(NAMES) >= 400
    assert len(COUNTRIES) >= 40


@pytest.mark.parametrize("region", COUNTRIES)
def test_a_number_is_what_people_there_mean(region: str) -> None:
    plan = NumberingPlan(region=region)

    meant = {row["typed"]: read(row["typed"], plan) for row in COUNTRIES[region]}

    assert {typed: (number.e164 or "-", classify(number, plan).value) for typed, number in meant.items()} == {
        row["typed"]: (row["E.164"], row["class"]) for row in COUNTRIES[region]
    }


@pytest.mark.parametrize("region", COUNTRIES)
@pytest.mark.parametrize("name", AT_HOME)
def test_each_pbx_of_the_country_is_sent_its_own_digits(name: str, region: str) -> None:
    plan = replace(AT_HOME[name], region=region)

    sent = {row["typed"]: dial_string(read(row["typed"], plan), plan).digits for row in COUNTRIES[region]}

    assert sent == {row["typed"]: row[name] for row in COUNTRIES[region]}


@pytest.mark.parametrize("name", ABROAD)
def test_each_pbx_elsewhere_is_sent_its_own_digits(name: str) -> None:
    plan, public = ABROAD[name], [row for row in ROWS if row["E.164"] != "-"]

    sent = [(row["in"], row["typed"], dial_string(read(row["E.164"], plan), plan).digits) for row in public]

    assert sent == [(row["in"], row["typed"], row[name]) for row in public]


@pytest.mark.parametrize("name", ABROAD)
def test_elsewhere_a_number_is_an_international_call_or_stays_dear(name: str) -> None:
    plan = ABROAD[name]
    others = [row for row in ROWS if row["E.164"] != "-" and row["in"] != plan.region]

    classes = [(row["in"], row["typed"], classify(read(row["E.164"], plan), plan)) for row in others]

    assert classes == [(row["in"], row["typed"], class_abroad(NumberClass(row["class"]))) for row in others]
