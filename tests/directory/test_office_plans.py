"""What is entered or brought in is read with the whole plan of the office's PBX, not by its country alone."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from clicktocall.numbering.numbering_plan import NumberingPlan
from clicktocall.pbx.models import Pbx
from directory import office_plans
from directory.importing.damage import read_number
from directory.models import PhoneNumber
from directory.numbers import identify
from directory.office_plans import plan_for
from tests.factories import make_extension, make_pbx, make_user

pytestmark = pytest.mark.django_db

PLAN = {"area_code": "030", "outside_prefix": "0", "internal_ranges": "1XX, 23XXXX"}


def e164_of(typed: str, *, region: str = "DE") -> str:
    number = PhoneNumber(typed=typed)
    identify(number, region=region)
    return number.e164


@pytest.mark.parametrize(
    ("typed", "e164"),
    [
        ("23125 100", "+493023125100"),  # without area code
        ("0 030 23125 100", "+493023125100"),  # as dialled on the desk phone
        ("231251", ""),  # an extension of six digits
        ("142", ""),
        ("089 89998 123", "+498989998123"),
        ("112", ""),
    ],
)
def test_a_number_is_read_as_people_at_the_pbx_mean_it(typed: str, e164: str) -> None:
    make_pbx("office", **PLAN)

    assert (e164_of(typed), read_number(typed, plan=plan_for("DE")).e164) == (e164, e164)


def test_of_several_pbxs_the_first_in_the_country_counts() -> None:
    make_pbx("closed", area_code="089", is_active=False)
    make_pbx("rome", region="IT")
    make_pbx("berlin", area_code="030")
    make_pbx("munich", area_code="089")

    assert [plan_for(region).area_code for region in ("DE", "de", "IT", "FR")] == ["30", "30", "", ""]
    assert plan_for("FR") == NumberingPlan(region="FR")


def test_a_plan_that_cannot_be_read_keeps_nobody_from_entering_numbers() -> None:
    make_pbx("office", **PLAN)
    Pbx.objects.update(rules="nonsense")

    assert e164_of("089 89998 123") == "+498989998123"


def test_many_numbers_cost_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    make_pbx("office", **PLAN)
    office_plans.forget()

    with django_assert_num_queries(1):
        found = {e164_of(f"23125 {number}") for number in range(100, 130)}

    assert len(found) == 30


def test_the_page_reads_a_number_as_it_will_be_kept(client: Client) -> None:
    anna = make_user("anna", is_superuser=True)
    make_extension("1000", user=anna, pbx=make_pbx("office", **PLAN))
    client.force_login(anna)

    said = client.get("/contacts/number/", {"numbers-0-typed": "23125 100"}).content.decode()
    sheet = {"name": "Clara Winter", "kind": "person", "place": "shared", "numbers-0-typed": "23125 100", "seen": "0"}
    client.post("/contacts/add/", sheet)

    assert "Read as +49 30 23125100." in said
    assert [number.e164 for number in PhoneNumber.objects.all()] == ["+493023125100"]
