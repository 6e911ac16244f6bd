"""A user's phones in one plain statement: the same as the model says, secrets apart."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from clicktocall.pbx.models import Pbx
from directory.models import Extension
from directory.phones import phones_of
from tests.factories import make_extension, make_pbx, make_user

pytestmark = pytest.mark.django_db


def phones_of_anna() -> list[Extension]:
    anna, rome = make_user(), make_pbx("rome", region="IT")
    Pbx.objects.filter(pk=rome.pk).update(drops_area_code=True, area_code="6", rules="+43. = 90043.")
    make_extension("1001", user=anna)
    make_extension("2000", user=anna, pbx=rome, is_default=True)
    make_extension("1000", user=anna)
    make_extension("1002", user=make_user("ben"))
    make_extension("3000", user=anna, pbx=make_pbx("closed", is_active=False))
    return list(Extension.objects.of(anna))


def test_they_are_those_that_may_be_rung_with_the_plans_of_their_pbxs(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    anna, expected = make_user(), phones_of_anna()

    with django_assert_num_queries(1):
        phones = phones_of(anna)
        said = [(str(phone), phone.is_default, phone.pbx.is_silent, phone.pbx.numbering_plan()) for phone in phones]

    assert [str(phone) for phone in phones] == ["2000@rome", "1000@office", "1001@office"]
    assert said == [(str(one), one.is_default, one.pbx.is_silent, one.pbx.numbering_plan()) for one in expected]


def test_whatever_else_is_asked_of_their_pbx_is_read_then() -> None:
    anna, [expected, *_others] = make_user(), phones_of_anna()

    [phone, *_others] = phones_of(anna)

    assert (phone.pbx.password, phone.pbx.url) == (expected.pbx.password, expected.pbx.url)
