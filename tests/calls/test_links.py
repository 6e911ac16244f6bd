"""What a phone link opens: who that is and one button. Looking at it dials nobody."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from clicktocall.calls.models import Call
from directory.models import Extension
from tests.factories import make_contact, make_extension, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    "query",
    [
        "to=tel:%2B493023125100",
        "to=tel:+493023125100",  # the + has become a space
        "number=%2B49%2030%2023125-100",
        "tel=0049%2030%2023125100",
        "phone=030%2F23125100",
        "to=tel:%2F%2F%2B493023125100",
        "to=callto:%2B493023125100",
        "to=sip:%2B493023125100@pbx.example",
        "to=tel%3A%2B49%252030%252023125100",
    ],
)
def test_every_form_of_a_link_finds_the_person(signed_in: Client, phone: Extension, query: str) -> None:
    make_contact("Clara Winter", "+49 30 23125 100")

    page = signed_in.get(f"/call/?{query}")

    text = page.content.decode()
    assert page.status_code == 200
    assert ("Clara Winter" in text, "03023125100" in text, "autofocus" in text) == (True, True, True)
    assert Call.objects.count() == 0


@pytest.mark.parametrize(
    "query", ["", "to=", "to=javascript:alert(1)", "to=%3Cscript%3E", "to=tel:", "to=" + "9" * 300]
)
def test_rubbish_gets_a_sentence_and_the_search_box(signed_in: Client, phone: Extension, query: str) -> None:
    page = signed_in.get(f"/call/?{query}")

    text = page.content.decode()
    assert page.status_code == 422
    assert ('name="q"' in text, "<script>" in text.replace("<script>alert", "x")) == (True, False)


def test_who_has_not_signed_in_comes_back_to_the_link(client: Client, phone: Extension) -> None:
    asked = client.get("/call/?to=tel:%2B493023125100")
    phone.user.set_password("demo")
    phone.user.save()

    arrived = client.post(asked.headers["Location"], {"username": "anna", "password": "demo"}, follow=True)

    assert arrived.request["PATH_INFO"] == "/call/"
    assert "030 23125100" in arrived.content.decode()


def test_the_phone_can_be_chosen(signed_in: Client, phone: Extension) -> None:
    make_extension("1006", user=phone.user, pbx=phone.pbx)

    page = signed_in.get("/call/?to=2000&extension=1006")

    assert page.context["found"].caller.number == "1006"


def test_a_refused_form_comes_back_with_what_was_typed(signed_in: Client, phone: Extension) -> None:
    page = signed_in.post("/calls/", {"to": "1000", "key": "k"})

    assert page.status_code == 422
    assert 'value="1000"' in page.content.decode()


def test_who_cannot_call_finds_out_whose_number_it_is_with_one_press(client: Client) -> None:
    client.force_login(make_user("ben"))
    make_contact("Clara Winter", "+49 30 23125 100")

    page = client.get("/call/", {"to": "tel:+493023125100"}).content.decode()
    (sought,) = re.findall('name="q"[^>]* value="([^"]*)"', page)

    assert "No phone is set up for you. Ask your administrator for an extension." in page
    assert ">Clara Winter</a>" in client.get("/", {"q": sought}).content.decode()
