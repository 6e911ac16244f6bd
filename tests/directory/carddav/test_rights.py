"""Who is let in, what they see, and that nothing can be changed."""

from __future__ import annotations

import io
import logging
from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from directory.models import Contact, PhoneBook
from directory.phonebooks import secrets
from tests.directory.carddav.client import CARD, DAV, Program, program
from tests.factories import make_contact, make_user
from tests.processes.stack import wait_until

pytestmark = pytest.mark.django_db

LIST = '<propfind xmlns="DAV:"><prop><resourcetype/><getetag/></prop></propfind>'
CARDS = (
    f'<c:addressbook-query xmlns:c="{CARD[1:-1]}" xmlns="DAV:">'
    "<prop><getetag/><c:address-data/></prop></c:addressbook-query>"
)


def seen(reader: Program) -> list[str]:
    """The names in the book."""
    cards = reader.ask("REPORT", "", CARDS, "1").each().values()
    texts = [told.text(f"{CARD}address-data") for told in cards]
    return sorted(line[3:] for text in texts for line in text.split("\r\n") if line.startswith("FN:"))


def on_every_shelf() -> Group:
    anna, ben = make_user("anna"), make_user("ben")
    team = Group.objects.create(name="team")
    anna.groups.add(team)
    make_contact("Shared")
    make_contact("Team", shelf=Contact.Shelf.GROUP, group=team, owner=ben)
    make_contact("Private", shelf=Contact.Shelf.PERSONAL, owner=anna)
    make_contact("Foreign", shelf=Contact.Shelf.PERSONAL, owner=ben)
    return team


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("all", ["Private", "Shared", "Team"]),
        ("shared", ["Shared"]),
        ("personal", ["Private"]),
        ("group", ["Team"]),
    ],
)
def test_a_book_shows_its_shelf_and_never_what_its_user_may_not_see(part: str, expected: list[str]) -> None:
    team = on_every_shelf()
    reader = program(part=part, group=team if part == "group" else None)
    foreign = Contact.objects.get(name="Foreign")

    answer = reader.ask("GET", f"{reader.book}{foreign.uid}.vcf")

    assert (seen(reader), answer.status) == (expected, 404)


def test_who_leaves_a_group_reads_its_contacts_no_more() -> None:
    team, reader = on_every_shelf(), program()
    make_user().groups.remove(team)

    assert seen(reader) == ["Private", "Shared"]


@pytest.mark.parametrize("how", ["wrong", "of another book", "revoked", "closed", "of a phone"])
def test_nobody_is_let_in_with_any_other_password(how: str) -> None:
    on_every_shelf()
    reader, other = program(), program(make_user("ben"))
    if how == "wrong":
        reader = replace(reader, password="abcde")
    elif how == "of another book":
        reader = replace(reader, password=other.password)
    elif how == "revoked":
        secrets.revoke(make_user(), int(reader.name.removeprefix("book-")))
    elif how == "closed":
        make_user().__class__.objects.filter(username="anna").update(is_active=False)
    else:
        phone = secrets.make(make_user(), name="Phone", part="all")
        reader = replace(reader, name=phone.book.sign_in_name, password=phone.secret)

    answer = reader.ask("PROPFIND", "", LIST, "1")

    assert (answer.status, answer.headers["WWW-Authenticate"]) == (401, 'Basic realm="Click to Call", charset="UTF-8"')
    assert "Shared" not in answer.text


def test_a_password_is_no_address_of_a_phone() -> None:
    assert Client().get(f"/phonebooks/{program().password}/yealink.xml").status_code == 404


@pytest.mark.parametrize(
    "header", ["", "Basic", "Basic !", "Basic YWJj", "Basic /////w==", "Bearer abc", "Basic " + "A" * 600]
)
def test_what_is_no_name_and_password_is_asked_for_one(header: str) -> None:
    response = Client().generic("PROPFIND", "/carddav/", headers={"Authorization": header})

    assert response.status_code == 401


def test_whoever_has_signed_in_to_the_page_is_not_let_in_by_that(client: Client) -> None:
    reader = program()
    client.force_login(make_user())

    assert client.generic("PROPFIND", reader.book, LIST, headers={"Depth": "1"}).status_code == 401


