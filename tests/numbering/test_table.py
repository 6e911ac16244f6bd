"""The table of numbers: what each is, and what differently set up PBXs are sent."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
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


ROWS = list(rows())
NAMES = [f"{row['in']} {row['typed']}" for row in ROWS]


def test_the_table_is_large_enough_to_mean_something() -> None:
    assert len(set(NAMES)) == len(NAMES) >= 400
    assert len({row["in"] for row in ROWS}) >= 40


@pytest.mark.parametrize("row", ROWS, ids=NAMES)
def test_a_number_is_what_people_there_mean(row: dict[str, str]) -> None:
    plan = NumberingPlan(region=row["in"])

    number = read(row["typed"], plan)

    assert (number.e164 or "-", classify(number, plan).value) == (row["E.164"], row["class"])


@pytest.mark.parametrize("row", ROWS, ids=NAMES)
def test_each_pbx_of_the_country_is_sent_its_own_digits(row: dict[str, str]) -> None:
    plans = {name: replace(plan, region=row["in"]) for name, plan in AT_HOME.items()}

    sent = {name: dial_string(read(row["typed"], plan), plan).digits for name, plan in plans.items()}

    assert sent == {name: row[name] for name in plans}


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row["E.164"] != "-"], ids=lambda row: f"{row['in']} {row['typed']}"
)
def test_each_pbx_elsewhere_is_sent_its_own_digits(row: dict[str, str]) -> None:
    numbers = {name: read(row["E.164"], plan) for name, plan in ABROAD.items()}

    assert {name: dial_string(numbers[name], plan).digits for name, plan in ABROAD.items()} == {
        name: row[name] for name in ABROAD
    }
    for name, plan in ABROAD.items():
        if plan.region != row["in"]:
            stays = NumberClass(row["class"]) in CLASS_ABROAD
            assert classify(numbers[name], plan) is (NumberClass(row["class"]) if stays else NumberClass.INTERNATIONAL)
