"""Phone books: made and revoked by their users, read by phones, and secret."""

from __future__ import annotations

import io
import logging
import re
from base64 import b64encode
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.http import StreamingHttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from directory.models import Contact, PhoneBook
from directory.phonebooks import entries, secrets
from tests.factories import make_contact, make_extension, make_pbx, make_user

pytestmark = pytest.mark.django_db

BOOKS = "/phonebooks/"


def read(client: Client, secret: str, file: str = "yealink.xml", **query: str) -> str:
    response = client.get(f"/phonebooks/{secret}/{file}", query)
    assert isinstance(response, StreamingHttpResponse)
    assert response["Content-Type"] == "text/xml; charset=utf-8"
    return b"".join(response.streaming_content).decode()


def names(client: Client, secret: str, **query: str) -> list[str]:
    return re.findall("<Name>(.*?)</Name>", read(client, secret, **query))


def on_every_shelf() -> Group:
    anna, team = make_user("anna"), Group.objects.create(name="team")
    anna.groups.add(team)
    make_contact("Clara Shared", "030 23125 100")
    make_contact("Clara Team", "030 23125 101", shelf=Contact.Shelf.GROUP, group=team, owner=make_user("ben"))
    make_contact("Clara Private", "030 23125 102", shelf=Contact.Shelf.PERSONAL, owner=anna)
    make_contact("Clara Foreign", "030 23125 103", shelf=Contact.Shelf.PERSONAL, owner=make_user("ben"))
    make_contact("Clara Mute")
    return team


def test_a_book_is_made_shown_once_read_and_revoked(client: Client) -> None:
    make_contact("Clara Winter", "030 23125 100")
    client.force_login(make_user())

    made = client.post(BOOKS, {"reader": "phone", "name": "My desk", "part": "all"}).content.decode()
    addresses = re.findall('readonly value="([^"]+)"', " ".join(made.split()))
    paths = [urlsplit(address).path for address in addresses]
    phone = Client()
    before = [phone.get(path if path.endswith(".xml") else f"{path}/phonebook.xml").status_code for path in paths]
    again = client.get(BOOKS).content.decode()
    client.post(reverse("directory:phonebook_revoke", args=[PhoneBook.objects.get().pk]))
    after = [phone.get(path if path.endswith(".xml") else f"{path}/phonebook.xml").status_code for path in paths]

    assert (before, after) == ([200] * 6, [404] * 6)
    assert ("My desk" in again, addresses[0] in again) == (True, False)


def test_an_address_book_is_made_and_what_was_shown_opens_it(client: Client) -> None:
    make_contact("Clara Winter", "030 23125 100")
    client.force_login(make_user())

    made = client.post(BOOKS, {"reader": "program", "name": "My laptop", "part": "all"}).content.decode()
    address, name, password = re.findall('readonly value="([^"]+)"', " ".join(made.split()))
    said = {"Authorization": f"Basic {b64encode(f'{name}:{password}'.encode()).decode()}", "Depth": "0"}
    opened = Client().generic("PROPFIND", urlsplit(address).path, headers=said).status_code
    again = client.get(BOOKS).content.decode()
    client.post(reverse("directory:phonebook_revoke", args=[PhoneBook.objects.get().pk]))
    revoked = Client().generic("PROPFIND", urlsplit(address).path, headers=said).status_code

    assert (opened, revoked) == (207, 401)
    assert f"/carddav/books/{name.removeprefix('book-')}/contacts/</code>" in made
    assert ("My laptop" in again, "An address book, by CardDAV" in again, password in again) == (True, True, False)


def test_the_database_does_not_hold_the_secret() -> None:
    secret = secrets.make(make_user(), name="My desk", part="all").secret

    kept = PhoneBook.objects.values().get()

    assert len(secret) == 43
    assert secret not in str(kept)


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("all", ["Clara Private", "Clara Shared", "Clara Team"]),
        ("shared", ["Clara Shared"]),
        ("personal", ["Clara Private"]),
        ("group", ["Clara Team"]),
    ],
)
def test_a_book_shows_its_shelf_and_never_what_its_user_may_not_see(
    client: Client, part: str, expected: list[str]
) -> None:
    team = on_every_shelf()
    secret = secrets.make(make_user("anna"), name="A", part=part, group=team if part == "group" else None).secret

    assert names(client, secret) == expected
    assert sorted(names(client, secret, q="clara")) == expected


def test_who_leaves_a_group_or_the_office_reads_no_more(client: Client) -> None:
    team, anna = on_every_shelf(), make_user("anna")
    secret = secrets.make(anna, name="A", part="group", group=team).secret

    anna.groups.remove(team)
    left = names(client, secret)
    anna.is_active = False
    anna.save(update_fields=["is_active"])

    assert (left, client.get(f"/phonebooks/{secret}/yealink.xml").status_code) == ([], 404)


def test_the_digits_are_those_that_the_office_dials(client: Client) -> None:
    pbx = make_pbx("office", region="DE")
    make_extension("1000", user=make_user(), pbx=pbx, is_default=True)
    make_contact("Clara Winter", "+49 30 23125 100", "+44 20 7946 0120", "1001")
    secret = secrets.make(make_user(), name="A", part="all").secret

    assert re.findall("<Telephone[^>]*>(.*?)</Telephone>", read(client, secret)) == [
        "03023125100",
        "00442079460120",
        "1001",
    ]


