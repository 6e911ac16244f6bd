"""The page of the directory."""

from __future__ import annotations

import html
import re
from itertools import chain

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests.factories import make_contact, make_extension, make_pbx, make_user

pytestmark = pytest.mark.django_db

PART = {"HX-Request": "true"}


def test_a_stranger_is_sent_to_sign_in(client: Client) -> None:
    response = client.get(reverse("directory:index"), {"q": "anna"})

    assert response.status_code == 302
    assert response["Location"] == "/login/?next=/%3Fq%3Danna"


def test_the_directory_cannot_be_posted_to(anna: Client) -> None:
    assert anna.post(reverse("directory:index")).status_code == 405


@pytest.mark.parametrize(
    ("headers", "template"),
    [
        ({}, "directory/index.html"),
        (PART, "directory/_results.html"),
        ({**PART, "HX-History-Restore-Request": "true"}, "directory/index.html"),
    ],
)
def test_htmx_gets_the_results_alone(anna: Client, headers: dict[str, str], template: str) -> None:
    response = anna.get(reverse("directory:index"), headers=headers)

    assert response.templates[0].name == template
    assert {"HX-Request", "HX-History-Restore-Request"} <= set(response["Vary"].split(", "))


def test_the_page_shows_whom_the_query_means_in_the_region_of_the_users_own_phone(anna: Client) -> None:
    make_pbx("berlin", region="DE")
    make_extension("2000", user=make_user(), pbx=make_pbx("rome", region="IT"), is_default=True)
    clara = make_contact("Clara Winter", "+39 06 0155 1234")
    make_contact("Dora Sommer", "+49 30 23125 555")

    context = anna.get(reverse("directory:index"), {"q": " clara "}, headers=PART).context

    found = [contact.pk for contact in context["contacts"]]
    assert (context["q"], found, context["region"], context["after"]) == (
        "clara",
        [clara.pk],
        "IT",
        "",
    )
    assert [phone.number for phone in context["phones"]] == ["2000"]


def test_a_user_without_a_phone_searches_in_the_region_of_the_first_pbx(anna: Client) -> None:
    make_pbx("rome", region="IT")

    assert anna.get(reverse("directory:index"), headers=PART).context["region"] == "IT"


@pytest.mark.parametrize("headers", [{}, PART])
def test_twenty_are_shown_and_a_link_leads_to_each_next_twenty(anna: Client, headers: dict[str, str]) -> None:
    for number in range(45):
        make_contact(f"Clara {number:02}")

    pages, address = [], "/?q=clara"
    while address:
        response = anna.get(address, headers=headers)
        pages.append([contact.name for contact in response.context["contacts"]])
        links = re.findall(
            '<a class="button button-plain" +href="([^"]+)"', " ".join(response.content.decode().split())
        )
        address = html.unescape(links[0]) if links else ""

    assert [len(page) for page in pages] == [20, 20, 5]
    assert list(chain.from_iterable(pages)) == [f"Clara {number:02}" for number in range(45)]


def test_a_long_query_is_cut(anna: Client) -> None:
    assert anna.get(reverse("directory:index"), {"q": "a" * 101}, headers=PART).context["q"] == "a" * 100


def test_a_typed_number_can_be_called_although_nobody_has_it(anna: Client) -> None:
    make_contact("Clara Winter", "+49 30 23125 100")

    context = anna.get(reverse("directory:index"), {"q": "0049 30 23125 199"}, headers=PART).context

    assert (context["number"].e164, context["number_shown"]) == ("+493023125199", "030 23125199")
    assert (context["contacts"], context["number_party"].contact) == ([], None)


def test_a_typed_number_names_its_contact(anna: Client) -> None:
    clara = make_contact("Clara Winter", "+49 30 23125 100")

    context = anna.get(reverse("directory:index"), {"q": "030/23125-100"}, headers=PART).context

    assert ([contact.pk for contact in context["contacts"]], context["number_party"].contact) == ([clara.pk], clara)


@pytest.mark.parametrize("q", ["clara", "\0", "%00", "9" * 100, "+", "🦊", "\ud800".encode("utf-8", "surrogatepass")])
def test_a_query_that_is_no_number_offers_none(anna: Client, q: str | bytes) -> None:
    response = anna.get(reverse("directory:index"), {"q": q}, headers=PART)

    assert (response.status_code, response.context["number"]) == (200, None)


@pytest.mark.parametrize("contacts", [1, 3])
def test_results_cost_the_same_for_one_contact_and_for_three(
    anna: Client, contacts: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_extension(user=make_user())
    for _ in range(contacts):
        make_contact("Clara Winter", "0171 39200 12", "030 23125 100")

    # user; phones and rules; favourites, recent calls and groups; names, a walk, two indexes, words, slips; contacts
    # with numbers; colleagues
    with django_assert_num_queries(10):
        response = anna.get(reverse("directory:index"), {"q": "clara"}, headers=PART)

    assert len(response.context["contacts"]) == contacts


@pytest.mark.parametrize("contacts", [1, 3])
def test_the_page_asks_the_directory_the_same_for_one_contact_and_for_three(anna: Client, contacts: int) -> None:
    make_extension(user=make_user())
    for _ in range(contacts):
        make_contact("Clara Winter", "0171 39200 12", "030 23125 100")

    with CaptureQueriesContext(
        connection,
    ) as asked:
        anna.get(reverse("directory:index"), {"q": "clara"})

    # one's phones; one's own number; colleagues
    assert sum('FROM "directory_' in query["sql"] for query in asked) == 3
    assert sum("FROM directory_knownword" in query["sql"] for query in asked) == 1
    assert sum("FROM directory_officenumber" in query["sql"] for query in asked) == 0  # there are none
    assert sum("FROM directory_favourite" in query["sql"] for query in asked) == 1
    assert sum("LEFT JOIN directory_phonenumber" in query["sql"] for query in asked) == 1  # contacts with numbers
