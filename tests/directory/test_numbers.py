"""Numbers of contacts: how they are identified and shown."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from pytest_django import Settings

from clicktocall.numbering.parsing import NotANumber
from directory.models import PhoneNumber
from directory.numbers import default_region, identify
from tests.factories import make_pbx

pytestmark = pytest.mark.django_db


def test_a_number_gets_its_identity_and_keeps_what_was_typed() -> None:
    number = PhoneNumber(typed=" (030) 23125-100 ext. 7 ")

    identify(number, region="DE")

    assert (number.typed, number.e164, number.digits, number.extension) == (
        "(030) 23125-100 ext. 7",
        "+493023125100",
        "493023125100",
        "7",
    )


def test_what_is_no_number_is_refused_with_a_sentence() -> None:
    with pytest.raises(NotANumber, match=r"digits"):
        identify(PhoneNumber(typed="none"), region="DE")


@pytest.mark.parametrize(
    ("typed", "region", "expected"),
    [
        ("+49 30 23125 100", "DE", "030 23125100"),
        ("030 23125 100", "IT", "+49 30 23125100"),
        ("030 23125 100 ext. 7", "DE", "030 23125100 ext. 7"),
        ("10 08", "DE", "10 08"),
    ],
)
def test_a_number_is_shown_as_the_office_writes_it(typed: str, region: str, expected: str) -> None:
    number = PhoneNumber(typed=typed)
    identify(number, region="DE")

    page = Template("{% load numbers %}{{ number|shown:region }}").render(Context({"number": number, "region": region}))

    assert page == expected


def test_the_first_pbx_in_use_decides_the_country(settings: Settings) -> None:
    settings.DEFAULT_REGION = "FR"
    before = default_region()
    make_pbx("idle", region="PL", is_active=False)
    make_pbx("rome", region="IT")
    make_pbx("athens", region="GR")

    assert (before, default_region()) == ("FR", "IT")