@pytest.mark.parametrize("address", ["x" * 43 + "/yealink.xml", "{secret}/other.xml", "{secret}/"])
def test_what_is_no_address_of_a_book_is_not_found(client: Client, address: str) -> None:
    secret = secrets.make(make_user(), name="A", part="all").secret

    assert client.get(f"/phonebooks/{address.format(secret=secret)}").status_code == 404


def test_nobody_revokes_the_book_of_another(client: Client) -> None:
    secrets.make(make_user("ben"), name="A", part="all")
    client.force_login(make_user("anna"))

    response = client.post(reverse("directory:phonebook_revoke", args=[PhoneBook.objects.get().pk]))

    assert (response.status_code, PhoneBook.objects.count()) == (404, 1)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"reader": "phone", "name": "", "part": "all"}, "This field is required."),
        ({"reader": "phone", "name": "Mine", "part": "group-999"}, "Select a valid choice."),
        ({"reader": "", "name": "Mine", "part": "all"}, "This field is required."),
    ],
)
def test_what_cannot_be_made_is_said_and_what_was_typed_stays(
    client: Client, data: dict[str, str], sentence: str
) -> None:
    client.force_login(make_user())

    response = client.post(BOOKS, data)

    assert (response.status_code, PhoneBook.objects.count()) == (422, 0)
    assert sentence in response.content.decode()
    assert f'value="{data["name"]}"' in response.content.decode() or not data["name"]


def test_a_page_that_is_sent_again_makes_no_second_book(client: Client) -> None:
    asked = {"reader": "phone", "name": "My desk", "part": "all"}
    secrets.make(make_user("ben"), name="My desk", part="all")
    client.force_login(make_user("anna"))

    first, second = (client.post(BOOKS, asked | {"name": name}) for name in ("My desk", " My desk "))

    assert (first.status_code, second.status_code, PhoneBook.objects.count()) == (200, 422, 2)
    assert "revoke it, or take another name" in second.content.decode()


def test_twenty_books_are_enough(client: Client) -> None:
    for number in range(secrets.MOST):
        secrets.make(make_user(), name=str(number), part="all")
    client.force_login(make_user())

    response = client.post(BOOKS, {"reader": "phone", "name": "One more", "part": "all"})

    assert (response.status_code, PhoneBook.objects.count()) == (422, secrets.MOST)
    assert "Revoke one that nothing reads any more." in response.content.decode()


def test_a_book_ends_where_phones_are_full(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "MOST", 2)
    for name in ("Cleo", "Anna", "Ben"):
        make_contact(name, "030 23125 100")

    assert names(client, secrets.make(make_user(), name="A", part="all").secret) == ["Anna", "Ben"]


def test_a_cisco_gets_32_lines_at_a_time_and_the_address_of_the_next(client: Client) -> None:
    for number in range(40):
        make_contact(f"Clara {number:02}", "030 23125 100")
    make_contact("Clara 31a", "030 23125 101", "030 23125 102")
    make_contact("Clara 30a")
    secret = secrets.make(make_user(), name="A", part="all").secret
    seen: list[list[str]] = []
    address = f"/phonebooks/{secret}/directory.xml"

    while address:
        response = client.get(address)
        assert isinstance(response, StreamingHttpResponse)
        seen.append(re.findall("<Name>(.*?)</Name>", b"".join(response.streaming_content).decode()))
        address = response.get("Refresh", "").removeprefix(f"0; url={settings.SITE_URL}")

    assert [len(page) for page in seen] == [31, 11]
    assert [name.partition(",")[0] for name in [*seen[0], *seen[1]]] == [
        *(f"Clara {number:02}" for number in range(32)), "Clara 31a", "Clara 31a",
        *(f"Clara {number:02}" for number in range(32, 40)),
    ]  # fmt: skip


def test_a_search_of_a_cisco_ends_after_32(client: Client) -> None:
    for number in range(20):
        make_contact(f"Clara {number:02}", "030 23125 100", "030 23125 101")
    secret = secrets.make(make_user(), name="A", part="all").secret

    assert len(re.findall("<Name>", read(client, secret, "directory.xml", q="clara"))) == 32


def test_a_snom_asks_by_post() -> None:
    make_contact("Clara Winter", "030 23125 100")
    secret = secrets.make(make_user(), name="A", part="all").secret

    response = Client(enforce_csrf_checks=True).post(f"/phonebooks/{secret}/tbook.xml")

    assert isinstance(response, StreamingHttpResponse)
    assert "<last_name>Clara Winter</last_name>" in b"".join(response.streaming_content).decode()


@pytest.mark.parametrize("contacts", [1, 3])
def test_a_book_costs_the_same_for_one_contact_and_for_three(
    client: Client, contacts: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(contacts):
        make_contact("Clara Winter", "030 23125 100", "1001")
    secret = secrets.make(make_user(), name="A", part="all").secret

    with django_assert_num_queries(5):  # book and user, phone, region, contacts, numbers
        found = names(client, secret)

    assert found == ["Clara Winter"] * contacts


def test_the_secret_never_stands_in_the_log(client: Client) -> None:
    handler = next(found for found in logging.getLogger().handlers if type(found) is logging.StreamHandler)
    lines = io.StringIO()
    before = handler.setStream(lines)
    secret = secrets.make(make_user(), name="A", part="all").secret

    client.get(f"/phonebooks/{secret}/other.xml")
    client.put(f"/phonebooks/{secret}/yealink.xml")
    handler.setStream(before)

    assert (lines.getvalue().count("/phonebooks/..."), secret in lines.getvalue()) == (2, False)
