"""An empty directory says what to do: staff their first steps, others whom to ask; who is not found can be added."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import make_contact, make_extension, make_pbx, make_user

pytestmark = pytest.mark.django_db
INDEX = reverse("directory:index")


@pytest.fixture
def people(client: Client) -> Client:
    client.force_login(make_user("ben"))
    return client


def steps(client: Client) -> list[tuple[str, bool]]:
    response = client.get(INDEX)
    return [(step.words, step.is_done) for step in response.context.get("steps") or ()]


def test_staff_see_what_is_left_to_do(staff: Client) -> None:
    nothing = steps(staff)
    make_pbx()
    with_pbx = steps(staff)
    make_extension("1000", user=make_user("anna"))

    assert nothing == [
        ("Set up the PBX", False),
        ("Give people their phones", False),
        ("Bring in your contacts", False),
    ]
    assert with_pbx[:2] == [("Set up the PBX", True), ("Give people their phones", False)]
    assert steps(staff)[1] == ("Give people their phones", True)


def test_each_step_leads_to_a_page(staff: Client) -> None:
    for step in staff.get(INDEX).context["steps"]:
        assert staff.get(step.address).status_code == 200
    assert reverse("admin:accounts_user_change", args=[make_user("admin").pk]) in staff.get(INDEX).content.decode()


def test_others_are_told_whom_to_ask(people: Client) -> None:
    page = people.get(INDEX).content.decode()

    assert "Ask your administrator to import your contacts" in page
    assert "Ask your administrator for an extension" in page
    assert "Set up the PBX" not in page


def test_a_directory_with_people_has_no_first_steps(staff: Client) -> None:
    make_contact("Clara Winter", "1000")

    assert "Set up the PBX" not in staff.get(INDEX).content.decode()


def test_who_is_not_found_can_be_added_under_that_name(people: Client) -> None:
    make_contact("Clara Winter", "1000")

    page = people.get(INDEX, {"q": "Dora & Söhne"}).content.decode()
    sheet = people.get(reverse("directory:add"), {"name": "Dora & Söhne"}).content.decode()

    assert f"{reverse('directory:add')}?name=Dora%20%26%20S%C3%B6hne" in page
    assert 'value="Dora &amp; Söhne"' in sheet
