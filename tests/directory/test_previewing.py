"""Before a click: the digits that it would send, through which office, by which rule."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from clicktocall.numbering.numbering_plan import NumberingPlan
from clicktocall.numbering.parsing import read
from clicktocall.numbering.plan_texts import read_ranges, read_rules
from directory.previewing import preview
from tests.factories import make_call, make_contact, make_extension, make_office_number, make_pbx, make_user

ENDED = {"status": "ended", "outcome": "busy", "ended_at": timezone.now()}
MILAN = NumberingPlan(
    region="IT",
    outside_prefix="0",
    internal_ranges=read_ranges("1XX"),
    rules=read_rules("+43. = 7. ; our Austrian line"),
)
SAID = {
    "national": ("02 1234 5678", "+390212345678 (national, IT): sent as 0 02 1234 5678 through milan, rule: national"),
    "abroad": (
        "+44 20 7946 0000",
        "+442079460000 (international, GB): sent as 0 00 44 20 7946 0000 through milan, rule: international",
    ),
    "by a rule of staff": (
        "+43 1 5550100",
        "+4315550100 (international, AT): sent as 715550100 through milan, rule: our Austrian line",
    ),
    "with something to type afterwards": (
        "02 1234 5678,,9",
        "+390212345678 (national, IT): sent as 0 02 1234 5678 through milan, rule: national; then type 9",
    ),
    "internal": ("110", "internal: sent as 110 through milan, rule: internal"),
    "emergency": ("112", "emergency: sent as 112 through milan, rule: emergency, never changed"),
}


@pytest.mark.parametrize(("typed", "said"), SAID.values(), ids=SAID.keys())
def test_a_preview_says_everything_in_one_line(typed: str, said: str) -> None:
    assert preview(read(typed, MILAN), MILAN, office="milan").tooltip == said


@pytest.mark.parametrize(
    ("typed", "is_as_written"),
    [("110", True), ("+44 20 7946 0000", False), ("02 1234 5678", False), ("110,,9", False)],
)
def test_what_stands_there_anyway_is_not_said_again(typed: str, is_as_written: bool) -> None:  # noqa: FBT001 -- a column of the table
    assert preview(read(typed, MILAN), MILAN, office="milan").is_as_written is is_as_written


@pytest.mark.django_db
def test_a_stored_internal_number_is_read_as_the_click_will_read_it() -> None:
    contact = make_contact("Herr Nachbar", "88888", region="AT")
    plan = NumberingPlan(region="AT", area_code="2252", internal_ranges=read_ranges("1X"))

    assert preview(contact.numbers.get(), plan, office="baden").sent.digits == "0225288888"


@pytest.mark.django_db
def test_the_list_shows_what_is_sent_through_the_phone_that_rings_first(client: Client) -> None:
    user = make_user()
    make_extension(user=user, pbx=make_pbx("milan", region="IT", outside_prefix="0"))
    make_contact("Otto", "+43 1 5550100 ext 9")
    client.force_login(user)

    page = client.get(reverse("directory:index")).content.decode()

    assert 'title="+4315550100 (international, AT): sent as 0 00 43 1 5550100 through milan, rule: inter' in page
    assert '<data class="number" value="000004315550100">' not in page
    assert '<data class="number" value="0004315550100">0 00 43 1 5550100</data>, then type' in page


@pytest.mark.django_db
def test_without_a_phone_nothing_would_be_sent(client: Client) -> None:
    make_contact("Otto", "+43 1 5550100")
    client.force_login(make_user())

    assert "sent as" not in client.get(reverse("directory:index")).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("numbers", [1, 3])
def test_previews_ask_the_database_nothing(numbers: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    kept = list(make_contact("Otto", *["+43 1 5550100"] * numbers).numbers.all())

    with django_assert_num_queries(0):
        assert len([preview(number, MILAN, office="milan").tooltip for number in kept]) == numbers


@pytest.mark.django_db
def test_who_was_called_is_previewed_too_an_internal_number_with_its_pbx(client: Client) -> None:
    user = make_user()
    phone = make_extension(user=user, pbx=make_pbx("office", outside_prefix="0"))
    make_call(user=user, extension=phone, pbx=phone.pbx, **ENDED)
    make_call(user=user, extension=phone, pbx=phone.pbx, e164="", callee="1001", **ENDED)
    client.force_login(user)

    page = client.get(reverse("calls:calls")).content.decode()

    assert "(national, DE): sent as 0 030 23125100 through office, rule: national" in page
    assert "internal: sent as 1001 through office, rule: internal" in page


@pytest.mark.django_db
def test_colleagues_and_numbers_of_the_office_are_previewed_as_well(client: Client) -> None:
    phone = make_extension("1000", pbx=make_pbx("milan", region="IT", rules="11XX = *11XX ; the other floor"))
    make_extension("1001", user=make_user("ben"), pbx=phone.pbx)
    make_extension("1101", user=make_user("bengt"), pbx=phone.pbx)
    make_office_number("6700", name="Beneficiaries", pbx=phone.pbx)
    client.force_login(phone.user)

    found = client.get("/", {"q": "ben"}).content.decode()
    first = client.get("/").content.decode()

    for said in ("1001 through milan, rule: internal", "*1101 through milan, rule: the other floor"):
        assert (f'title="internal: sent as {said}"' in found, f", sent as {said}" in first) == (True, True)
    assert 'title="internal: sent as 6700 through milan, rule: internal"' in found
    assert '<data class="number" value="*1101">*1101</data>' in found


@pytest.mark.django_db
def test_a_greyed_button_says_what_would_be_sent_beside_why_it_is_not(client: Client) -> None:
    phone = make_extension("1000", pbx=make_pbx("milan", region="IT"))
    make_contact("Clara Winter", "+43 1 5550100")
    client.force_login(phone.user)
    told = "+4315550100 (international, AT): sent as 00 43 1 5550100 through milan, rule: international"

    for page in (client.get("/", {"q": "clara"}), client.get("/", {"q": "+4315550100"})):
        page_text = page.content.decode()
        assert f'Ask your administrator if you need it.\n{told}"' in page_text
        assert f'title="{told}"' in page_text
