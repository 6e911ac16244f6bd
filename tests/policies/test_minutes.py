"""Minutes of talk: what has been talked counts to the second, and what has just begun counts a minute at least."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
import time_machine
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from clicktocall.accounts.models import User
from clicktocall.calls import limits, placing
from clicktocall.calls.forewarning import Forewarning
from clicktocall.calls.models import Call
from clicktocall.calls.placing import Wish
from clicktocall.policies import rulebook
from directory.models import Extension
from tests.calls.conftest import PbxInMemory, anna, office, pbx_in_memory, phone, signed_in
from tests.factories import make_call, make_extension, make_group, make_limit, make_user

__all__ = ["anna", "office", "pbx_in_memory", "phone", "signed_in"]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_tasks_run_at_once")]

HTMX = {"HX-Request": "true"}
TO = "+49 30 23125 100"
NOON = datetime.fromisoformat("2026-11-26 12:00:00 +0100")
USED_UP = "The limit “Talk” is used up: 10 minutes a day. You can call again from Friday, 27 November, 00:00."
GO_ON = "The limit “Talk”, 10 minutes a day, may be used up by calls that go on. Call again when one has ended."


def talked(phone: Extension, *, begin: timedelta, seconds: int | None = None, billed: int | None = None) -> Call:
    """A call of Anna's that was answered so long before noon; without `seconds` it goes on."""
    answered = NOON - begin
    ended = answered + timedelta(seconds=seconds) if seconds is not None else None
    state = {"status": "ended", "outcome": "answered"} if ended else {"status": "talking"}
    return make_call(
        **state,
        user=phone.user,
        pbx=phone.pbx,
        number_class="national",
        placed_at=answered,
        answered_at=answered,
        ended_at=ended,
        billed_talk_seconds=billed,
    )


def click(client: Client) -> str:
    """The sentence of the refusal; empty if it is placed."""
    with time_machine.travel(NOON, tick=False):
        answer = client.post("/calls/", {"to": TO, "key": "k", "extension": "1000"}, headers=HTMX)
    page = answer.content.decode()
    sentences = [sentence for sentence in (USED_UP, GO_ON) if sentence in page]
    return sentences[0] if sentences else "" if answer.status_code == 200 else page


@pytest.mark.thorough
def test_of_thirty_clicks_at_once_no_more_begin_than_there_are_minutes(
    phone: Extension, pbx_in_memory: PbxInMemory
) -> None:
    """Nobody has talked yet, so each that goes on is taken for a minute."""
    users = [make_user(f"user{number}") for number in range(30)]
    for number, user in enumerate(users):
        make_extension(str(1010 + number), user=user, pbx=phone.pbx)
    make_limit("Talk", scope="group", group=make_group("sales", *users), most_calls=None, most_minutes=10)
    together = Barrier(30)

    def one(user: User) -> str:
        together.wait()
        try:
            placing.place(user, Wish(to=TO, extension="", key="k"))
        except limits.TooManyCalls as refusal:
            return str(refusal)[: len(GO_ON)]
        finally:
            connection.close()
        return "placed"

    with ThreadPoolExecutor(30) as threads:
        answers = sorted(threads.map(one, users))

    assert answers == [GO_ON] * 20 + ["placed"] * 10
    assert len(pbx_in_memory.asked("call/dial")) == 10


@pytest.mark.parametrize(
    ("billed", "running", "sentence"),
    [
        (539, 0, ""),
        (540, 0, GO_ON),  # the call that has just begun has the tenth minute
        (540, 59, GO_ON),
        (540, 60, USED_UP),
        (0, 599, ""),
        (0, 600, USED_UP),
    ],
)
def test_what_goes_on_counts_to_the_second_and_a_minute_at_least(
    signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory, billed: int, running: int, sentence: str
) -> None:
    make_limit("Talk", most_calls=None, most_minutes=10)
    talked(phone, begin=timedelta(hours=2), seconds=3600, billed=billed)
    talked(phone, begin=timedelta(seconds=running))

    assert click(signed_in) == sentence


@pytest.mark.parametrize(("minutes", "sentence"), [(9, ""), (10, USED_UP)])
def test_a_call_that_began_before_midnight_counts_from_midnight_on(
    signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory, minutes: int, sentence: str
) -> None:
    make_limit("Talk", most_calls=None, most_minutes=10)
    before_midnight = timedelta(hours=12, minutes=30)
    talked(phone, begin=before_midnight, seconds=(30 + minutes) * 60, billed=(30 + minutes) * 60)

    assert click(signed_in) == sentence


def test_what_nobody_has_answered_uses_nothing_once_it_has_ended(
    signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory
) -> None:
    make_limit("Talk", most_calls=None, most_minutes=1)
    make_call(user=phone.user, pbx=phone.pbx, status="ended", outcome="busy", placed_at=NOON, ended_at=NOON)

    assert click(signed_in) == ""


@pytest.mark.parametrize("numbers", [1, 3])
@pytest.mark.parametrize(("seconds", "sentence"), [(599, ""), (600, USED_UP)])
def test_a_button_says_before_the_click_that_no_minutes_are_left(
    phone: Extension, numbers: int, seconds: int, sentence: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_limit("Talk", most_calls=None, most_minutes=10)
    talked(phone, begin=timedelta(minutes=30), seconds=seconds)
    rulebook.rules()

    with time_machine.travel(NOON, tick=False), django_assert_num_queries(8):
        # the version of the rules; of whom is called and of an own number each: ended, reaching in, going on; sent on
        now = Forewarning(phone.user, [phone])
        said = [now.why_not(f"+49302312510{number}") for number in range(numbers)]

    assert [one[: len(sentence)] for one in said] == [sentence] * numbers
    assert [bool(one) for one in said] == [bool(sentence)] * numbers


def test_emergency_calls_use_no_minutes(signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory) -> None:
    make_limit("Talk", most_calls=None, most_minutes=1)
    call = talked(phone, begin=timedelta(minutes=30), seconds=1200)
    Call.objects.filter(pk=call.pk).update(number_class="emergency")

    assert click(signed_in) == ""


def test_a_window_that_begins_again_has_all_its_minutes(
    signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory
) -> None:
    make_limit("Talk", most_calls=None, most_minutes=10)
    talked(phone, begin=timedelta(hours=13), seconds=1800)

    assert click(signed_in) == ""
