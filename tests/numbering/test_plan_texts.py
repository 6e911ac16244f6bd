"""What staff write into a plan is read whole or refused with the line that is wrong."""

from __future__ import annotations

import re

import pytest

from clicktocall.numbering.plan_texts import NotAPlan, read_own_numbers, read_ranges, read_rules
from clicktocall.numbering.rewriting import Rule


def test_ranges_are_read_in_every_usual_spelling() -> None:
    assert read_ranges(" 100-199, 2xxx;70\n 6500 – 6519 ,, XX ") == (  # noqa: RUF001 -- as pasted from a document
        ("100", "199"),
        ("2000", "2999"),
        ("70", "70"),
        ("6500", "6519"),
        ("00", "99"),
    )


@pytest.mark.parametrize(
    ("text", "sentence", "line"),
    [
        ("199-100", "A range goes from a lower", 1),
        ("100-1999", "A range goes from a lower", 1),
        ("100, 2X0", "Write ranges such as", 2),
        ("hello", "Write ranges such as", 1),
        ("12345678901", "Write ranges such as", 1),
        (",".join(["1"] * 41), "There are more than 40 ranges", 0),
    ],
)
def test_ranges_that_cannot_be_read_get_a_sentence(text: str, sentence: str, line: int) -> None:
    with pytest.raises(NotAPlan, match=re.escape(sentence)) as refused:
        read_ranges(text)
    assert refused.value.line == line


def test_rules_are_read_line_by_line_with_their_comments() -> None:
    assert read_rules("\n+43. = 90043. ; Austria = cheap ; really\n\n 0800. = 0 0800.\n") == (
        Rule(pattern="+43.", replacement="90043.", comment="Austria = cheap ; really"),
        Rule(pattern="0800.", replacement="00800."),
    )


@pytest.mark.parametrize(
    ("text", "sentence", "line"),
    [
        ("\n+43.", "Write a pattern, an equals sign", 2),
        ("+43. = ab.", "The right side may have digits", 1),
        ("1 = 2;" + "c" * 81, "The comment is longer", 1),
        ("1 = 2\n" * 51, "There are more than 50 rules", 0),
    ],
)
def test_rules_that_cannot_be_read_get_a_sentence(text: str, sentence: str, line: int) -> None:
    with pytest.raises(NotAPlan, match=re.escape(sentence)) as refused:
        read_rules(text)
    assert refused.value.line == line


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("030231251XX = 1XX", "Write the public number with + and the country code."),
        ("+49302312519X = 0+49302312519X", "An internal number has digits and X only."),
    ],
)
def test_an_own_number_leads_from_a_public_number_to_an_internal_one(text: str, sentence: str) -> None:
    with pytest.raises(NotAPlan, match=re.escape(sentence)) as refused:
        read_own_numbers(f"+4930231251XX = 1XX\n\n{text}")
    assert refused.value.line == 3
