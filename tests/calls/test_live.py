"""The live line: it says what is known, costs nothing while nothing changes, and stops by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from clicktocall.accounts.models import User
from clicktocall.calls import lifecycle, live_line
from clicktocall.calls.models import Call, Leg
from clicktocall.calls.showing import clock, live_line_of, show
from tests.factories import make_call, make_user

pytestmark = pytest.mark.django_db(transaction=True)

HTMX = {"HX-Request": "true"}
LIVE = "/calls/live/"


def seen_by(user: User) -> dict[str, str]:
    return {"seen": live_line_of(user).seen}


def test_a_poll_without_news_asks_no_database(
    signed_in: Client, anna: User, dialed: Call, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    seen = seen_by(anna)

    with django_assert_num_queries(0):
        answer = signed_in.get(LIVE, seen, headers=HTMX)

    assert (answer.status_code, answer.content) == (204, b"")


def test_every_step_is_news_once(signed_in: Client, anna: User, dialed: Call) -> None:
    seen = seen_by(anna)
    lifecycle.advance(dialed, Call.Status.RINGING_CALLER, source=lifecycle.Source.EVENT)

    news = signed_in.get(LIVE, seen, headers=HTMX)
    then = signed_in.get(LIVE, seen_by(anna), headers=HTMX)

    assert (news.status_code, then.status_code) == (200, 204)
    assert "Your phone 1000 rings. Lift it and we call Clara Winter." in news.content.decode()


def test_the_last_answer_has_no_trigger(signed_in: Client, anna: User, dialed: Call) -> None:
    going_on = signed_in.get(LIVE, headers=HTMX)
    lifecycle.end(dialed, Call.Outcome.BUSY, source=lifecycle.Source.EVENT)

    ended = signed_in.get(LIVE, headers=HTMX)

    assert "hx-trigger" in going_on.content.decode()
    assert "hx-trigger" not in ended.content.decode()
    assert "The line of Clara Winter is busy. Try again later." in ended.content.decode()
    assert ended.headers["HX-Trigger"] == "call-ended"


@pytest.mark.parametrize("calls", [1, 3])
def test_the_live_line_costs_the_same_for_one_call_and_for_three(
    signed_in: Client, anna: User, calls: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(calls):
        make_call(user=anna, status="dialing")

    with django_assert_num_queries(3):  # user, calls with their PBX, legs (the session lies in the cache)
        answer = signed_in.get(LIVE, headers=HTMX)

    assert answer.content.decode().count("<article") == calls


def test_nobody_sees_the_calls_of_another(client: Client, dialed: Call) -> None:
    client.force_login(make_user("ben"))

    answer = client.get(LIVE, headers=HTMX)

    assert "Clara Winter" not in answer.content.decode()
    assert client.post(f"/calls/{dialed.pk}/hang-up/").status_code == 404


def test_a_page_whose_user_has_signed_out_is_loaded_again(client: Client, anna: User, dialed: Call) -> None:
    answer = client.get(LIVE, {"seen": "forged"}, headers=HTMX)

    assert (answer.status_code, answer.headers["HX-Refresh"]) == (204, "true")


@pytest.mark.parametrize("seen", ["", "1.abc", "1.abc:forged:signature", "x" * 5000])
def test_a_forged_seen_is_not_believed(anna: User, seen: str) -> None:
    live_line.version(anna.pk)

    assert not live_line.is_unchanged(seen)


def test_an_empty_cache_makes_every_page_ask_again(anna: User) -> None:
    from_before = live_line.seen(anna.pk, "")

    assert not live_line.is_unchanged(from_before)


@pytest.mark.parametrize(
    ("about", "sentence"),
    [
        ({}, "Your call to Clara Winter is waiting to be dialled."),
        ({"status": "dialing"}, "Asking the PBX to ring your phone 1000."),
        ({"status": "dialing", "callid": "1.1"}, "The PBX has taken the call. Your phone 1000 will ring."),
        ({"status": "ringing_caller"}, "Your phone 1000 rings. Lift it and we call Clara Winter."),
        ({"status": "ringing_callee"}, "You have lifted. Calling Clara Winter …"),
        ({"status": "talking"}, "You are talking to Clara Winter."),
        ({"status": "ringing_caller", "contact_name": ""}, "Your phone 1000 rings. Lift it and we call 030 23125100."),
    ],
)
def test_each_status_is_a_sentence(anna: User, about: dict[str, str], sentence: str) -> None:
    call = make_call(user=anna, caller="1000", **{"contact_name": "Clara Winter"} | about)

    assert show(call).sentence == sentence


def test_it_rings_there_only_when_the_pbx_has_said_so(anna: User) -> None:
    call = make_call(user=anna, status="ringing_callee", contact_name="Clara Winter")
    Leg.objects.create(call=call, side="callee", channelid="c", state="ringing")

    assert show(call).sentence == "It rings at Clara Winter."


@pytest.mark.parametrize("outcome", Call.Outcome.values)
def test_each_outcome_is_a_sentence(anna: User, outcome: str) -> None:
    call = make_call(
        user=anna, status="ended", outcome=outcome, contact_name="Clara Winter", ended_at="2026-11-23T10:00Z"
    )

    assert show(Call.objects.get(pk=call.pk)).sentence.endswith(".")


@pytest.mark.parametrize(("seconds", "shown"), [(0, "0:00"), (42, "0:42"), (727, "12:07"), (3723, "1:02:03")])
def test_seconds_are_shown_as_people_read_them(seconds: int, shown: str) -> None:
    assert clock(seconds) == shown


def test_of_the_calls_that_ended_a_moment_ago_only_the_last_stays_in_sight(anna: User) -> None:
    now = timezone.now()
    for seconds, name in ((3, "earlier"), (1, "last"), (2, "before")):
        ended = {"status": "ended", "outcome": "busy", "ended_at": now - timedelta(seconds=seconds)}
        make_call(user=anna, contact_name=name, **ended)
    make_call(user=anna, contact_name="now")

    assert [shown.whom for shown in live_line_of(anna).calls] == ["now", "last"]
