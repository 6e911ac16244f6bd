"""What the rows of the results say, and what they cost."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from clicktocall.calls.rows import Line, rows_of
from clicktocall.pbx.models import Pbx
from directory.listing import listed
from tests.factories import make_contact, make_extension, make_pbx, make_policy

pytestmark = pytest.mark.django_db

PART = {"HX-Request": "true"}


def found(client: Client, query: str) -> str:
    return " ".join(client.get(reverse("directory:index"), {"q": query}, headers=PART).content.decode().split())


def lines(*numbers: str) -> list[Line]:
    office = make_pbx()
    contact = make_contact("Clara Winter", *numbers)
    contact.numbers.update(label="")
    rows = rows_of(listed([contact.pk]), plan=office.numbering_plan(), office=office.name, forewarning=None)
    return rows[0]["lines"]


def test_a_row_says_what_the_pbx_is_sent_only_where_that_is_not_what_stands_there() -> None:
    home, abroad = lines("+49 30 23125 100", "+39 06 0155 1234")

    assert (home["written"], home["sent"]) == ("030 23125100", "")
    assert abroad["written"] == "+39 06 0155 1234"
    assert abroad["sent"] == (
        '<span class="sent"><span class="unseen">sent as</span>'
        ' <data class="number" value="00390601551234">00 39 06 0155 1234</data></span>'
    )


def test_what_is_typed_afterwards_stands_behind() -> None:
    (line,) = lines("030 23125 100 ext. 12")

    assert line["sent"].endswith(', then type <span class="number">12</span></span>')
    assert line["name"] == "Call Clara Winter, 030 23125100 ext. 12"


def test_a_plan_that_changes_is_seen_with_the_next_page() -> None:
    (before,) = lines("+49 30 23125 100")
    Pbx.objects.update(outside_prefix="0")
    (behind_zero,) = lines("+49 30 23125 100")

    assert before["sent"] == ""
    assert 'value="003023125100"' in behind_zero["sent"]


def test_signs_of_markup_in_names_and_labels_stay_signs(client: Client) -> None:
    client.force_login(make_extension().user)
    clara = make_contact('<b>Clara</b> "Quote"', "+49 30 23125 100", company="<i>ACME</i>")
    clara.numbers.update(label="<u>Work</u>")

    page = found(client, "clara")

    assert not re.search("<[biu]>", page)
    assert 'aria-label="Call &lt;b&gt;Clara&lt;/b&gt; &quot;Quote&quot;, &lt;u&gt;Work&lt;/u&gt;, 030 23125100"' in page


def test_a_rule_about_digits_greys_one_number_and_not_its_neighbour_of_the_same_kind(client: Client) -> None:
    user = make_extension().user
    client.force_login(user)
    make_policy("No Berlin", users=[user], classes=["national"], blocked_prefixes="+493023125")
    make_contact("Clara Winter", "+49 30 23125 100", "+49 40 66969 442")

    page = found(client, "clara")

    assert re.findall('value="([^";]+);contact=[0-9]+" aria-disabled="true"', page) == ["+493023125100"]


def test_a_rule_that_is_written_meanwhile_is_seen_with_the_next_letter(client: Client) -> None:
    user = make_extension().user
    client.force_login(user)
    make_contact("Clara Winter", "+39 06 0155 1234")
    assert "aria-disabled" in found(client, "cla")  # nothing abroad, as long as nobody has allowed it

    make_policy("Italy", users=[user], classes=["national"], countries=["IT"])

    assert "aria-disabled" not in found(client, "clar")


def test_the_row_names_the_pbx_of_the_phone_that_was_chosen(client: Client) -> None:
    """Not that of the default phone: the digits are those of the plan of the chosen one."""
    user = make_extension("1000", is_default=True).user
    make_extension("2000", user=user, pbx=make_pbx("rome", region="IT"))
    client.force_login(user)
    client.cookies["my-phone"] = "2000%40rome"
    make_contact("Clara Winter", "+39 06 0155 1234")

    assert re.findall("through ([a-z]+)", found(client, "clara")) == ["rome"]


def many(count: int) -> list[str]:
    return [f"+49 30 23125 {200 + one}" for one in range(count)]


def offered(page: str) -> list[str]:
    return re.findall('name="to" value="([^";]+)', page)


@pytest.mark.parametrize(("count", "said"), [(4, []), (5, ["1 more number"]), (12, ["8 more numbers"])])
def test_of_many_numbers_four_are_shown_and_the_others_are_folded_away(
    client: Client, count: int, said: list[str]
) -> None:
    client.force_login(make_extension().user)
    make_contact("Clara Winter", *many(count))

    page = found(client, "clara")

    shown, _details, folded = page.partition('<details class="more-numbers">')
    assert re.findall("<summary>([^<]+)</summary>", page) == said
    assert offered(shown) + offered(folded) == [f"+4930231252{one:02}" for one in range(count)]
    assert len(offered(shown)) == 4


@pytest.mark.parametrize("query", ["23125 209", "clara 23125209", "clara 209", "030 23125 209", "0049 30 23125209"])
def test_those_with_the_digits_that_were_typed_are_among_the_shown(client: Client, query: str) -> None:
    client.force_login(make_extension().user)
    make_contact("Clara Winter", *many(12))

    page = found(client, query)

    row = page[page.index('<a class="person-name"') :]
    assert offered(row)[:3] == ["+493023125209", "+493023125200", "+493023125201"]
