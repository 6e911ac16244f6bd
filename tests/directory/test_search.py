"""Search: by words and by any spelling of a number; and whose number it is."""

from __future__ import annotations

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from directory.models import Contact
from directory.search import find, find_page, keep_search_text, whose
from tests.factories import make_contact, make_user

pytestmark = pytest.mark.django_db


def names(query: str, region: str = "DE") -> list[str]:
    return [contact.name for contact in find(query, user=make_user(), region=region)]


@pytest.mark.parametrize(
    "query",
    [
        "Jürgen",
        "jurgen",
        "JUERGEN",
        "gen gross",
        "grossmann jürgen",
        "großmann",
        "druckerei jürgen",
        "jürgen, nord-druck",
    ],
)
def test_words_are_found_in_any_order_and_without_accents(query: str) -> None:
    make_contact("Jürgen Großmann", company="Nord Druckerei")
    make_contact("Jürgen Klein", company="Süd Verlag")
    make_contact("Anna Großmann", company="Süd Verlag")

    assert "Jürgen Großmann" in names(query)
    assert names("jürgen grossmann") == ["Jürgen Großmann"]
    assert names("jürgen nobody") == []


def test_an_umlaut_finds_the_spelled_out_name() -> None:
    make_contact("Juergen Mueller")
    make_contact("Jana Miller")

    assert names("Jürgen Müller") == ["Juergen Mueller"]


@pytest.mark.parametrize(
    "query",
    [
        "+491713920012",
        "+49 171 39200 12",
        "+49 (0)171 3920012",
        "+49 (0)171 392",
        "(+49) 171 39",
        "+49 0171 392",
        "0049 171 392",
        "0049 (0) 171 3920012",
        "49 (0)171 392",
        "0171 39",
        "0171/392-00.12",
        "(0171) 392 00 12",
        "171 392",
        "49171392",
        "392",
        "20012",
        "tel: 0171 3920012",
        "０１７１ ３９２",  # noqa: RUF001 -- full width is the point
        "clara 0171 39",
        "39200 winter",
    ],
)
def test_any_spelling_of_a_number_finds_it(query: str) -> None:
    make_contact("Clara Winter", "0171 39200 12")
    make_contact("Dora Sommer", "030 23125 555")

    assert names(query) == ["Clara Winter"]


@pytest.mark.parametrize(
    ("region", "number", "query"),
    [
        ("US", "+44 20 7946 0120", "011 44 20 79"),
        ("US", "+44 20 7946 0120", "0044 20 79"),
        ("US", "+1 212 555 0110", "1 (212) 555"),
        ("JP", "+44 20 7946 0120", "010 4420"),
        ("IT", "+39 06 0155 1234", "+39 06 01"),
        ("DE", "+39 06 0155 1234", "06 0155"),
        ("BR", "+55 11 0555 0110", "011 0555"),
        ("GB", "+36 1 055 0123", "06 1 055"),
        ("DE", "+33 6 39 98 12 34", "06 39 98"),
    ],
)
def test_a_number_is_read_as_in_the_country_of_the_office(region: str, number: str, query: str) -> None:
    make_contact("Clara Winter", number)
    make_contact("Dora Sommer", "+49 30 23125 777")

    assert names(query, region=region) == ["Clara Winter"]


def test_a_plus_means_the_beginning_of_a_number() -> None:
    make_contact("Clara Winter", "+44 20 7946 0120")
    make_contact("Dora Sommer", "+49 40 66969 442")

    assert [names(query) for query in ("+4", "+44", "+442", "(+44) 2")] == [
        ["Clara Winter", "Dora Sommer"],
        ["Clara Winter"],
        ["Clara Winter"],
        ["Clara Winter"],
    ]


def test_two_digits_are_an_internal_number_or_begin_a_word_but_are_no_part_of_a_number() -> None:
    make_contact("Reception", "12")
    make_contact("Bar 1234")
    make_contact("Clara Winter", "+49 30 23125 123")

    assert names("12") == ["Bar 1234", "Reception"]


def test_a_name_with_digits_is_found_with_its_words() -> None:
    make_contact("1 800 Flowers")
    make_contact("Studio 54", "+49 30 23125 111")
    make_contact("Studio 7", "+49 30 23125 222")

    assert names("1 800 flowers") == ["1 800 Flowers"]
    assert names("studio 54") == ["Studio 54"]


@pytest.mark.parametrize(("query", "expected"), [("%", ["Anna Bauer"]), ("_", ["Anna Bauer"]), ("1%3", []), ("x%", [])])
def test_signs_that_the_database_would_interpret_are_no_wildcards(query: str, expected: list[str]) -> None:
    make_contact("Anna Bauer", "+49 30 23125 123")

    assert names(query) == expected


