"""What an unchanged poll costs: nothing of the database, however many calls go on, not even the session."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from clicktocall.accounts.models import User
from clicktocall.calls import live_line
from tests.factories import make_call

pytestmark = pytest.mark.django_db(transaction=True)

HTMX = {"HX-Request": "true"}


def poll_of(user: User) -> str:
    """What a page that has seen everything asks next."""
    return f"/calls/live/?{urlencode({'seen': live_line.seen(user.pk, live_line.version(user.pk))})}"


@pytest.mark.parametrize("calls", [1, 3])
def test_an_unchanged_poll_asks_no_database(
    signed_in: Client, anna: User, calls: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(calls):
        make_call(user=anna)
    poll = poll_of(anna)

    with django_assert_num_queries(0):
        answer = signed_in.get(poll, headers=HTMX)

    assert answer.status_code == 204


def test_an_unchanged_poll_does_not_look_for_its_session(
    signed_in: Client, anna: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    Session.objects.all().delete()
    cache.clear()
    poll = poll_of(anna)

    with django_assert_num_queries(0):
        answer = signed_in.get(poll, headers=HTMX)

    assert (answer.status_code, "HX-Refresh" in answer.headers) == (204, False)
