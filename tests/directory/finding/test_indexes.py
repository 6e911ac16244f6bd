"""What the indexes are asked: few texts that tell contacts apart, and never more than the row is held against."""

from __future__ import annotations

import pytest

from directory.finding.trigrams import plain, tellable
from directory.search import find
from directory.spelling import Criterion, read
from tests.factories import make_contact, make_user


def asked(query: str) -> list[Criterion]:
    return list(read(query, region="DE").strict)


@pytest.mark.parametrize(
    ("query", "texts"),
    [
        ("anna", [["anna"]]),
        ("Müller", [["muller", "mueller"]]),
        ("rossi a", [["rossi"]]),
        ("a b", [[], []]),
        ("wagner 9478", [["wagner"], ["9478"]]),
    ],
)
def test_only_texts_of_three_signs_are_asked_for_if_there_are_any(query: str, texts: list[list[str]]) -> None:
    found = [
        sorted(text for text in plain(one) if text.isalnum() and text[0] in "am9rw") for one in tellable(asked(query))
    ]

    assert found == [sorted(some) for some in texts]


def test_the_sign_before_a_number_is_not_asked_for() -> None:
    assert all(text[0] not in "+=" for text in plain(asked("0171 392")[0]))


def test_two_digits_keep_it_or_nothing_would_be_asked_for() -> None:
    assert "+60" in plain(asked("wagner 0060")[1])


@pytest.mark.django_db
def test_a_number_of_which_two_digits_are_known_is_found_beside_a_name() -> None:
    make_contact("Emil Wagner", "+60 3 2161 2345")
    make_contact("Emil Wagner", "+49 30 23125 100")
    make_contact("Ida Wagner", "+49 30 0060 2312")

    found = find("wagner 0060", user=make_user(), region="DE")

    assert [contact.numbers[0].e164 for contact in found] == ["+60321612345", "+493000602312"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", ["winter a", "wint 9478", "clara wint", "wi cl", "clar. (wint)", "winter 0049 171 9478"]
)
def test_words_and_digits_together_find_whom_they_mean_and_nobody_else(query: str) -> None:
    make_contact("Clara Winter", "+49 171 9478 123", company="ACME")
    make_contact("Clara Sommer", "+49 171 9499 123", company="Nord")
    make_contact("Wim Clasen", "+49 171 9399 123")

    found = [one.name for one in find(query, user=make_user(), region="DE")]

    assert found == (["Clara Winter", "Wim Clasen"] if query == "wi cl" else ["Clara Winter"])
