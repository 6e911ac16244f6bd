"""The admin panel: contacts with their numbers, users with their extensions."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from clicktocall.accounts.models import User
from directory.models import Contact, Extension
from directory.search import find, whose
from tests.factories import make_contact, make_extension, make_pbx, make_user

pytestmark = pytest.mark.django_db


def contact_form(*numbers: dict[str, str | int], name: str = "Clara Winter") -> dict[str, str | int]:
    known = sum("id" in number for number in numbers)
    form: dict[str, str | int] = {"name": name, "company": "ACME", "kind": "person", "shelf": "shared"}
    form |= {"numbers-TOTAL_FORMS": len(numbers), "numbers-INITIAL_FORMS": known}
    for index, number in enumerate(numbers):
        form |= {f"numbers-{index}-{field}": value for field, value in ({"position": index} | number).items()}
    return form


def user_form(user: User, *extensions: dict[str, str | int]) -> dict[str, str | int]:
    known = sum("id" in extension for extension in extensions)
    form: dict[str, str | int] = {"username": user.username, "is_active": "on"}
    form |= {"date_joined_0": "2025-01-01", "date_joined_1": "12:00:00"}
    form |= {"extensions-TOTAL_FORMS": len(extensions), "extensions-INITIAL_FORMS": known}
    for index, extension in enumerate(extensions):
        form |= {f"extensions-{index}-{field}": value for field, value in ({"user": user.pk} | extension).items()}
    return form


def test_a_new_contact_is_found_by_name_and_number(staff: Client) -> None:
    make_pbx(region="DE")

    response = staff.post(reverse("admin:directory_contact_add"), contact_form({"typed": "0171 39200 12"}))

    assert response.status_code == 302
    assert [contact.name for contact in find("acme 0171 39", user=make_user(), region="DE")] == ["Clara Winter"]
    assert whose("+491713920012", user=make_user()) == Contact.objects.get()


def test_what_staff_do_to_a_contact_stands_in_its_history(staff: Client) -> None:
    contact = make_contact("Clara Winter")

    staff.post(reverse("admin:directory_contact_change", args=[contact.pk]), contact_form(name="Clara Sommer"))
    staff.post(reverse("admin:directory_contact_delete", args=[contact.pk]), {"post": "yes"})

    contact.refresh_from_db()
    assert (contact.name, contact.revision, contact.deleted_at is None) == ("Clara Sommer", 3, False)
    assert [(change.verb, change.user_name, change.revision) for change in contact.changes.order_by("pk")] == [
        ("changed", "admin", 2),
        ("deleted", "admin", 3),
    ]


def test_several_that_staff_delete_at_once_can_be_brought_back(staff: Client) -> None:
    contacts = [make_contact("Clara Winter"), make_contact("Dora Sommer")]
    form = {"action": "delete_selected", "_selected_action": [contact.pk for contact in contacts], "post": "yes"}

    staff.post(reverse("admin:directory_contact_changelist"), form)

    assert (Contact.objects.here().count(), Contact.objects.gone().count()) == (0, 2)


def test_a_changed_name_or_number_is_found_as_it_is_now(staff: Client) -> None:
    contact = make_contact("Clara Winter", "0171 39200 12", "1002")
    first, second = contact.numbers.all()
    form = contact_form(
        {"id": first.pk, "contact": contact.pk, "typed": "030 23125 100"},
        {"id": second.pk, "contact": contact.pk, "typed": "1002", "DELETE": "on"},
        name="Clara Sommer",
    )

    staff.post(reverse("admin:directory_contact_change", args=[contact.pk]), form)

    assert [len(find(query, user=make_user(), region="DE")) for query in ("winter", "0171 39", "1002")] == [0, 0, 0]
    assert [len(find(query, user=make_user(), region="DE")) for query in ("sommer", "030 23125")] == [1, 1]


def test_a_bad_number_is_refused_beside_its_field(staff: Client) -> None:
    response = staff.post(reverse("admin:directory_contact_add"), contact_form({"typed": "by mail"}))

    assert response.context["inline_admin_formsets"][0].formset.errors == [
        {"typed": ["This has no digits. Type a phone number."]}
    ]
    assert not Contact.objects.exists()


@pytest.mark.parametrize("query", ["muller", "Jürgen", "0171 39", "+49171"])
def test_staff_search_as_everybody_does(staff: Client, query: str) -> None:
    make_contact("Jürgen Müller", "0171 39200 12")
    make_contact("Anna Keller", "030 23125 100")

    response = staff.get(reverse("admin:directory_contact_changelist"), {"q": query})

    assert [contact.name for contact in response.context["cl"].result_list] == ["Jürgen Müller"]


@pytest.mark.parametrize("contacts", [1, 3])
def test_the_list_costs_the_same_for_one_contact_and_for_three(
    staff: Client, contacts: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(contacts):
        make_contact("Clara Winter", "0171 39200 12", "030 23125 100")

    with django_assert_num_queries(4):  # user, count, contacts, numbers
        response = staff.get(reverse("admin:directory_contact_changelist"))

    numbers = '<span class="one-line">0171 39200 12</span><br><span class="one-line">030 23125 100</span>'
    assert response.content.decode().count(numbers) == contacts


def test_a_new_user_can_be_added(staff: Client) -> None:
    password = "long-Enough-4-us"
    form = {"username": "cleo", "usable_password": "true", "password1": password, "password2": password}
    form |= {"extensions-TOTAL_FORMS": "0", "extensions-INITIAL_FORMS": "0"}

    response = staff.post(reverse("admin:accounts_user_add"), form)

    assert response.status_code == 302
    assert User.objects.get(username="cleo").check_password(password)


def test_a_user_gets_extensions_of_which_one_rings_first(staff: Client) -> None:
    user, pbx = make_user("anna"), make_pbx()
    form = user_form(user, {"pbx": pbx.pk, "number": "1000", "is_default": "on"}, {"pbx": pbx.pk, "number": "1006"})

    response = staff.post(reverse("admin:accounts_user_change", args=[user.pk]), form)

    assert response.status_code == 302
    assert list(user.extensions.values_list("number", "is_default")) == [("1000", True), ("1006", False)]


def test_two_that_ring_first_are_refused_with_a_sentence(staff: Client) -> None:
    user, pbx = make_user("anna"), make_pbx()
    ticked = [{"pbx": pbx.pk, "number": number, "is_default": "on"} for number in ("1000", "1006")]

    response = staff.post(reverse("admin:accounts_user_change", args=[user.pk]), user_form(user, *ticked))

    assert response.context["inline_admin_formsets"][0].formset.non_form_errors() == [
        "Only one phone can ring first. Take the tick away from the others."
    ]
    assert not Extension.objects.exists()


@pytest.mark.parametrize("default_before", ["1000", "1006"])
def test_the_tick_can_move_to_another_phone(staff: Client, default_before: str) -> None:
    user, pbx = make_user("anna"), make_pbx()
    phones = [make_extension(number, user=user, is_default=number == default_before) for number in ("1000", "1006")]
    rows: list[dict[str, str | int]] = [{"id": phone.pk, "pbx": pbx.pk, "number": phone.number} for phone in phones]
    rows[0 if default_before == "1006" else 1]["is_default"] = "on"
    form = user_form(user, *rows)

    response = staff.post(reverse("admin:accounts_user_change", args=[user.pk]), form)

    assert response.status_code == 302
    assert [phone.number for phone in user.extensions.filter(is_default=True)] == [
        {"1000": "1006", "1006": "1000"}[default_before]
    ]


def test_the_default_can_be_deleted_while_another_becomes_it(staff: Client) -> None:
    user, pbx = make_user("anna"), make_pbx()
    old = make_extension("1000", user=user, is_default=True)
    form = user_form(
        user,
        {"id": old.pk, "pbx": pbx.pk, "number": "1000", "is_default": "on", "DELETE": "on"},
        {"pbx": pbx.pk, "number": "1006", "is_default": "on"},
    )

    staff.post(reverse("admin:accounts_user_change", args=[user.pk]), form)

    assert list(user.extensions.values_list("number", "is_default")) == [("1006", True)]


def test_a_number_that_somebody_else_has_is_refused(staff: Client) -> None:
    user, pbx = make_user("anna"), make_pbx()
    make_extension("1001", user=make_user("ben"), pbx=pbx)

    response = staff.post(
        reverse("admin:accounts_user_change", args=[user.pk]), user_form(user, {"pbx": pbx.pk, "number": "1001"})
    )

    assert response.context["inline_admin_formsets"][0].formset.errors == [
        {"number": ["This phone is ben's. Take it away there first, or check the number."]}
    ]
