"""Staff enter the numbers of the office, and confirm the users' own numbers."""

from __future__ import annotations

import pytest
from django.test import Client

from directory.models import OfficeNumber, OwnNumber
from directory.office_numbers import office_numbers
from tests.factories import make_extension, make_office_number, make_own_number, make_pbx, make_user

pytestmark = pytest.mark.django_db


def enter(staff: Client, typed: str) -> str:
    """Give Anna a confirmed number of her own. What the page objects to; empty if nothing."""
    number = {"user": make_user("anna").pk, "typed": typed, "is_confirmed": "on"}
    answer = staff.post("/admin/directory/ownnumber/add/", number)
    return "" if answer.status_code == 302 else " ".join(answer.context["adminform"].form.errors["typed"])


def test_a_number_of_the_office_is_entered_and_found(staff: Client) -> None:
    number = {"pbx": make_pbx().pk, "number": "6700", "name": "Support", "kind": "queue"}

    answer = staff.post("/admin/directory/officenumber/add/", number)

    found = office_numbers("supp", pbxs=[make_pbx()])
    assert (answer.status_code, [(one.number, one.name, one.kind) for one in found]) == (
        302,
        [("6700", "Support", "queue")],
    )


def test_a_renamed_number_is_found_by_its_new_name(staff: Client) -> None:
    number = make_office_number("6700", "Support", "queue")
    changed = {"pbx": number.pbx_id, "number": "6700", "name": "Service", "kind": "queue"}

    staff.post(f"/admin/directory/officenumber/{number.pk}/change/", changed)

    found = [len(office_numbers(query, pbxs=[number.pbx])) for query in ("support", "service")]
    assert found == [0, 1]


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("1001", "A user has this number as an extension. Check the number."),
        ("6700", "This PBX has it already: Support, queue. Change that one, or check the number."),
        ("67-00", "Write its digits only."),
    ],
)
def test_what_cannot_be_a_number_of_the_office_is_refused(staff: Client, number: str, sentence: str) -> None:
    make_extension("1001", user=make_user("ben"))
    make_office_number("6700", "Support", "queue")

    answer = staff.post(
        "/admin/directory/officenumber/add/",
        {"pbx": make_pbx().pk, "number": number, "name": "Sales", "kind": "queue"},
    )

    assert sentence in answer.content.decode()
    assert OfficeNumber.objects.count() == 1


def test_a_users_own_number_is_read_in_the_country_of_the_office(staff: Client) -> None:
    make_pbx(region="DE")

    said = enter(staff, "0171 39200-10")

    assert (said, list(OwnNumber.objects.values_list("user__username", "e164", "is_confirmed"))) == (
        "",
        [("anna", "+491713920010", True)],
    )


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("1000", "This is an internal number. Give the user an extension instead."),
        ("mobile", "phone number"),
        ("+49 171 39200 11", "Another user has this number. Take it away there first."),
    ],
)
def test_what_cannot_be_somebodys_own_number_is_refused_beside_it(staff: Client, typed: str, sentence: str) -> None:
    make_own_number("+49 171 39200 11", user=make_user("ben"))

    said = enter(staff, typed)

    assert sentence in said
    assert OwnNumber.objects.filter(user__username="anna").count() == 0
