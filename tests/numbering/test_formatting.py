"""Numbers as people read them, and as an index holds them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clicktocall.numbering.formatting import national, search_digits
from clicktocall.numbering.parsing import parse

FICTIONAL = st.one_of(
    st.integers(0, 999).map(lambda line: f"+493023125{line:03d}"),
    st.integers(0, 99).map(lambda line: f"+4917139200{line:02d}"),
    st.integers(0, 999).map(lambda line: f"+44207946{line:04d}"),
    st.integers(900000, 900999).map(lambda line: f"+447700{line}"),
    st.integers(100, 199).map(lambda line: f"+12025550{line}"),
    st.integers(100, 199).map(lambda line: f"+14165550{line}"),
    st.integers(0, 9999).map(lambda line: f"+3319900{line:04d}"),
    st.integers(0, 9999).map(lambda line: f"+3363998{line:04d}"),
)
"""Numbers set aside for fiction in Germany, Britain, the United States, Canada and France."""

REGIONS = ["DE", "AT", "CH", "US", "CA", "GB", "FR", "IT", "BR", "MX", "AR", "RU", "JP", "AU", "SG", "GL"]


@pytest.mark.parametrize(
    ("e164", "region", "shown"),
    [
        ("+493023125000", "DE", "030 23125000"),
        ("+493023125000", "de", "030 23125000"),
        ("+493023125000", "US", "+49 30 23125000"),
        ("+12025550123", "US", "(202) 555-0123"),
        ("+12025550123", "CA", "(202) 555-0123"),
        ("+12025550123", "DE", "+1 202-555-0123"),
        ("+442079460000", "GB", "020 7946 0000"),
        ("+33199001234", "FR", "01 99 00 12 34"),
        ("+390212345678", "IT", "02 1234 5678"),
        ("+493023125000", "XX", "+49 30 23125000"),
        ("1000", "DE", "1000"),
        ("*72", "DE", "*72"),
        ("+999", "DE", "+999"),
        ("+", "DE", "+"),
        ("", "DE", ""),
    ],
)
def test_a_number_is_shown_as_the_office_reads_it(e164: str, region: str, shown: str) -> None:
    assert national(e164, region=region) == shown


def test_a_parsed_number_is_shown_without_its_extension() -> None:
    assert national(parse("+49 30 23125000 x 9", region="DE"), region="DE") == "030 23125000"


def test_an_internal_number_is_shown_as_its_digits() -> None:
    assert national(parse(" 10-00 ", region="DE"), region="DE") == "1000"


@given(e164=FICTIONAL, region=st.sampled_from(REGIONS))
def test_what_is_shown_can_be_typed_again(e164: str, region: str) -> None:
    shown = national(parse(e164, region=region), region=region)

    assert parse(shown, region=region).e164 == e164


@pytest.mark.parametrize(
    ("text", "digits"),
    [("+49 30 23125000", "493023125000"), ("1000", "1000"), ("*72", "72"), ("٠٣٠", "030"), ("", ""), ("Anna", "")],
)
def test_searching_compares_digits_only(text: str, digits: str) -> None:
    assert search_digits(text) == digits
