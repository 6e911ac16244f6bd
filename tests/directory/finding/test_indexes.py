"""What the indexes are asked: few texts that tell contacts apart, and never more than the row is held against."""

from __future__ import annotations

import pytest
from django.db import connection

from directory.finding.trigrams import plain, tellable
from directory.models import Contact
from directory.search import find, matching
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


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [
        *("4321", "321", "54321", "b543", "studio 4321", "studio4321 nord", "nor 321", "nord b"),
        *("1-800-FLOWERS", "+1 800 flowers", "nord +1 800", "nord 3569", "356 nord", "nord 800356", "nord 9377"),
        *("nord 12", "12", "nord 1", "no 1234", "nord 234", "56789", "23456789012"),
        *("nord +1", "nord 001", "+1 80", "8003 nord", "2662 nord", "stu nor 4321"),
    ],
)
def test_digits_are_found_wherever_they_stand_beside_words_or_alone(query: str) -> None:
    """In names, in numbers however short or long, at their beginning, in their middle and at their end."""
    make_contact("Anna Bee", "+49 30 2312 5100", company="Sud")
    make_contact("Anna Studio4321 B54321", "+1 800 356 9377", "12", "123456789012", company="Nord 1")

    assert [one.name for one in find(query, user=make_user(), region="US")] == ["Anna Studio4321 B54321"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [
        *("4321", "studio 32", "nord 9377", "1-800-FLOWERS", "ord", "nord", "no bee", "bee xq"),
        *("377", "100", "nord 377", "+18", "0018", "+4", "bee +49", "b 100"),
        *("ab", "as", "asx", "2662", "233", "2662 bee", "nna", "jxj", "0"),
    ],
)
def test_the_condition_of_an_export_finds_whom_the_search_finds(query: str) -> None:
    make_contact("Anna Bee", "+49 30 2312 5100", company="Nord")
    make_contact("Anna Studio4321", "+1 800 356 9377", company="Nord")

    found = {one.name for one in find(query, user=make_user(), region="US")}

    assert {one.name for one in Contact.objects.filter(matching(query, region="US"))} == found


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="a function of PostgreSQL")
def test_a_word_that_is_longer_than_an_index_takes_is_cut() -> None:
    with connection.cursor() as cursor:
        lexemes = "SELECT lexeme FROM unnest(directory_lexemes(%s))"
        cursor.execute(lexemes, [f"\n {'キ' * 1_000} b\n~0X~0B\n^0XB\n\n+491\n"])

        assert {lexeme for (lexeme,) in cursor} == {"キ" * 500, "b", "~0X", "~0B", "^0XB", "+EJ", "EJB", "+EJB"}
