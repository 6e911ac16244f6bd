"""What a page forewarns of follows the rules as they are at each request, without a question of its own for them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clicktocall.calls.forewarning import Forewarning
from clicktocall.policies import rulebook
from clicktocall.policies.models import Policy, Rulebook
from directory.phones import phones_of
from tests.factories import make_contact, make_extension, make_pbx, make_policy, make_user

pytestmark = pytest.mark.django_db

LONDON = "+44 20 7946 0000"
PART = {"HX-Request": "true"}


@pytest.fixture
def signed_in(client: Client) -> Client:
    """Anna has no phone yet. She may call within the country alone."""
    anna = make_user()
    make_contact("Clara Winter", LONDON)
    make_policy("At home", users=[anna], classes=["national"])
    rulebook.changed()
    client.force_login(anna)
    return client


def greyed(page: Client, headers: dict[str, str] | None = None) -> int:
    return page.get("/", {"q": "clara"}, headers=headers).content.decode().count('aria-disabled="true"')


@pytest.mark.parametrize("phones", [1, 3])
def test_a_letter_of_a_search_reads_the_version_of_the_rules_with_the_phones(signed_in: Client, phones: int) -> None:
    for number in range(phones):
        make_extension(f"100{number}", pbx=make_pbx(f"office {number}"), user=make_user())

    with CaptureQueriesContext(connection) as asked:
        page = signed_in.get("/", {"q": "clara"}, headers=PART)

    about = [query["sql"] for query in asked if "policies_rulebook" in query["sql"]]
    assert page.content.decode().count('aria-disabled="true"') == 1
    assert ["directory_extension" in sql for sql in about] == [True]


@pytest.mark.parametrize("headers", [PART, None])
def test_rules_that_change_count_at_the_next_letter(signed_in: Client, headers: dict[str, str] | None) -> None:
    make_extension("1000", user=make_user())
    before = greyed(signed_in, headers)

    Policy.objects.update(classes=["national", "international"], every_country=True)
    rulebook.changed()

    assert (before, greyed(signed_in, headers)) == (1, 0)


def test_before_staff_have_written_a_rule_there_is_none() -> None:
    phone = make_extension("1000", user=make_user())
    Rulebook.objects.all().delete()

    now = Forewarning(phone.user, phones_of(phone.user), polled=False)

    assert now.rules == rulebook.NONE_YET


def test_a_phone_that_is_taken_away_is_gone_at_the_next_letter(signed_in: Client) -> None:
    phone = make_extension("1000", user=make_user())
    before = "sent as" in signed_in.get("/", {"q": "clara"}, headers=PART).content.decode()

    phone.delete()

    assert before
    assert "sent as" not in signed_in.get("/", {"q": "clara"}, headers=PART).content.decode()


@pytest.mark.parametrize("polled", [True, False])
def test_what_polls_names_a_version_and_has_the_rules_that_came_after_it(polled: bool) -> None:  # noqa: FBT001 -- pytest gives it by name
    """Else a page might name rules that it has not seen, and never be told of them."""
    anna = make_user()
    make_extension("1000", user=anna)
    rulebook.changed()
    phones = phones_of(anna)
    read_with_the_phones = rulebook.rules().version
    rulebook.changed()

    now = Forewarning(anna, phones, polled=polled)

    assert (now.rules.version == read_with_the_phones) is not polled


@pytest.mark.parametrize("polled", [True, False])
def test_without_a_phone_there_are_rules_all_the_same(polled: bool) -> None:  # noqa: FBT001 -- as above
    rulebook.changed()

    assert Forewarning(make_user(), [], polled=polled).rules == rulebook.rules()
