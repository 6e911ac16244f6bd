"""What a page says of a number is said for the PBX of the phone that was chosen in this browser."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from clicktocall.accounts.models import User
from tests.factories import make_call, make_contact, make_extension, make_pbx, make_user

pytestmark = pytest.mark.django_db

TO = "+39 02 5550 1234"
BERLIN = "sent as 0 00 39 02 5550 1234 through berlin, rule: international"
MILAN = "sent as 9 02 5550 1234 through milan, rule: national"


@pytest.fixture
def anna(client: Client) -> User:
    anna = make_user("anna")
    make_extension("1000", user=anna, pbx=make_pbx("berlin", outside_prefix="0"), is_default=True)
    make_extension("100", user=anna, pbx=make_pbx("milan", region="IT", outside_prefix="9"))
    client.force_login(anna)
    return anna


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ("", BERLIN),
        ("1000@berlin", BERLIN),
        ("100@milan", MILAN),
        ("100%40milan", MILAN),
        ("+491713920010", BERLIN),  # an own number is called through the first phone's
        ("6700@another", BERLIN),
        ("%ff%00<script>", BERLIN),
    ],
)
def test_every_page_follows_it(client: Client, anna: User, chosen: str, said: str) -> None:
    clara = make_contact("Clara Winter", TO)
    ended = {"status": "ended", "outcome": "busy", "ended_at": timezone.now()}
    call = make_call(user=anna, pbx=anna.extensions.all()[0].pbx, extension=anna.extensions.all()[0], **ended)
    type(call).objects.update(e164="+390255501234")
    client.cookies["my-phone"] = chosen

    pages = {
        "search": client.get("/", {"q": "clara"}),
        "typed": client.get("/", {"q": TO}, headers={"HX-Request": "true"}),
        "contact": client.get(f"/contacts/{clara.pk}/"),
        "recent calls": client.get("/calls/"),
        "call again": client.get("/calls/live/", headers={"HX-Request": "true"}),
    }

    texts = {name: answer.content.decode() for name, answer in pages.items()}
    other = MILAN if said == BERLIN else BERLIN
    assert {name: (said in text, other in text) for name, text in texts.items()} == dict.fromkeys(pages, (True, False))


def test_an_internal_number_of_another_pbx_has_none(client: Client, anna: User) -> None:
    ended = {"status": "ended", "outcome": "busy", "ended_at": timezone.now()}
    phone = anna.extensions.get(number="1000")
    make_call(user=anna, pbx=phone.pbx, extension=phone, e164="", callee="1001", callee_kind="extension", **ended)
    client.cookies["my-phone"] = "100@milan"

    page = client.get("/calls/live/", headers={"HX-Request": "true"}).content.decode()

    assert ('value="1001@berlin"' in page, "sent as" in page) == (True, False)
