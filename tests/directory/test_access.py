"""Who may add, change and delete contacts on which shelf."""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db import connection

from clicktocall.accounts.models import User
from directory.access import EDITORS, may_change, may_delete, places_open_to
from directory.models import Contact
from tests.factories import make_contact, make_user

pytestmark = pytest.mark.django_db
Shelf = Contact.Shelf


def editor(username: str = "edith") -> User:
    """A user whom staff have put into the group of the directory's editors."""
    group, _made = Group.objects.get_or_create(name=EDITORS)
    wanted = ("add_contact", "change_contact", "delete_contact", "view_contact")
    group.permissions.set(Permission.objects.filter(content_type__app_label="directory", codename__in=wanted))
    user = make_user(username)
    user.groups.add(group)
    return User.objects.get(pk=user.pk)  # permissions are remembered with the instance


def test_by_default_people_add_to_their_own_shelf_and_to_those_of_their_groups() -> None:
    team, anna = Group.objects.create(name="Sales"), make_user()
    Group.objects.create(name="Others")
    anna.groups.add(team)

    places = [(place.value, place.label) for place in places_open_to(anna)]

    assert places == [(f"group-{team.pk}", "Group Sales"), ("personal", "Only me")]


def test_an_editor_adds_to_the_shared_shelf_too_and_the_group_of_editors_is_no_shelf() -> None:
    assert [place.value for place in places_open_to(editor())] == ["shared", "personal"]


@pytest.mark.parametrize("may", [may_change, may_delete])
def test_what_somebody_has_added_is_theirs_and_what_is_shared_is_the_editors(may: object) -> None:
    assert callable(may)
    anna, ben, edith = make_user(), make_user("ben"), editor()
    team = Group.objects.create(name="team")
    ben.groups.add(team)
    shared = make_contact("Clara", owner=anna)
    private = make_contact("Dora", owner=anna, shelf=Shelf.PERSONAL)
    of_the_team = make_contact("Emma", owner=None, shelf=Shelf.GROUP, group=team)

    rights = {
        user.username: [may(user, contact) for contact in (shared, private, of_the_team)] for user in (anna, ben, edith)
    }

    assert rights == {"anna": [True, True, False], "ben": [False, False, True], "edith": [True, False, False]}


def test_migrations_make_the_group_of_editors() -> None:
    """Run by hand: tests that empty the database take with them what the migrations have put there."""
    Group.objects.filter(name=EDITORS).delete()

    migration = import_module("directory.migrations.0001_squashed_0025_one_function_for_the_index")
    migration.make_the_group(apps, SimpleNamespace(connection=connection))

    rights = Group.objects.get(name=EDITORS).permissions.values_list("codename", flat=True)

    assert set(rights) == {"add_contact", "add_importrun", "change_contact", "delete_contact", "view_contact"}
