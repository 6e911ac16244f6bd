"""What the admin panel says to an entry that cannot be, and to deleting what is in use; and where it begins."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.contrib.auth.models import Group
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries

from directory.models import Contact, LdapSource
from tests.directory.test_admin import contact_form
from tests.factories import make_call, make_contact, make_extension, make_pbx, make_user

pytestmark = pytest.mark.django_db


def text(content: bytes) -> str:
    return " ".join(content.decode().split())


def test_a_private_contact_needs_somebody_whose_it_is(staff: Client) -> None:
    form = contact_form() | {"shelf": "personal"}

    refused = staff.post(reverse("admin:directory_contact_add"), form)
    staff.post(reverse("admin:directory_contact_add"), form | {"owner": make_user("anna").pk})

    assert "Choose whose it is: nobody else sees a private contact." in text(refused.content)
    assert Contact.objects.get().owner == make_user("anna")


def test_a_private_contact_whose_owner_has_gone_can_be_changed_without_finding_a_new_one(staff: Client) -> None:
    contact = make_contact("Clara", shelf=Contact.Shelf.PERSONAL)

    form = contact_form(name="Clara Winter") | {"shelf": "personal"}
    staff.post(reverse("admin:directory_contact_change", args=[contact.pk]), form)

    contact.refresh_from_db()
    assert contact.name == "Clara Winter"


def test_the_list_of_contacts_says_who_sees_each(staff: Client) -> None:
    make_contact("Ada")
    make_contact("Bert", shelf=Contact.Shelf.GROUP, group=Group.objects.create(name="Sales"))
    make_contact("Clara", shelf=Contact.Shelf.PERSONAL)

    page = staff.get(reverse("admin:directory_contact_changelist"))

    contacts = page.context["cl"].model_admin
    said = [contacts.seen_by(contact) for contact in page.context["cl"].result_list]
    assert said == ["shared with everybody", "Sales", "nobody: its owner has gone"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_users_shows_their_phones_and_finds_them_by_one(
    staff: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for one in range(count):
        make_extension(f"100{one}", user=make_user(f"user{one}"))
        make_extension(f"200{one}", user=make_user(f"user{one}"))

    with django_assert_num_queries(7):  # session, user, groups of the filter, how many, users, phones, PBXs
        page = staff.get(reverse("admin:accounts_user_changelist"), {"q": "100"})

    assert "1000@office, 2000@office" in text(page.content)
    assert [user.username for user in page.context["cl"].result_list] == [f"user{one}" for one in range(count)]


def test_what_is_in_use_is_not_deleted_and_the_page_says_what_to_do_instead(staff: Client) -> None:
    call = make_call()
    group = Group.objects.create(name="Sales")
    make_contact("Bert", shelf=Contact.Shelf.GROUP, group=group)

    pages = [
        staff.get(reverse("admin:pbx_pbx_delete", args=[call.pbx.pk])),
        staff.get(reverse("admin:accounts_user_delete", args=[call.user.pk])),
        staff.get(reverse("admin:auth_group_delete", args=[group.pk])),
    ]

    said = ["take away its tick “in use”", "Take away the tick “active” instead", "Give them another group"]
    assert [sentence in text(page.content) for sentence, page in zip(said, pages, strict=True)] == [True] * 3


def test_the_first_page_of_the_admin_panel_says_what_is_left_until_somebody_can_call(staff: Client) -> None:
    first = text(staff.get(reverse("admin:index")).content)
    make_pbx()
    with_pbx = text(staff.get(reverse("admin:index")).content)
    make_extension("1000", user=make_user("anna"))
    ready = text(staff.get(reverse("admin:index")).content)

    steps = ["Before anybody can call", "Set up the PBX</a> · done", "Give people their phones</a><br>"]
    assert [[step in page for step in steps] for page in (first, with_pbx, ready)] == [
        [True, False, True],
        [True, True, True],
        [False, False, False],
    ]


LISTS = [
    (model, registered) for model, registered in admin.site._registry.items() if getattr(registered, "when_empty", "")
]


@pytest.mark.parametrize(("model", "registered"), LISTS, ids=[model._meta.label for model, _registered in LISTS])
def test_a_list_with_nothing_in_it_says_what_it_is_for_and_one_that_finds_nothing_does_not(
    staff: Client, model: type[Model], registered: ModelAdmin[Any]
) -> None:
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")

    empty = text(staff.get(address).content)
    sought = text(staff.get(address, {"q": "nobody"}).content) if registered.search_fields else ""

    sentence = escape(str(registered.when_empty))  # type: ignore[attr-defined]  # -- those without are left out
    assert (f'<p class="when-empty">{sentence}</p>' in empty, "when-empty" in sought) == (True, False)


def test_deleting_contacts_says_that_they_go_into_the_bin(staff: Client) -> None:
    contact = make_contact("Clara Winter")
    chosen = {"action": "delete_selected", "_selected_action": [contact.pk]}

    one = staff.get(reverse("admin:directory_contact_delete", args=[contact.pk])).content
    several = staff.post(reverse("admin:directory_contact_changelist"), chosen).content

    assert ["Contacts go into the bin" in text(page) for page in (one, several)] == [True, True]


def test_a_contact_from_outside_says_where_it_is_changed_and_another_does_not(staff: Client) -> None:
    source = LdapSource.objects.create(name="Office AD", addresses="dc1.office.example", base_dn="DC=office")
    outside, ours = make_contact("Clara", source=source), make_contact("Bert")

    pages = [
        text(staff.get(reverse("admin:directory_contact_change", args=[contact.pk])).content)
        for contact in (outside, ours)
    ]

    sentence = "Office AD. It is kept in step with that address book: change it there."
    assert [sentence in page for page in pages] == [True, False]
    assert "comes from" not in text(staff.get(reverse("admin:directory_contact_add")).content).lower()
