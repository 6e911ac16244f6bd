"""What holds for every number, every plan and every text."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from itertools import product
from types import FrameType

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType

from clicktocall.numbering.beginnings import begins_as_others_do
from clicktocall.numbering.classifying import NumberClass, classify
from clicktocall.numbering.dial_strings import dial_string
from clicktocall.numbering.emergency_numbers import MISSING
from clicktocall.numbering.formatting import national, search_digits
from clicktocall.numbering.numbering_plan import NationalForm, NumberingPlan
from clicktocall.numbering.parsing import NotANumber, read
from clicktocall.numbering.plan_texts import NotAPlan, read_ranges, read_rules
from clicktocall.numbering.plans import public_number
from clicktocall.numbering.reaching import as_the_network_reads, reached

MOST_CALLS = 25_000
"""Of Python functions for one number, read, classed and turned into digits for the first time: some milliseconds."""
REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)
KINDS = [
    PhoneNumberType.FIXED_LINE,
    PhoneNumberType.MOBILE,
    PhoneNumberType.TOLL_FREE,
    PhoneNumberType.PREMIUM_RATE,
    PhoneNumberType.VOIP,
]

plans = st.builds(
    NumberingPlan,
    region=st.sampled_from(["DE", "US", "IT", "BR", "RU", "AR", "MX", "SG", "KZ", "GB", "FR", "XX"]),
    area_code=st.sampled_from(["", "30", "202", "11"]),
    outside_prefix=st.sampled_from(["", "0", "9", "*9"]),
    international_prefix=st.sampled_from(["", "+", "00", "*7"]),
    national_form=st.sampled_from(NationalForm),
    national_prefix=st.sampled_from(["0", "015"]),
    drops_area_code=st.booleans(),
    internal_ranges=st.sampled_from([(), read_ranges("1XX, 2000-2999")]),
    rules=st.sampled_from([(), read_rules("+43. = 7.\n1XX = *1XX\n*72. = #.")]),
)


@given(region=st.sampled_from(REGIONS), kind=st.sampled_from(KINDS))
def test_a_formatted_number_reads_as_itself(region: str, kind: int) -> None:
    sample = phonenumbers.example_number_for_type(region, kind)
    if sample is None:
        return
    plan = NumberingPlan(region=region)
    number = read(phonenumbers.format_number(sample, PhoneNumberFormat.E164), plan)

    for seen_from in (region, "DE", "US", "IT"):
        written = national(number, region=seen_from)
        if not written.startswith("+") and len(search_digits(written)) <= 6:
            continue  # on small islands, where only staff can say which of them are internal
        assert read(written, NumberingPlan(region=seen_from)).e164 == number.e164


@given(typed=st.text(alphabet="0123456789+*#x,; ()-.٣", min_size=1, max_size=40), plan=plans)
def test_a_dial_string_has_only_what_a_pbx_can_dial(typed: str, plan: NumberingPlan) -> None:
    try:
        number = read(typed, plan)
    except NotANumber:
        return

    sent = dial_string(number, plan)

    assert re.fullmatch(r"[0-9*#]*\+?[0-9*#]+", sent.digits)
    assert number in reached(number, plan)
    assert sent.groups.replace(" ", "") == sent.digits


@given(typed=st.text(max_size=80), plan=plans)
def test_any_text_is_a_number_or_refused_with_a_sentence(typed: str, plan: NumberingPlan) -> None:
    said: str | NumberClass
    try:
        said = classify(read(typed, plan), plan)
    except NotANumber as refusal:
        said = str(refusal)

    assert isinstance(said, NumberClass) or said.endswith(".")


HEADS = ["", "+", "00", "0", "9", "90", "000", "9011", "011", "*21*", "*72", "+49", "+1", "0049", "01013", "8"]
DEAR = {NumberClass.PREMIUM, NumberClass.SHARED_COST, NumberClass.SATELLITE, NumberClass.SERVICE}
PREMIUM = [
    phonenumbers.format_number(sample, PhoneNumberFormat.E164)[1:]
    for region in REGIONS
    if (sample := phonenumbers.example_number_for_type(region, PhoneNumberType.PREMIUM_RATE)) is not None
]


@given(
    head=st.sampled_from(HEADS),
    number=st.sampled_from(PREMIUM),
    cut=st.integers(0, 3),
    end=st.text("0123456789#"),
    plan=plans,
)
def test_what_the_network_hears_as_dear_is_known_to_be(
    head: str, number: str, cut: int, end: str, plan: NumberingPlan
) -> None:
    try:
        read_as = read(f"{head}{number[cut:]}{end[:4]}", plan)
    except NotANumber:
        return

    heard = as_the_network_reads(dial_string(read_as, plan).digits, plan)

    if heard is not None and classify(heard, plan) in DEAR:
        assert DEAR & {classify(one, plan) for one in reached(read_as, plan)}


@given(text=st.text(max_size=200))
def test_any_text_is_a_plan_or_refused_with_a_sentence(text: str) -> None:
    for reader in (read_ranges, read_rules):
        said = "It is one."
        try:
            reader(text)
        except NotAPlan as refusal:
            said = str(refusal)
        assert said.endswith(".")


UNITS = [
    "1",
    "+",
    "(0)",
    "0",
    "a1",
    "x9",
    ",9",
    "#",
    "9 ",
    "٣",
    "-",
    "tel:",
    "1x",
    "*21*",
    "90",
    "010130",
    "0900112345",
]
STRANGE = ["😀", "😀1", "\u202e0", "\u200f1\u200e", "１", "０９", "％３９", "\0", "\ud7ff", "é́", "𝟗", "①"]  # noqa: RUF001 -- looking alike is the point


@pytest.mark.parametrize("length", [16, 64, 10_000])
@pytest.mark.parametrize("unit", [*UNITS, *STRANGE], ids=ascii)
def test_an_input_of_any_shape_and_length_is_little_work(unit: str, length: int) -> None:
    plan = NumberingPlan(
        region="DE", area_code="30", outside_prefix="9", rules=read_rules("\n".join(["XXXX. = 9XXXX."] * 50))
    )
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    sys.setprofile(count)
    try:
        number = read((unit * length)[:length], plan)
        dial_string(number, plan)
        reached(number, plan)
        begins_as_others_do(number.e164 or "+493023125000", region="DE")
    except NotANumber:
        pass
    finally:
        sys.setprofile(None)

    assert calls <= MOST_CALLS


def test_every_emergency_number_that_the_metadata_lack_is_one_whatever_the_plan_says() -> None:
    for region, missing in MISSING.items():
        plan = NumberingPlan(
            region=region,
            outside_prefix="0",
            internal_ranges=read_ranges("XXX, XXXX"),
            rules=read_rules("XXX = 9XXX\nXXXX = 9XXXX"),
        )
        for digits in missing:
            number = read(digits, plan)
            assert (classify(number, plan), dial_string(number, plan).digits) == (NumberClass.EMERGENCY, digits)


@given(
    code=st.sampled_from(sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)),
    rest=st.from_regex("[0-9]{4,11}", fullmatch=True),
)
def test_an_international_form_means_what_the_library_reads_in_it(code: int, rest: str) -> None:
    e164 = f"+{code}{rest}"

    assert read_or_refused(public_number, e164) == read_or_refused(lambda text: phonenumbers.parse(text, None), e164)


def test_the_samples_of_each_country_mean_what_the_library_reads_in_them() -> None:
    written = [
        phonenumbers.format_number(sample, PhoneNumberFormat.E164)
        for region, kind in product(REGIONS, range(11))
        if (sample := phonenumbers.example_number_for_type(region, kind))
    ]

    assert [public_number(e164) for e164 in written] == [phonenumbers.parse(e164, None) for e164 in written]


def read_or_refused(reader: Callable[[str], PhoneNumber], e164: str) -> PhoneNumber | str:
    try:
        return reader(e164)
    except NumberParseException as refused:
        return str(refused)
