"""The row of the number that was typed: whose it is, what a click would send, and whether it would be refused."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from clicktocall.accounts.models import User
from directory.models import Extension
from tests.factories import make_contact, make_extension, make_office_number, make_policy, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("phone")]


def row(client: Client, q: str) -> str:
    """As it stands on the page, without the white space between its tags; empty if there is none."""
    page = client.get(reverse("directory:index"), {"q": q}, headers={"HX-Request": "true"}).content.decode()
    found = re.search(r'<li class="person" id="typed-number">.*?</li>', page, re.DOTALL)
    return re.sub(r">\s+<", "><", found[0]) if found else ""


def test_a_number_of_nobody_can_be_called_and_added_as_it_was_typed(signed_in: Client) -> None:
    shown = row(signed_in, "+39 02 555 0101")

    assert '<strong class="number">+39 02 555 0101</strong>' in shown
    assert 'not in the directory · <a href="/contacts/add/?number=%2B39%2002%20555%200101">add</a>' in shown
    assert 'value="+39025550101"' in shown
    assert 'aria-label="Call +39 02 555 0101"' in shown
    assert '<data class="number" value="0039025550101">00 39 02 555 0101</data>' in shown


def test_a_number_of_somebody_leads_to_them(signed_in: Client) -> None:
    clara = make_contact("Clara <Winter>", "030 23125 100")

    shown = row(signed_in, "030 23125100")

    assert f'<a href="/contacts/{clara.pk}/">Clara &lt;Winter&gt;</a>' in shown
    assert 'aria-label="Call Clara &lt;Winter&gt;, 030 23125100"' in shown
    assert "/contacts/add/" not in shown


def test_a_number_of_the_office_says_what_it_is(signed_in: Client, phone: Extension) -> None:
    make_extension("1001", user=make_user("ben", first_name="Ben", last_name="Keller"), pbx=phone.pbx)
    make_office_number("6700", name="Support", pbx=phone.pbx)

    assert "Ben Keller</span>" in row(signed_in, "1001")
    assert "Support · queue" in row(signed_in, "6700")
    assert "#party-queue" in row(signed_in, "6700")


def test_what_would_be_refused_is_greyed_and_says_why(signed_in: Client, anna: User) -> None:
    make_policy("No Italy", users=[anna], classes=["national"], whom_to_ask="Bob & Co")

    shown = row(signed_in, "+39 02 555 0101")

    assert 'aria-disabled="true"' in shown
    assert "Bob &amp; Co" in shown
    assert 'aria-disabled="true"' not in row(signed_in, "030 23125 100")


def test_what_is_no_number_has_no_such_row(signed_in: Client) -> None:
    assert row(signed_in, "clara") == row(signed_in, "12<3") == ""


@pytest.mark.parametrize("q", ["callto:+493023125100", "sip:+493023125100@pbx.example", " 493023125100"])
def test_a_link_in_the_search_is_the_number_in_it(signed_in: Client, q: str) -> None:
    make_contact("Clara Winter", "030 23125 100")

    assert ">Clara Winter</a>" in row(signed_in, q)


def test_a_number_of_a_link_that_nobody_has_is_added_without_the_link(signed_in: Client) -> None:
    assert "/contacts/add/?number=%2B493023125100" in row(signed_in, "callto:+493023125100")
