"""The list of recent calls names people as the directory does now."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from clicktocall.calls.remembering import recent_calls, recently_called
from directory.models import Contact
from tests.factories import make_call, make_contact, make_user

pytestmark = pytest.mark.django_db

LINK = "/call/?to=%2B493023125100"


def ended(**about: object) -> None:
    make_call(status="ended", outcome="answered", ended_at="2026-01-05T12:00:00Z", **about)


def whoms(username: str = "anna") -> list[str]:
    return [shown.whom for shown in recent_calls(make_user(username), limit=50)]


def test_who_was_added_after_the_call_is_named_in_it() -> None:
    ended()
    make_contact("Clara Winter", "030 23125 100")

    assert whoms() == ["Clara Winter"]


def test_who_was_renamed_has_the_new_name_and_who_has_gone_the_one_of_the_call() -> None:
    ended(contact_name="Clara Winter")
    ended(contact_name="Dora Sommer", e164="+493023125101")
    make_contact("Clara Sommer", "030 23125 100")

    assert sorted(whoms()) == ["Clara Sommer", "Dora Sommer"]


def test_a_contact_that_the_caller_may_not_see_is_not_named() -> None:
    ended()
    team = Group.objects.create(name="team")
    make_contact("Clara Winter", "030 23125 100", shelf=Contact.Shelf.GROUP, group=team, owner=make_user("ben"))

    assert whoms() == ["030 23125100"]


@pytest.mark.parametrize("calls", [1, 3])
def test_the_list_costs_the_same_for_one_call_and_for_three(
    calls: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    anna = make_user()
    for number in range(calls):
        ended(e164=f"+49302312510{number}")
        make_contact(f"Clara {number}", f"+49302312510{number}")

    with django_assert_num_queries(3):  # calls, legs, contacts
        assert len(recent_calls(anna, limit=50)) == calls


def test_who_was_called_last_stands_first_and_each_number_once() -> None:
    clara = make_contact("Clara Winter", "030 23125 100")
    for minute, e164 in enumerate(("+493023125101", "+493023125100", "+493023125102", "+493023125100")):
        ended(e164=e164, placed_at=f"2026-01-05T12:0{minute}:00Z", contact_name="Dora" if e164.endswith("1") else "")

    found = [(one.whom, one.number, one.contact) for one in recently_called(make_user())]

    assert found == [
        ("Clara Winter", "030 23125100", clara),
        ("030 23125102", "030 23125102", None),
        ("Dora", "030 23125101", None),
    ]


def test_the_pages_of_calls_and_links_lead_to_the_page_of_whom_they_name(client: Client) -> None:
    clara = make_contact("Clara Winter", "030 23125 100")
    call = make_call(status="ended", outcome="answered", ended_at="2026-01-05T12:00:00Z", contact_name="C. Winter")
    client.force_login(make_user())

    pages = [
        client.get(page).content.decode() for page in ("/calls/", f"/calls/{call.pk}/", "/call/?to=%2B493023125100")
    ]

    for page in pages:
        assert f'href="/contacts/{clara.pk}/"' in page
        assert "Clara Winter" in page
    assert f'href="/calls/{call.pk}/"' in pages[0]


def test_whom_the_user_may_not_see_is_named_as_at_the_time_and_leads_nowhere(client: Client) -> None:
    make_contact("Secret", "030 23125 100", shelf="personal", owner=make_user("ben"))
    call = make_call(status="ended", outcome="answered", ended_at="2026-01-05T12:00:00Z", contact_name="C. Winter")
    client.force_login(make_user())

    pages = [
        client.get(page).content.decode() for page in ("/calls/", f"/calls/{call.pk}/", "/call/?to=%2B493023125100")
    ]

    assert [("/contacts/1" in page or "Secret" in page) for page in pages] == [False] * 3
    assert "C. Winter" in pages[1]
