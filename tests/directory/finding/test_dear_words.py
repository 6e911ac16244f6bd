"""Several short words or digits, of which PostgreSQL's indexes know too many: what is asked instead."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from directory.finding import digits, spelled, statements
from directory.search import find_page
from tests.factories import make_contact, make_user

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's trigrams stop when a page is full"),
]


def names(query: str) -> list[str]:
    return [contact.name for contact in find_page(query, user=make_user(), region="DE", limit=3).contacts]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the text search vector is asked."""
    found: list[str] = []
    ask = statements.ask

    def remembering(sql: str, values: Any) -> list[tuple[Any, ...]]:
        found.extend(value for value in values if "tsquery" in sql and str(value).startswith("("))
        return ask(sql, values)

    monkeypatch.setattr(statements, "ask", remembering)
    return found


def test_what_some_names_have_is_met_on_a_longer_walk_and_no_index_is_asked(
    asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, size in (("TRIED", 2), ("WALKED", 10), ("FARTHER", (30,))):
        monkeypatch.setattr(statements, name, size)
    for place in range(24):
        make_contact(f"Anna {place:02}", company="Mole Rhine" if place % 5 == 4 else "Else")

    assert names("m r") == ["Anna 04", "Anna 09", "Anna 14"]
    assert asked == []


def test_an_index_is_asked_where_no_walk_would_meet_enough(asked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, size in (("TRIED", 2), ("WALKED", 4), ("FARTHER", (6,))):
        monkeypatch.setattr(statements, name, size)
    for place in range(12):
        make_contact(f"Anna {place:02}", company="Mole Rhine" if place > 9 else "Else")

    assert names("m r") == ["Anna 10", "Anna 11"]
    assert asked == ["(('m':*)) & (('r':*))"]


def test_a_letter_that_fewer_have_than_the_digits_beside_it_is_asked_of_the_index_too(asked: list[str]) -> None:
    for place in range(6):
        make_contact(f"Anna {place}", f"+49 176 39200{place:02}")
    make_contact("Ida Young", "+49 176 3920099")

    assert names("y 0176") == ["Ida Young"]
    assert {"'y':*" in question for question in asked} == {True}


def test_a_letter_that_more_have_than_the_digits_is_looked_for_in_the_rows(asked: list[str]) -> None:
    for place in range(6):
        make_contact(f"Anna {place}", f"+49 171 39200{place:02}")
    make_contact("Anna Young", "+49 176 3920099")

    assert names("a 0176") == ["Anna Young"]
    assert {"'a':*" in question for question in asked} == {False}


def test_a_sign_and_a_digit_are_no_word_that_an_index_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statements, "TRIED", 1)
    monkeypatch.setattr(statements, "WALKED", 1)
    for place in range(6):
        make_contact(f"Anna {place}", f"+49 176 39200{place:02}")
    make_contact("Ida Young", "+49 176 3920099")

    assert names("0176 y +4") == ["Ida Young"]


def test_a_short_word_that_is_spelled_out_is_found_in_the_middle_of_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statements, "TRIED", 1)
    monkeypatch.setattr(statements, "WALKED", 1)
    make_contact("Anna Lang", "+39 347 0000001")
    make_contact("Ida Rodriguez", "+39 347 0000002")

    assert names("gü +393") == ["Ida Rodriguez"]


def test_words_beside_three_digits_are_asked_for_by_their_beginning(
    asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spelled, "FEW", 1)
    for name in ("Ida Drumm", "Ida Druse", "Ida Druck"):
        make_contact(name, "+49 30 23125 916")

    assert names("dru 916") == ["Ida Druck", "Ida Drumm", "Ida Druse"]
    assert {"'dru':*" in question for question in asked} == {True}


def test_the_beginning_of_a_number_is_asked_for_with_its_sign() -> None:
    assert digits.query("+9333") == "'+JDD' & 'JDDD'"
    assert digits.query("=01765\n") == "'=ABH' & 'ABHG' & 'BHGF'"
    assert digits.query("9333") == "'JDDD'"
