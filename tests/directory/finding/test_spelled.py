"""Letters in the middle of words: by a list of all words on PostgreSQL, by trigrams on SQLite."""

from __future__ import annotations

import pytest
from django.db import connection

from directory.finding import spelled, statements
from directory.models import Contact
from directory.search import find, find_page, keep_search_text
from tests.factories import make_contact, make_user

pytestmark = pytest.mark.django_db


def names(query: str) -> list[str]:
    return [contact.name for contact in find(query, user=make_user(), region="DE")]


@pytest.mark.parametrize("limit", [1, 2, 3, 50])
def test_letters_in_the_middle_of_words_find_everybody_page_after_page(limit: int) -> None:
    """On PostgreSQL names by a first word that holds them, then by the last; then what holds them elsewhere."""
    for name in ("Anna Schmidt", "Goldschmidt Berta", "Zoë Hmida", "Goldschmidt", "Carl Schmidt-Lang", "Eva Kühn"):
        make_contact(name)
    make_contact("Bea Lind", company="Schmidt AG")
    make_contact("Adam Goldschmidt", company="Hmida")

    found: list[str] = []
    after = ""
    while not found or after:
        page = find_page("hmid", user=make_user(), region="DE", after=after, limit=limit)
        found += [contact.name for contact in page.contacts]
        after = page.after

    by_rank = ["Goldschmidt Berta", "Goldschmidt", "Anna Schmidt", "Bea Lind", "Carl Schmidt-Lang"]
    others = by_rank if connection.vendor == "postgresql" else sorted(by_rank)
    assert found == ["Zoë Hmida", "Adam Goldschmidt", *others]


@pytest.mark.parametrize("most", [0, 1, 200])
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("arch rmei", ["Marcha Obermeier"]),
        ("archa rmeier nor", ["Marcha Obermeier"]),
        ("meier arch 1x", ["Marcha Obermeier"]),
        ("meier arch x2", []),
        ("arch meier qq", []),
        ("rmei 1x2", ["Marcha Obermeier"]),
        ("o'bermeier arch", ["Marcha Obermeier"]),
        ("archa lang", []),
        ("arch münch", ["Marcha Münchmeier"]),
        ("muench cha", ["Marcha Münchmeier"]),
    ],
)
def test_several_parts_of_words_find_who_has_them_all_by_words_and_by_letters(
    query: str, found: list[str], most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Letters that too many words have are asked of the trigrams."""
    monkeypatch.setattr(spelled, "MOST", most)
    monkeypatch.setattr(spelled, "FEW", most)
    make_contact("Marcha Obermeier", company="Nord 1x2 GmbH")
    make_contact("Marcha Münchmeier", company="Süd")
    make_contact("Ida Lang", "+49 171 3920099")

    assert names(query) == found


@pytest.mark.parametrize("query", ["hmid", "oldsch", "chmidt"])
def test_letters_that_too_many_words_have_are_asked_of_the_trigrams(
    query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spelled, "MOST", 1)
    for name in ("Anna Goldschmidt", "Bea Oldschmidt", "Carl Lang"):
        make_contact(name)

    assert sorted(names(query)) == ["Anna Goldschmidt", "Bea Oldschmidt"]


def test_a_word_that_is_learnt_later_is_found_by_its_middle() -> None:
    contact = make_contact("Ida Lang")
    Contact.objects.filter(pk=contact.pk).update(name="Ida Xylophonist")
    keep_search_text(contact)

    assert names("ophon") == ["Ida Xylophonist"]


@pytest.mark.parametrize("candidates", [1, 400])
def test_who_has_words_that_begin_so_comes_first_however_many_hold_them(
    candidates: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the walk through the names meets nobody of them."""
    monkeypatch.setattr(statements, "CANDIDATES", candidates)
    for names_of_a_walk in ("WALKED", "TRIED"):
        monkeypatch.setattr(statements, names_of_a_walk, 1)
    for place in range(8):
        make_contact(f"Bea Obermeier Marcha {place}")
    make_contact("Zoë Arch Rmeier")

    assert names("arch rmei")[0] == "Zoë Arch Rmeier"
