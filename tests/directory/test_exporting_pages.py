"""The page on which contacts are taken along."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from clicktocall.audit.models import Entry
from directory.models import Contact
from directory.tagging import tag
from tests.factories import make_contact, make_group, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(client: Client) -> Client:
    user = make_user("anna")
    client.force_login(user)
    tag(make_contact("Clara Winter", "+49 30 23125 100"), ["VIP"])
    make_contact("Anton Berger", "+49 30 23125 110")
    make_contact("My Dentist", "+49 30 23125 120", shelf=Contact.Shelf.PERSONAL, owner=user)
    make_contact("Cleo's Secret", "+49 30 23125 130", shelf=Contact.Shelf.PERSONAL, owner=make_user("cleo"))
    return client


def names(client: Client, **said: str) -> list[str]:
    response = client.post(reverse("directory:export"), {"format": "vcard3", **said})
    text = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]  # -- a streamed answer
    return [line[3:] for line in text.split("\r\n") if line.startswith("FN:")]


def test_what_is_filtered_and_seen_goes_out(anna: Client) -> None:
    assert names(anna) == ["Clara Winter", "Anton Berger", "My Dentist"]
    assert names(anna, q="0049 30 23125 110") == ["Anton Berger"]
    assert names(anna, tag="vip") == ["Clara Winter"]
    assert names(anna, shelf="own") == ["My Dentist"]
    assert names(anna, shelf="personal", q="winter") == []


def test_an_export_is_a_download_and_is_written_down(anna: Client) -> None:
    response = anna.post(reverse("directory:export"), {"format": "google", "q": "winter"})

    assert response.headers["Content-Disposition"].startswith('attachment; filename="contacts-')
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    entry = Entry.objects.get(what="exported")
    assert (entry.who, entry.detail) == ("anna", {"q": "winter", "format": "google"})


def test_a_format_that_does_not_exist_is_refused_and_what_was_typed_stays(anna: Client) -> None:
    response = anna.post(reverse("directory:export"), {"format": "docx", "q": "winter"})

    assert response.status_code == 422
    assert 'value="winter"' in response.content.decode()


def test_the_page_begins_with_what_a_link_says(anna: Client) -> None:
    page = anna.get(reverse("directory:export"), {"q": "winter", "tag": "VIP"}).content.decode()

    assert 'value="winter"' in page
    assert 'value="VIP"' in page


def test_the_directory_leads_to_an_export_of_what_it_shows(anna: Client) -> None:
    page = anna.get(reverse("directory:index"), {"q": "winter optik"}).content.decode()

    assert f'{reverse("directory:export")}?q=winter%20optik"' in page


def test_each_shelf_that_one_sees_can_be_taken_along_alone_also_where_one_may_add_nothing(anna: Client) -> None:
    team = make_group("Sales", make_user("anna"))
    make_group("Directory editors", make_user("anna"))
    make_group("Support", make_user("cleo"))
    make_contact("Sven Sales", "+49 30 23125 140", shelf=Contact.Shelf.GROUP, group=team)

    page = anna.get(reverse("directory:export"))

    offered = [label for _value, label in page.context["form"].fields["shelf"].choices]
    assert offered == ["everything that I may see", "what belongs to me", "Everybody", "Group Sales", "Only me"]
    assert names(anna, shelf="shared") == ["Clara Winter", "Anton Berger"]
    assert names(anna, shelf=f"group-{team.pk}") == ["Sven Sales"]
