"""Who answers at a number, and how the numbers of the office are found."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clicktocall.numbering.parsing import parse
from directory.office_numbers import office_numbers
from directory.parties import Party, who_answers, without_pbx
from tests.factories import make_contact, make_extension, make_office_number, make_pbx, make_user

pytestmark = pytest.mark.django_db


def who(number: str) -> Party:
    return who_answers(parse(number, region="DE"), user=make_user(), pbx=make_pbx())


def told(number: str) -> tuple[str, str]:
    party = who(number)
    return party.kind.value, party.name


def test_each_kind_of_number_is_told_apart() -> None:
    make_contact("Clara Winter", "+49 30 23125 100")
    make_office_number("6700", "Support", "queue")
    make_extension("1001", user=make_user("ben", first_name="Ben", last_name="Okafor"))

    assert [told(number) for number in ("030 23125100", "030 23125101", "6700", "1001", "1099", "112")] == [
        ("external", "Clara Winter"),
        ("external", ""),
        ("queue", "Support"),
        ("extension", "Ben Okafor"),
        ("unlisted", ""),
        ("external", ""),
    ]


def test_the_directory_s_own_name_for_an_internal_number_comes_first_but_not_before_a_queue() -> None:
    make_contact("Benny", "1001")
    make_contact("Old hotline", "6700")
    make_extension("1001", user=make_user("ben"))
    make_office_number("6700", "Support", "queue")

    assert (told("1001"), told("6700")) == (("extension", "Benny"), ("queue", "Support"))


def test_the_numbers_of_another_pbx_say_nothing_here() -> None:
    make_office_number("6700", "Support", "queue", pbx=make_pbx("branch"))
    make_extension("1001", user=make_user("ben"), pbx=make_pbx("branch"))

    assert (told("6700"), told("1001")) == (("unlisted", ""), ("unlisted", ""))


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("6700@office", ("6700", "office")),
        (" 6700@my-pbx_2 ", ("6700", "my-pbx_2")),
        ("6700", ("6700", "")),
        ("sip:6700@office", ("sip:6700@office", "")),
        ("anna@example.org", ("anna@example.org", "")),
        ("+4930@office", ("+4930@office", "")),
    ],
)
def test_a_pbx_stands_behind_an_internal_number_only(typed: str, parts: tuple[str, str]) -> None:
    assert without_pbx(typed) == parts


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("support", ["6700"]),
        ("SUPP queue", ["6700"]),
        ("queue", ["6700", "6701"]),
        ("67", ["6700", "6701"]),
        ("munchen", ["6701"]),
        ("muenchen", ["6701"]),
        ("port", []),
        ("", []),
        ("%", []),
    ],
)
def test_office_numbers_are_found_by_the_beginnings_of_words(query: str, found: list[str]) -> None:
    make_office_number("6700", "Support", "queue")
    make_office_number("6701", "München", "queue")
    make_office_number("6300", "Warehouse", "paging_group")

    numbers = office_numbers(query, pbxs=[make_pbx()])

    assert [one.number for one in numbers] == found


def test_the_search_shows_them_with_what_they_are_and_a_button_for_their_own_pbx(client: Client) -> None:
    make_extension("1000", user=make_user())
    make_office_number("6700", "Support", "queue")
    make_office_number("6701", "Support", "queue", pbx=make_pbx("branch"))
    client.force_login(make_user())

    page = client.get("/", {"q": "support"}, headers={"HX-Request": "true"}).content.decode()

    assert page.count('name="to" value="6700@office"') == 1
    assert ('aria-label="Call Support, Queue, 6700"' in page, "#party-queue" in page, "6701" in page) == (
        True,
        True,
        False,
    )


def test_a_typed_number_of_the_office_says_what_it_is_once(client: Client) -> None:
    make_extension("1000", user=make_user())
    make_office_number("6700", "Support", "queue")
    client.force_login(make_user())

    page = client.get("/", {"q": "6700"}, headers={"HX-Request": "true"}).content.decode()

    assert (page.count("Support · queue"), page.count('name="to"')) == (1, 1)


@pytest.mark.parametrize("numbers", [1, 3])
def test_the_search_costs_the_same_for_one_number_of_the_office_and_for_three(client: Client, numbers: int) -> None:
    make_extension("1000", user=make_user())
    for number in range(numbers):
        make_office_number(f"670{number}", "Support", "queue")
    client.force_login(make_user())

    with CaptureQueriesContext(connection) as asked:
        page = client.get("/", {"q": "support"}, headers={"HX-Request": "true"})

    assert len(page.context["office_numbers"]) == numbers
    assert sum("FROM directory_officenumber" in query["sql"] for query in asked) == 1


def test_an_office_without_such_numbers_is_not_asked_for_them_until_it_has_one(client: Client) -> None:
    make_extension("1000", user=make_user())
    make_office_number("6700", "Support", "queue", pbx=make_pbx("rome"))
    client.force_login(make_user())

    with CaptureQueriesContext(connection) as asked:
        before = client.get("/", {"q": "support"}, headers={"HX-Request": "true"})
    looked = sum("FROM directory_officenumber" in query["sql"] for query in asked)
    make_office_number("6701", "Support", "queue")
    after = client.get("/", {"q": "support"}, headers={"HX-Request": "true"})

    assert [page.context["office_numbers"] for page in (before, after)] == [[], list(make_pbx().office_numbers.all())]
    assert looked == 0
