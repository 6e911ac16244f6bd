"""Shelves: who sees which contacts, and that what was deleted is seen by nobody."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clicktocall.accounts.models import User
from directory.importing.bringing import bring
from directory.importing.planning import Wishes
from directory.models import Contact
from directory.search import find, whose
from tests.factories import make_contact, make_user

pytestmark = pytest.mark.django_db

NUMBER = "+493023125100"


def put_on_every_shelf() -> Group:
    """One contact on each shelf, all of Anna's; Ben is in her team, Cleo is a stranger."""
    anna, team = make_user("anna"), Group.objects.create(name="team")
    anna.groups.add(team)
    make_user("ben").groups.add(team)
    make_contact("Clara Shared", "030 23125 101", owner=anna)
    make_contact("Clara Team", "030 23125 102", shelf=Contact.Shelf.GROUP, group=team, owner=anna)
    make_contact("Clara Private", "030 23125 100", shelf=Contact.Shelf.PERSONAL, owner=anna)
    make_contact("Clara Gone", "030 23125 103", owner=anna, deleted_at=timezone.now())
    return team


def seen(user: User, query: str = "clara") -> list[str]:
    return [contact.name for contact in find(query, user=user, region="DE")]


@pytest.mark.parametrize(
    ("username", "names"),
    [
        ("anna", ["Clara Private", "Clara Shared", "Clara Team"]),
        ("ben", ["Clara Shared", "Clara Team"]),
        ("cleo", ["Clara Shared"]),
    ],
)
@pytest.mark.parametrize("query", ["", "clara", "030 23125 10"])
def test_everybody_finds_what_is_shared_a_team_its_own_and_one_alone_what_is_private(
    username: str, names: list[str], query: str
) -> None:
    put_on_every_shelf()

    assert seen(make_user(username), query) == names


@pytest.mark.parametrize(("username", "known"), [("anna", 3), ("ben", 2), ("cleo", 1)])
def test_whose_a_number_is_is_told_only_to_those_who_see_the_contact(username: str, known: int) -> None:
    put_on_every_shelf()
    user = make_user(username)

    found = [whose(f"+4930231251{number:02}", user=user) for number in range(4)]

    assert len([contact for contact in found if contact]) == known
    assert found[3] is None


def test_who_is_in_two_groups_finds_a_contact_once() -> None:
    team = put_on_every_shelf()
    ben = make_user("ben")
    ben.groups.add(Group.objects.create(name="second"))
    make_contact("Clara Own", shelf=Contact.Shelf.GROUP, group=team, owner=ben)

    assert seen(ben) == ["Clara Own", "Clara Shared", "Clara Team"]


def test_staff_see_everything_in_the_admin_panel_but_the_private_contacts_of_others(client: Client) -> None:
    put_on_every_shelf()
    boss = make_user("boss", is_staff=True, is_superuser=True)
    make_contact("Clara Boss", shelf=Contact.Shelf.PERSONAL, owner=boss)
    make_contact("Clara Orphan", shelf=Contact.Shelf.PERSONAL, owner=None)
    client.force_login(boss)

    page = client.get(reverse("admin:directory_contact_changelist"), {"q": "clara"})

    names = [contact.name for contact in page.context["cl"].result_list]
    assert names == ["Clara Boss", "Clara Orphan", "Clara Shared", "Clara Team"]


def test_a_group_shelf_has_a_group_and_no_other_has_one() -> None:
    team = Group.objects.create(name="team")

    for wrong in ({"shelf": "group"}, {"shelf": "shared", "group": team}, {"shelf": "personal", "group": team}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Contact.objects.create(name="Clara", **wrong)


def test_an_import_adds_nothing_to_what_is_private_or_gone(tmp_path: Path) -> None:
    put_on_every_shelf()
    path = tmp_path / "contacts.csv"
    path.write_text("name,phone\nClara Private,1002\nClara Gone,1002\n")

    bring(path, Wishes(region="DE"))

    assert Contact.objects.filter(name="Clara Private").count() == 2
    found = whose("1002", user=make_user("cleo"))
    assert found is not None
    assert (found.name, found.shelf, found.owner) == ("Clara Gone", "shared", None)
