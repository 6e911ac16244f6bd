"""Colleagues: users with an extension are found without anybody having written them down."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from clicktocall.pbx import presence
from clicktocall.pbx.drivers.reports import PhoneState
from directory.colleagues import MOST_ASKED, Colleague, colleagues, doing_now
from directory.listing import listed
from directory.models import Contact, Extension
from tests.factories import make_contact, make_extension, make_pbx, make_user

pytestmark = pytest.mark.django_db


def an_office() -> Extension:
    """Anna's phone; Jürgen has two on the same PBX, Cleo one on another, Dora none."""
    phone = make_extension("1000", user=make_user())
    juergen = make_user("juergen", first_name="Jürgen", last_name="Groß")
    make_extension("1003", user=juergen)
    make_extension("1002", user=juergen, is_default=True)
    make_extension("2000", user=make_user("cleo"), pbx=make_pbx("rome"))
    make_user("dora")
    return phone


def found(query: str, phone: Extension, *besides: Contact) -> list[Colleague]:
    return colleagues(query, of=phone.user_id, phones=[phone], besides=listed(contact.pk for contact in besides))


@pytest.mark.parametrize("query", ["", "jürgen", "jurgen", "JUERGEN gross", "groß", "gross jü", "1002", "10", "gen"])
def test_a_colleague_is_found_by_name_and_by_the_beginning_of_the_number(query: str) -> None:
    names = [(one.name, one.number, one.to) for one in found(query, an_office())]

    assert names == [("Jürgen Groß", "1002", "1002@office")]


@pytest.mark.parametrize("query", ["anna", "cleo", "dora", "002", "jürgen klein", "1000"])
def test_nobody_finds_themselves_nor_who_is_on_another_pbx_or_has_no_phone(query: str) -> None:
    assert found(query, an_office()) == []


def test_a_colleague_with_phones_on_several_pbxs_is_called_on_that_of_the_chosen_phone() -> None:
    phone, rome = an_office(), make_pbx("rome")
    mine_in_rome = make_extension("2001", user=phone.user, pbx=rome)
    make_extension("2003", user=make_user("juergen"), pbx=rome)

    shown = [
        [(one.to, one.pbx) for one in colleagues("jürgen", of=phone.user_id, phones=phones)]
        for phones in ([phone, mine_in_rome], [mine_in_rome, phone], [phone])
    ]

    assert shown == [[("1002@office", "office")], [("2003@rome", "rome")], [("1002@office", "")]]


def test_who_has_left_is_not_a_colleague_any_more() -> None:
    phone = an_office()
    user = make_user("juergen")
    user.is_active = False
    user.save()

    assert found("", phone) == []


def test_who_stands_in_the_directory_with_that_number_is_not_shown_twice() -> None:
    phone, contact = an_office(), make_contact("Jürgen Groß", "1002")

    assert found("jürgen", phone, contact) == []


@pytest.mark.parametrize(
    ("state", "words"),
    [
        *[("free", "free"), ("busy", "on the phone"), ("ringing", "phone rings"), ("offline", "phone offline")],
        ("unknown", ""),
    ],
)
def test_what_the_phone_does_is_said_as_far_as_the_pbx_has_told_it(state: str, words: str) -> None:
    phone = an_office()
    presence.heard((phone.pbx_id, "1002"), PhoneState(state))

    assert [(one.does.state, one.does.words) for one in found("", phone)] == [(state if words else "", words)]


def test_a_page_asks_again_what_the_phones_on_it_do_without_any_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    phone = an_office()
    [shown] = found("", phone)
    presence.heard((phone.pbx_id, "1002"), PhoneState.BUSY)

    with django_assert_num_queries(0):
        [now] = doing_now([shown.does.mark])

    assert (shown.does.words, now.words, now.mark) == ("", "on the phone", shown.does.mark)


@pytest.mark.parametrize("mark", ["", "1 1002", "1 1002:forged"])
def test_nobody_learns_of_a_phone_that_no_page_has_shown_them(mark: str) -> None:
    phone = an_office()
    presence.heard((phone.pbx_id, "1002"), PhoneState.BUSY)

    assert doing_now([mark]) == []


def test_a_page_asks_for_so_many_and_no_more() -> None:
    [shown] = found("", an_office())

    assert len(doing_now([shown.does.mark] * 1000)) == MOST_ASKED


def test_letter_after_letter_costs_one_query_for_all_of_them(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    phone = an_office()

    with django_assert_num_queries(1):
        for query in ("j", "jü", "jür"):
            assert len(found(query, phone)) == 1


def test_the_page_shows_colleagues_at_the_top_and_among_those_who_are_found(client: Client) -> None:
    client.force_login(an_office().user)

    top = client.get(reverse("directory:index")).content.decode()
    results = client.get(reverse("directory:index"), {"q": "jurg"}, headers={"HX-Request": "true"}).content.decode()

    for text in (top, results):
        assert "Jürgen Groß" in text
        assert 'value="1002@office"' in text
    assert "Nobody here is called" not in results
