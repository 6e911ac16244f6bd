"""Favourites: at the top of the directory of whoever has chosen them, and of nobody else."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from clicktocall.calls.remembering import recently_called
from directory import editing
from directory.favourites import favour, favourites_of
from directory.models import Contact, Favourite
from tests.directory.sheets import at
from tests.factories import make_call, make_contact, make_user

pytestmark = pytest.mark.django_db


def test_a_press_on_the_star_puts_a_contact_at_the_top_and_another_takes_it_down(anna: Client) -> None:
    clara = make_contact("Clara Winter", "030 23125 100")

    for _twice in range(2):
        anna.post(at("favourite", clara), {"wanted": "yes"})
    assert [one.pk for one in favourites_of(make_user())] == [clara.pk]
    assert favourites_of(make_user("ben")) == []

    part = anna.post(at("favourite", clara), {"wanted": "no"}, headers={"HX-Request": "true"})
    assert part.templates[0].name == "directory/_star.html"
    assert favourites_of(make_user()) == []


def test_nobody_makes_a_favourite_of_what_they_may_not_see(anna: Client) -> None:
    private = make_contact("Clara Winter", owner=make_user("ben"), shelf=Contact.Shelf.PERSONAL)

    assert anna.post(at("favourite", private), {"wanted": "yes"}).status_code == 404
    assert not Favourite.objects.exists()


def test_a_favourite_that_is_deleted_or_hidden_is_not_shown_and_comes_back_with_its_contact() -> None:
    anna, team = make_user(), Group.objects.create(name="team")
    clara, dora = make_contact("Clara"), make_contact("Dora", owner=make_user("ben"))
    for contact in (clara, dora):
        favour(contact, user=anna, wanted=True)

    editing.delete(clara, by=anna)
    Contact.objects.filter(pk=dora.pk).update(shelf=Contact.Shelf.GROUP, group=team)
    assert favourites_of(anna) == []

    editing.restore(clara, by=anna)
    anna.groups.add(team)
    assert [one.pk for one in favourites_of(anna)] == [clara.pk, dora.pk]


def test_favourites_and_who_was_called_last_stand_at_the_top_until_something_is_typed(anna: Client) -> None:
    user = make_user()
    clara = make_contact("Clara Winter", "030 23125 100")
    favour(make_contact("Dora Sommer", "030 23125 101"), user=user, wanted=True)
    make_call(user=user, status="ended", outcome="answered", ended_at="2026-01-05T12:00:00Z")

    page = anna.get(reverse("directory:index")).content.decode()
    found = anna.get(reverse("directory:index"), {"q": "clara"}).content.decode()

    top, _heading, _rest = page.partition("first-rest")
    assert "Favourites" in top
    assert "Dora Sommer" in top
    assert "Called last" in top
    assert f'href="{at("contact", clara)}"' in top
    assert "Called last" not in found


@pytest.mark.parametrize("people", [1, 3])
def test_the_top_costs_the_same_for_one_and_for_three(
    people: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    user = make_user()
    for number in range(people):
        favour(make_contact(f"Clara {number}", f"030 23125 10{number}"), user=user, wanted=True)
        about = {"e164": f"+49302312510{number}", "status": "ended", "outcome": "answered"}
        make_call(user=user, ended_at="2026-01-05T12:00:00Z", **about)

    with django_assert_num_queries(2):  # which they are, contacts with numbers
        assert len(favourites_of(user)) == people
    with django_assert_num_queries(2):  # calls, whose they are
        assert len(recently_called(user)) == people


def test_a_private_contact_that_was_called_last_has_its_lock(anna: Client) -> None:
    make_contact("Clara Winter", "030 23125 100", shelf="personal", owner=make_user())
    make_call(status="ended", outcome="answered", ended_at="2026-01-05T12:00:00Z")

    top = anna.get(reverse("directory:index")).content.decode().partition('id="people"')[0]

    assert top.count('aria-label="private"') == 1
