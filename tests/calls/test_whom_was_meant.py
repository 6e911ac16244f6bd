"""Several have one number, such as that of the switchboard: the call is with the one beside whom the button stood."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from clicktocall.accounts.models import User
from clicktocall.calls.models import Call
from clicktocall.calls.remembering import recent_calls, recently_called
from directory.models import Contact
from tests.factories import make_contact, make_policy, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("phone")]

CENTRAL = "+49 40 66969 100"
BUTTON = '<button type="submit" form="place" name="to" value="([^"]+)"'


def button_of(client: Client, page: str, whom: str) -> str:
    """What the button beside the number of `whom` sends, on that page."""
    text = client.get(page).content.decode()
    (sent,) = re.findall(f'{BUTTON}[^>]*aria-label="Call {whom}[^"]*"', text)
    return str(sent)


def place(client: Client, to: str, **more: str) -> Call:
    client.post("/calls/", {"to": to, "key": "form-of-the-page", **more})
    return Call.objects.get()


@pytest.fixture
def mathilde() -> Contact:
    return make_contact("Mathilde", CENTRAL)


@pytest.fixture
def soren(mathilde: Contact) -> Contact:
    return make_contact("Søren", CENTRAL)


@pytest.mark.parametrize("address", ["/?q=66969", "/contacts/{pk}/"])
def test_the_call_is_with_the_one_whose_button_was_pressed(signed_in: Client, soren: Contact, address: str) -> None:
    sent = button_of(signed_in, address.format(pk=soren.pk), "Søren")

    call = place(signed_in, sent)

    assert (call.contact, call.contact_name, call.e164) == (soren, "Søren", "+494066969100")
    assert call.typed == "+494066969100"


def test_a_favourite_is_called_by_its_own_name(signed_in: Client, anna: User, soren: Contact) -> None:
    anna.favourites.create(contact=soren)
    first = signed_in.get("/").content.decode().partition('id="people"')[0]

    (sent,) = re.findall(f'{BUTTON}[^>]*aria-label="Call Søren', first)

    assert place(signed_in, sent).contact == soren


@pytest.mark.usefixtures("mathilde")
def test_a_recent_call_keeps_the_one_who_was_called_and_calls_them_again(
    signed_in: Client, anna: User, soren: Contact
) -> None:
    call = place(signed_in, f"+494066969100;contact={soren.pk}")
    Call.objects.update(status="ended", outcome="answered", ended_at="2026-01-05T12:00:00Z")

    assert [shown.whom for shown in recent_calls(anna, limit=9)] == ["Søren"]
    assert [one.whom for one in recently_called(anna)] == ["Søren"]
    assert "<title>Call with Søren" in signed_in.get(f"/calls/{call.pk}/").content.decode()
    assert button_of(signed_in, "/calls/", "Søren") == f"+494066969100;contact={soren.pk}"


def test_who_was_called_and_has_the_number_no_longer_gives_it_to_who_has(
    signed_in: Client, anna: User, soren: Contact
) -> None:
    place(signed_in, f"+494066969100;contact={soren.pk}")
    soren.numbers.all().delete()

    assert [shown.whom for shown in recent_calls(anna, limit=9)] == ["Mathilde"]


def test_a_contact_that_has_another_number_or_is_private_is_never_named_by_its_key(
    signed_in: Client, mathilde: Contact
) -> None:
    private = make_contact("Aron", CENTRAL, shelf=Contact.Shelf.PERSONAL, owner=make_user("ben"))

    call = place(signed_in, f"+494066969100;contact={private.pk}")

    assert call.contact == mathilde


def test_a_refused_click_shows_the_number_alone(signed_in: Client, anna: User, soren: Contact) -> None:
    make_policy("Nobody", users=[anna], classes=["internal"])

    page = signed_in.post("/calls/", {"to": f"+494066969100;contact={soren.pk}", "key": "form"}).content.decode()

    assert 'value="+494066969100" required' in page


def test_of_two_with_extensions_the_one_of_the_extension_is_named(signed_in: Client) -> None:
    make_contact("Ada", "030 23125 000 ext. 11")
    make_contact("Bert", "030 23125 000 ext. 12")
    make_contact("Switchboard", "030 23125 000")

    asked = ["030 23125000 ext. 12", "030 23125000 x11", "030 23125000", "030 23125000 x13"]
    pages = [signed_in.get("/call/", {"to": one}).content.decode() for one in asked]
    titles = [title for page in pages for title in re.findall(r"<title>Call (\w+)", page)]

    assert titles == ["Bert", "Ada", "Switchboard", "Switchboard"]


@pytest.mark.usefixtures("soren")
def test_the_page_of_a_link_names_who_else_has_the_number(signed_in: Client, mathilde: Contact) -> None:
    make_contact("Aron", CENTRAL, shelf=Contact.Shelf.PERSONAL, owner=make_user("ben"))
    make_contact("Zoë", f"{CENTRAL} ext. 7")

    page = signed_in.get("/call/", {"to": CENTRAL})

    found = page.context["found"]
    assert (found.party.contact, [other.name for other in found.also]) == (mathilde, ["Søren"])
    assert "Also the number of" in page.content.decode()
