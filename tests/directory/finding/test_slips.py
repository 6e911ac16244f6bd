"""Slips of the keyboard: which known words were meant."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from directory.finding.slips import MOST, is_one_slip, learn, meant, slips
from directory.models import KnownWord
from directory.search import find
from tests.factories import make_contact, make_user

WORDS = st.text("abcdef", min_size=4, max_size=9)


def names(query: str) -> list[str]:
    return [contact.name for contact in find(query, user=make_user(), region="DE")]


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["grossman", "grossmannn", "grossmamn", "grsosmann", "Großmnan", "jürgen grosmann"])
def test_a_letter_left_out_added_mistaken_or_swapped_still_finds_who_was_meant(query: str) -> None:
    make_contact("Jürgen Großmann")
    make_contact("Jürgen Klein")

    assert names(query) == ["Jürgen Großmann"]


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["grosman", "grzzmann", "grosma", "groß klien", "jar"])
def test_two_slips_beginnings_of_words_and_short_words_are_taken_as_they_are(query: str) -> None:
    make_contact("Jürgen Großmann", company="Bar")

    assert (names("großmann"), names(query)) == (["Jürgen Großmann"], [])


@pytest.mark.django_db
def test_who_is_called_so_comes_before_who_may_have_been_meant() -> None:
    make_contact("Anna Meier")
    make_contact("Zoë Meyer")

    assert names("meyer") == ["Zoë Meyer", "Anna Meier"]


@pytest.mark.django_db
def test_of_whom_three_words_are_known_has_not_slipped() -> None:
    make_contact("Anna Maria Rossa", company="Nord")
    make_contact("Anna Maria Rossi", company="Nord")

    assert names("maria rossa") == ["Anna Maria Rossa", "Anna Maria Rossi"]
    assert names("maria rossa nord") == ["Anna Maria Rossa"]
    assert names("maria rosse nord") == ["Anna Maria Rossa", "Anna Maria Rossi"]


@pytest.mark.django_db
def test_another_spelling_of_a_word_is_no_slip_in_it(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    """It was looked for already: to look for it again would find nobody else."""
    make_contact("Anna Müller")
    user = make_user()

    with django_assert_max_num_queries(20) as asked:
        find("anna müller", user=user, region="DE")

    assert not any("anna mueller" in str(query["sql"]) for query in asked.captured_queries)


@pytest.mark.django_db
def test_each_word_that_may_have_been_meant_shows_some_of_its_people() -> None:
    for number in range(30):
        make_contact(f"Paul Maier {number:02}")
    make_contact("Rosa Meier")

    assert "Rosa Meier" in names("mmeier")[:20]
    assert names("meir")[0] == "Rosa Meier"


@pytest.mark.django_db
def test_whoever_is_in_many_groups_is_understood_too() -> None:
    anna = make_user()
    anna.groups.add(*[Group.objects.create(name=f"team {place}") for place in range(60)])
    for letter in "abcde":
        make_contact(f"Meie{letter} {letter}")

    found = [contact.name for contact in find("meier", user=anna, region="DE")]

    assert found[0] == "Meiea a"


@pytest.mark.django_db
def test_words_are_kept_once_however_often_they_are_learnt() -> None:
    learn(["\n clara winter\n+493023125100\n~QVJXJ\n^CW\n", "\n clara sommer\n"])
    learn(["\n clara winter\n"])

    assert sorted(set(KnownWord.objects.values_list("word", flat=True))) == ["clara", "sommer", "winter"]
    assert KnownWord.objects.count() == sum(len(slips(word)) for word in ("clara", "sommer", "winter"))


@pytest.mark.django_db
def test_no_more_than_some_words_are_tried() -> None:
    learn([f"\n word{letter}\n" for letter in "abcdefghijklmnop"])

    assert [len(some) for some in meant(["wordz", "word", "wor", "worda"])] == [MOST, MOST, 0, MOST]


@given(WORDS, st.data())
def test_one_slip_is_recognised_and_looked_for_under_a_number_of_the_word(word: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(word) - 1))
    slipped = data.draw(
        st.sampled_from(
            [
                word[:place] + word[place + 1 :],
                word[:place] + "x" + word[place:],
                word[:place] + "x" + word[place + 1 :],
                word[:place] + word[place + 1 : place + 2] + word[place] + word[place + 2 :],
            ]
        )
    )

    assert is_one_slip(word, slipped) is (word != slipped)
    assert slips(word) & slips(slipped)


@given(WORDS, WORDS)
def test_one_slip_is_the_same_in_both_directions(one: str, other: str) -> None:
    assert is_one_slip(one, other) is is_one_slip(other, one)
