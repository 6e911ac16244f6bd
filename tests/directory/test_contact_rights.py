"""Who gets into the pages of a contact, and what they are told of it; two who edit it at once."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse

from directory import editing
from directory.models import Contact
from tests.directory.sheets import NUMBER, at, filled_in
from tests.directory.test_access import editor
from tests.factories import make_contact, make_group, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["contact", "edit"])
def test_nobody_else_opens_what_is_private(anna: Client, name: str) -> None:
    private = make_contact("Clara Winter", owner=make_user("ben"), shelf=Contact.Shelf.PERSONAL)

    assert anna.get(at(name, private)).status_code == 404


@pytest.mark.parametrize("name", ["edit", "delete", "restore"])
def test_who_may_not_change_a_shared_contact_is_refused_at_every_door(anna: Client, name: str) -> None:
    shared = make_contact("Clara Winter")
    if name == "restore":
        editing.delete(shared, by=make_user("ben"))

    assert anna.post(at(name, shared), filled_in(place="shared", seen="1")).status_code == 404
    assert "Edit" not in anna.get(at("contact", shared)).content.decode()


def test_the_history_tells_who_what_and_when_but_not_what_was_written_in_private(anna: Client) -> None:
    anna.post(reverse("directory:add"), filled_in(note="A secret"))
    clara, team = Contact.objects.get(), Group.objects.create(name="Sales")
    make_user().groups.add(team)
    anna.post(at("edit", clara), filled_in(seen="1", note="", place=f"group-{team.pk}"))
    make_user("ben").groups.add(team)
    ben = Client()
    ben.force_login(make_user("ben"))

    mine = [step.what for step in anna.get(at("contact", clara)).context["history"]]
    his = [step.what for step in ben.get(at("contact", clara)).context["history"]]

    assert (mine, his) == (["Changed", "Added"], ["Changed"])
    assert "A secret" not in ben.get(at("contact", clara)).content.decode()


def test_nobody_moves_a_contact_of_somebody_else_to_a_shelf_that_only_its_owner_sees(client: Client) -> None:
    shared = make_contact("Clara Winter", NUMBER, owner=make_user())
    client.force_login(editor())

    assert client.post(at("edit", shared), filled_in(place="personal", seen="1")).status_code == 422


def test_the_second_of_two_editors_is_told_and_loses_nothing(anna: Client) -> None:
    clara = make_contact("Clara Winter", NUMBER, owner=make_user(), company="ACME")
    ben = Client()
    ben.force_login(editor("ben"))
    ben.post(at("edit", clara), filled_in(place="shared", seen="1", company="ACME Ltd", title="Head of sales"))

    mine = filled_in(place="shared", seen="1", company="Winter Optik", note="My long note")
    told = anna.post(at("edit", clara), mine)

    assert told.status_code == 422
    text = told.content.decode()
    for shown in ("Somebody has changed this contact while you were writing.", "ben", "Head of sales", "ACME Ltd"):
        assert shown in text
    assert 'value="Winter Optik"' in text  # both have changed it: what is typed stays
    assert 'name="title" value="Head of sales"' in text  # only Ben has: his is taken over
    assert "My long note" in text
    assert 'name="seen" value="2"' in text
    clara.refresh_from_db()
    assert (clara.company, clara.note) == ("ACME Ltd", "")

    anna.post(at("edit", clara), mine | {"seen": "2", "title": "Head of sales"})

    clara.refresh_from_db()
    assert (clara.company, clara.title, clara.note) == ("Winter Optik", "Head of sales", "My long note")


def test_who_edits_what_was_deleted_meanwhile_may_bring_it_back(anna: Client) -> None:
    clara = make_contact("Clara Winter", NUMBER, owner=make_user())
    editing.delete(clara, by=make_user("ben"))
    form = filled_in(place="shared", seen="1", note="My long note")

    told = anna.post(at("edit", clara), form)

    assert "This contact was deleted while you were writing." in told.content.decode()
    anna.post(at("edit", clara), form | {"seen": "2"})
    clara.refresh_from_db()
    assert (clara.deleted_at, clara.note) == (None, "My long note")


def places(client: Client, contact: Contact) -> list[tuple[str, str]]:
    """Where the sheet of that contact lets it be put."""
    page = client.get(reverse("directory:edit", args=[contact.pk]))
    return list(page.context["sheet"].contact.fields["place"].choices)


def test_who_has_left_a_group_reads_which_one_their_contact_stands_with(client: Client) -> None:
    user = make_user("anna")
    sales = make_group("Sales")
    contact = make_contact("Clara Winter", shelf=Contact.Shelf.GROUP, group=sales, owner=user)
    client.force_login(user)

    assert places(client, contact) == [(f"group-{sales.pk}", "Group Sales"), ("personal", "Only me")]


def test_who_may_change_but_not_add_cannot_put_the_contact_of_somebody_else_where_only_they_see_it(
    client: Client,
) -> None:
    user = make_user("anna")
    user.user_permissions.add(Permission.objects.get(codename="change_contact"))
    contact = make_contact("Clara Winter", owner=make_user("ben"))
    client.force_login(user)

    assert places(client, contact) == [("shared", "Everybody")]
