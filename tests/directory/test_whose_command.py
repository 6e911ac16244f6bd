"""`manage.py whose`: the same answer as everywhere, on the command line."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from directory.models import Contact
from tests.factories import make_contact, make_extension, make_office_number, make_pbx, make_user

pytestmark = pytest.mark.django_db


def whose(number: str, user: str = "anna") -> str:
    said = StringIO()
    call_command("whose", number, user=user, stdout=said)
    return said.getvalue()


@pytest.mark.parametrize("number", ["030 23125 100", "0049 30 23125-100", "+49 (0)30 23125100", "tel:+493023125100"])
def test_a_number_is_named_in_any_spelling(number: str) -> None:
    make_user()
    make_contact("Anna Rossi", "030 23125 100", company="ACME")

    assert whose(number) == "030 23125100: Anna Rossi (ACME)\n"


def test_an_internal_number_is_named() -> None:
    make_user()
    make_contact("Reception", "1002")

    assert whose("10-02") == "1002: Reception\n"


@pytest.mark.parametrize(
    ("number", "user", "code", "sentence"),
    [
        ("030 23125 199", "anna", 1, "030 23125199: not in the directory, as far as anna may see it."),
        ("030 23125 100", "anna", 1, "030 23125100: not in the directory, as far as anna may see it."),
        ("hello", "anna", 2, "This has no digits. Type a phone number."),
        ("030 23125 100", "nobody", 2, 'There is no user "nobody". Take one of the admin panel.'),
    ],
)
def test_nobody_is_an_exit_code_with_a_sentence(number: str, user: str, code: int, sentence: str) -> None:
    make_user()
    make_contact("Clara Winter", "030 23125 100", shelf=Contact.Shelf.PERSONAL, owner=make_user("ben"))

    with pytest.raises(CommandError) as refused:
        whose(number, user)

    assert (str(refused.value), refused.value.returncode) == (sentence, code)


def test_what_the_office_itself_has_is_named_as_on_the_pages() -> None:
    make_extension("1000", user=make_user())
    make_office_number("6700", "Support", "queue")
    make_extension("1001", user=make_user("ben", first_name="Ben", last_name="Okafor"))

    said = [whose(number) for number in ("6700", "1001", "sip:1001@pbx.example", "callto:1001")]

    assert said == ["6700: Support, queue\n"] + ["1001: Ben Okafor\n"] * 3


def test_a_number_is_read_as_the_pbx_of_that_user_reads_it() -> None:
    make_extension("1000", user=make_user(), pbx=make_pbx(area_code="30", internal_ranges="1000-1999"))
    make_contact("Clara Winter", "030 23125 100")

    assert whose("23125100") == "030 23125100: Clara Winter\n"


def test_who_else_has_the_number_stands_below() -> None:
    make_user()
    for name in ("Mathilde", "Ada", "Søren"):
        make_contact(name, "040 66969 100")

    assert whose("+49 40 66969100") == "040 66969100: Ada\n  also: Mathilde\n  also: Søren\n"