def test_too_many_wrong_passwords_have_to_wait_and_others_have_not() -> None:
    reader, other = program(), program()
    guesser = replace(reader, password="wrong")

    tries = [guesser.ask("PROPFIND", "", LIST, "0").status for _ in range(settings.AXES_FAILURE_LIMIT)]
    stopped = reader.ask("PROPFIND", "", LIST, "0")
    let_in = other.ask("PROPFIND", "", LIST, "0").status

    assert tries == [401] * settings.AXES_FAILURE_LIMIT
    assert (stopped.status, stopped.headers["Retry-After"], let_in) == (429, "600", 207)


def test_whoever_has_waited_is_let_in_again(monkeypatch: pytest.MonkeyPatch) -> None:
    # by the clock of the cache, which nobody can set
    monkeypatch.setattr(settings, "AXES_COOLOFF_TIME", timedelta(seconds=1))
    reader = program()
    guesser = replace(reader, password="wrong")
    for _ in range(settings.AXES_FAILURE_LIMIT):
        guesser.ask("PROPFIND", "", LIST, "0")

    wait_until(lambda: reader.ask("PROPFIND", "", LIST, "0").status == 207)


@pytest.mark.parametrize(
    "path", ["/carddav/principals/{other}/", "/carddav/books/{other}/", "/carddav/books/{other}/contacts/"]
)
def test_one_password_opens_one_book(path: str) -> None:
    reader, other = program(), program(make_user("ben"))

    answer = reader.ask("PROPFIND", path.format(other=other.name.removeprefix("book-")), LIST, "0")

    assert answer.status == 404


@pytest.mark.parametrize(
    "method", ["PUT", "DELETE", "PROPPATCH", "MKCOL", "MOVE", "COPY", "POST", "PATCH", "LOCK", "UNLOCK", "ACL"]
)
def test_nothing_can_be_changed(method: str) -> None:
    reader, contact = program(), make_contact("Clara")
    card = f"{reader.book}{contact.uid}.vcf"

    answer = reader.ask(method, card, "BEGIN:VCARD\r\nEND:VCARD\r\n")

    assert (answer.status, list(Contact.objects.values_list("name", flat=True))) == (403, ["Clara"])
    resource = answer.root().find(f"{DAV}need-privileges/{DAV}resource")
    assert resource is not None
    assert resource.findtext(f"{DAV}href") == card
    assert answer.root().findtext(f"{DAV}responsedescription") == (
        "This address book can be read only. Change the contact in the directory."
    )


def test_what_is_no_method_of_an_address_book_is_said_with_those_that_are() -> None:
    answer = program().ask("BREW")

    assert (answer.status, answer.headers["Allow"]) == (405, "OPTIONS, GET, HEAD, PROPFIND, REPORT")


def test_a_browser_is_told_what_the_address_is_for() -> None:
    answer = program().ask("GET", "/carddav/")

    assert (answer.status, answer.text) == (
        200,
        "This is an address book for programs that speak CardDAV. Enter this address there.\n",
    )


@pytest.mark.parametrize("file", ["book", "home", "x.vcf", "4F1A3C52-0000-4000-8000-000000000000.vcf"])
def test_what_is_no_card_is_not_found(file: str) -> None:
    reader = program()

    assert [reader.ask(method, reader.book + file, depth="0").status for method in ("GET", "PROPFIND")] == [404, 404]


@pytest.mark.parametrize("contacts", [1, 3])
def test_a_book_costs_the_same_for_one_card_and_for_three(
    contacts: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    reader = program()
    for _ in range(contacts):
        make_contact("Clara", "030 23125 100")

    with django_assert_num_queries(3):  # book and user, when numbers were read anew, keys and revisions
        listed = reader.ask("PROPFIND", "", LIST, "1")
    with django_assert_num_queries(7):  # the same, and of the cards: contacts, numbers, addresses, tags
        cards = reader.ask("REPORT", "", CARDS, "1")

    assert (len(listed.each()), len(cards.each())) == (contacts + 1, contacts)


def test_neither_the_password_nor_a_card_stands_in_the_log() -> None:
    handler = next(found for found in logging.getLogger().handlers if type(found) is logging.StreamHandler)
    lines = io.StringIO()
    before = handler.setStream(lines)
    reader = program()

    reader.ask("REPORT", "", "<x/>")
    replace(reader, name="book-999").ask("PROPFIND", "", LIST, "0")
    handler.setStream(before)

    assert "step=sign_in outcome=refused book=999" in lines.getvalue()
    assert reader.password not in lines.getvalue()


def test_the_database_does_not_hold_the_password() -> None:
    reader = program()

    assert len(reader.password) == 29
    assert reader.password not in str(PhoneBook.objects.values().get())
