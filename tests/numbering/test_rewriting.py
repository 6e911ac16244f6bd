"""Rules as staff write them: exact, and none that could take long or lose a digit."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clicktocall.numbering.rewriting import NotARule, read_rule

APPLIED = {
    "one number": ("+49 800 5550100", "5001", "+498005550100", "5001"),
    "another number": ("+49 800 5550100", "5001", "+498005550101", None),
    "a longer number": ("+49 800 5550100", "5001", "+4980055501001", None),
    "digits stay in their order": ("+49 30 23125 1XX", "1XX", "+493023125142", "142"),
    "a lower-case x": ("+49 30 23125 1xx", "1xx", "+493023125142", "142"),
    "too few digits for the X": ("+49 30 23125 1XX", "1XX", "+49302312514", None),
    "all that follow": ("+43.", "90043.", "+4315550100", "90043" + "15550100"),
    "nothing follows": ("+43.", "90043.", "+43", None),
    "X and the rest": ("+4315X.", "7X.", "+43156789", "76789"),
    "a plus that stays": ("+.", "0+.", "+4315550100", "0+4315550100"),
    "a feature code": ("*72.", "*21*.", "*725550", "*21*5550"),
    "no other script's digits": ("1XX", "2XX", "1٣٤", None),
}


@pytest.mark.parametrize(("pattern", "replacement", "digits", "sent"), APPLIED.values(), ids=APPLIED.keys())
def test_a_rule_says_what_is_sent(pattern: str, replacement: str, digits: str, sent: str | None) -> None:
    assert read_rule(pattern, replacement).apply(digits) == sent


@pytest.mark.parametrize(
    ("pattern", "replacement", "sentence"),
    [
        ("", "1", "The left side may have digits"),
        (".", ".", "The left side may have digits"),
        ("(a+)+", "1", "The left side may have digits"),
        ("12+", "1", "The left side may have digits"),
        ("1.2", "1", "The left side may have digits"),
        ("12", "", "The right side may have digits"),
        ("12", "1w", "The right side may have digits"),
        ("12", "1++2", "The right side may have digits"),
        ("12", "1+", "The right side may have digits"),
        ("1XX", "1X", "Both sides need the same number of X"),
        ("1X.", "1X", "Both sides need the same number of X"),
        ("12", "1.", "Both sides need the same number of X"),
        ("1" * 41, "1", "Neither side may be longer"),
        ("1", "1" * 41, "Neither side may be longer"),
    ],
)
def test_what_is_no_rule_gets_a_sentence(pattern: str, replacement: str, sentence: str) -> None:
    with pytest.raises(NotARule, match=re.escape(sentence)):
        read_rule(pattern, replacement)


@given(
    pattern=st.text(alphabet="0123456789X*#+. -", max_size=12),
    replacement=st.text(alphabet="0123456789X*#+. -", max_size=12),
    digits=st.text(alphabet="0123456789*#+", max_size=20),
)
def test_whatever_is_accepted_sends_only_keys_and_loses_no_open_digit(
    pattern: str, replacement: str, digits: str
) -> None:
    try:
        rule = read_rule(pattern, replacement)
    except NotARule:
        return

    sent = rule.apply(digits)

    assert sent is None or re.fullmatch(r"[0-9*#]*\+?[0-9*#]+", sent)