def test_names_that_begin_so_come_first_then_words_then_the_rest_each_by_name() -> None:
    make_contact("Zoë Anders")
    make_contact("Johanna Zorn")
    make_contact("Änne Wolf")
    make_contact("anne-Marie Klein")
    make_contact("Łukasz Hann", company="Anneberg")
    make_contact("Marianne Adler")

    assert names("ann") == ["anne-Marie Klein", "Änne Wolf", "Łukasz Hann", "Johanna Zorn", "Marianne Adler"]


@pytest.mark.parametrize("query", ["", "  ", "+", "(", "?!"])
def test_without_a_word_or_digit_everybody_is_listed_by_name(query: str) -> None:
    make_contact("Zoë Hartley")
    make_contact("Łukasz Wójcik")
    make_contact("anna Keller")

    assert names(query) == ["anna Keller", "Łukasz Wójcik", "Zoë Hartley"]


def test_a_limit_keeps_the_first() -> None:
    for name in ("Cleo", "Anna", "Ben"):
        make_contact(name)

    assert [contact.name for contact in find("", user=make_user(), region="DE", limit=2)] == ["Anna", "Ben"]


@pytest.mark.parametrize("contacts", [1, 3])
@pytest.mark.parametrize(
    ("query", "queries"),
    [
        # Always: what is known of the user (favourites, recent calls, groups); contacts with their numbers.
        ("", 3),  # names
        ("clara", 7),  # names, a walk, both indexes, words one slip away
        ("0171 39", 6),  # names, numbers, both indexes
        ("clara 0171", 6),  # names, a walk, the index, words one slip away
        ("+49 171 39200 12", 6),  # names, numbers, a walk, the index
        ("nobody", 6),  # as "clara", and nothing to load
    ],
)
def test_a_search_costs_the_same_for_one_contact_and_for_three(
    contacts: int, query: str, queries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(contacts):
        make_contact("Clara Winter", "0171 39200 12", "030 23125 100")

    user = make_user()
    if query == "clara 0171" and contacts > 1:
        queries += 1  # so many are met at the beginning of the walk that the rest of it is gone, too
    if query == "clara 0171" and connection.vendor == "postgresql":
        queries += 1  # words that hold it
    with django_assert_num_queries(queries):
        found = [(contact.name, len(contact.numbers)) for contact in find(query, user=user, region="DE")]

    assert found == ([] if query == "nobody" else [("Clara Winter", 2)] * contacts)


@pytest.mark.parametrize("query", ["", "clara", "0171 39"])
def test_a_page_that_is_full_asks_no_further(query: str, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(3):
        make_contact("Clara Winter", f"0171 39200 1{number}")

    user = make_user()
    # the user, names, contacts with numbers; and for a number those that begin so
    with django_assert_num_queries({"": 3, "clara": 3, "0171 39": 4}[query]):
        page = find_page(query, user=user, region="DE", limit=2)

    assert len(page.contacts) == 2


def test_a_renamed_contact_with_another_number_is_found_as_it_is_now() -> None:
    contact = make_contact("Clara Winter", "0171 39200 12")
    Contact.objects.filter(pk=contact.pk).update(name="Clara Sommer")
    contact.numbers.all().delete()

    keep_search_text(contact)

    assert (names("sommer"), names("winter"), names("0171 39")) == (["Clara Sommer"], [], [])


@pytest.mark.parametrize("count", [1, 3])
def test_keeping_contacts_searchable_costs_the_same_for_one_and_for_three(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    contacts = [make_contact(f"Clara {number}", "0171 39200 12") for number in range(count)]

    # contacts, numbers, tags, update, which words are known; and on PostgreSQL those by which words are looked for
    with django_assert_num_queries(6 if connection.vendor == "postgresql" else 5):
        keep_search_text(*contacts)


def test_a_number_is_known_by_its_international_form_and_an_internal_one_by_its_digits(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    clara = make_contact("Clara Winter", "0171 39200 12")
    reception = make_contact("Reception", "10-08")

    anna = make_user()
    with django_assert_num_queries(1):
        assert whose("+491713920012", user=anna) == clara
    assert whose("1008", user=make_user()) == reception
    reception.numbers.create(typed="not read yet")
    strangers = ("+491713920013", "1009", "491713920012", "")
    assert [whose(stranger, user=anna) for stranger in strangers] == [None] * 4


def test_a_shared_number_is_whose_who_needs_no_extension() -> None:
    make_contact("Anna Keller", "030 23125 000 ext. 12")
    switchboard = make_contact("Switchboard", "030 23125 000")

    assert whose("+493023125000", user=make_user()) == switchboard
