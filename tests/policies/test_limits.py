"""Limits: so many calls and no more, from however many processes; in windows that the office's clock begins."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from clicktocall.accounts.models import User
from clicktocall.audit.models import Entry
from clicktocall.calls import limits, placing
from clicktocall.calls.forewarning import Forewarning
from clicktocall.calls.models import Call
from clicktocall.calls.placing import Wish
from clicktocall.numbering.parsing import read
from clicktocall.policies import counting
from clicktocall.policies.models import Limit, Use
from clicktocall.policies.models.limits import Window
from clicktocall.policies.windows import begin_of, end_of
from directory.models import Extension
from tests.calls.conftest import PbxInMemory, anna, office, pbx_in_memory, phone, signed_in
from tests.factories import make_contact, make_extension, make_group, make_limit, make_policy, make_user

__all__ = ["anna", "office", "pbx_in_memory", "phone", "signed_in"]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_tasks_run_at_once")]

HTMX = {"HX-Request": "true"}
BERLIN = ZoneInfo("Europe/Berlin")
TO = "+49 30 23125 100"


def click(client: Client, to: str = TO, *, key: str = "k") -> tuple[int, str]:
    """Another click, with no call going on."""
    Call.objects.live().update(status="ended", outcome="busy", ended_at=timezone.now())
    answer = client.post("/calls/", {"to": to, "key": key, "sure": to}, headers=HTMX)
    return answer.status_code, answer.content.decode()


def statuses(client: Client, *, count: int, to: str = TO) -> list[int]:
    made = Call.objects.count()
    return [click(client, to, key=f"{made}-{number}")[0] for number in range(count)]


@pytest.mark.thorough
def test_of_fifty_clicks_at_once_under_a_limit_of_ten_exactly_ten_are_dialled(
    phone: Extension, pbx_in_memory: PbxInMemory
) -> None:
    users = [make_user(f"user{number}") for number in range(50)]
    for number, user in enumerate(users):
        make_extension(str(1010 + number), user=user, pbx=phone.pbx)
    make_limit(scope="group", group=make_group("sales", *users))
    make_limit("Many", scope="pbx", most_calls=1000, window="minute")
    together = Barrier(50)

    def one(user: User) -> str:
        together.wait()
        try:
            placing.place(user, Wish(to=TO, extension="", key="k"))
        except limits.TooManyCalls:
            return "too many"
        finally:
            connection.close()
        return "placed"

    with ThreadPoolExecutor(50) as threads:
        answers = sorted(threads.map(one, users))

    assert answers == ["placed"] * 10 + ["too many"] * 40
    assert len(pbx_in_memory.asked("call/dial")) == 10
    assert sorted(Use.objects.values_list("limit__name", "calls")) == [("Many", 10), ("Ten", 10)]


def test_of_twenty_clicks_at_once_no_more_go_on_than_the_pbx_may_carry(
    phone: Extension, pbx_in_memory: PbxInMemory
) -> None:
    users = [make_user(f"user{number}") for number in range(20)]
    for number, user in enumerate(users):
        make_extension(str(1010 + number), user=user, pbx=phone.pbx)
    make_limit("Lines", scope="pbx", most_calls=4, window="at_once")

    def one(user: User) -> str:
        try:
            placing.place(user, Wish(to=TO, extension="", key="k"))
        except limits.TooManyCalls as refusal:
            return str(refusal)
        finally:
            connection.close()
        return "placed"

    with ThreadPoolExecutor(20) as threads:
        answers = list(threads.map(one, users))

    refused = (
        "The limit “Lines” is reached: 4 calls at the same time. Call again when one has ended. "
        "Ask your administrator if you need more."
    )
    assert sorted(answers) == [refused] * 16 + ["placed"] * 4
    assert Call.objects.live().count() == 4


def test_a_flushed_cache_forgets_nothing(signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory) -> None:
    make_limit(most_calls=2)
    before = statuses(signed_in, count=2)
    cache.clear()
    signed_in.force_login(phone.user)

    assert (before, statuses(signed_in, count=1)) == ([200, 200], [422])


def test_the_sentence_says_which_limit_until_when_and_whom_to_ask(
    signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory
) -> None:
    make_limit("Two an hour", most_calls=2, window="hour", whom_to_ask="Ines Herbst")
    with time_machine.travel("2026-11-26 14:59 +0100", tick=False):
        statuses(signed_in, count=2)
        text = click(signed_in, key="third")[1]

    assert (
        "The limit “Two an hour” is used up: 2 calls an hour. You can call again from Thursday, 26 November, 15:00. "
        "Ask Ines Herbst if you need more."
    ) in text
    assert Entry.objects.get(what="dial_refused").detail["limit"] == "Two an hour"


@pytest.mark.parametrize(
    ("window", "within", "afterwards"),
    [
        ("minute", "2026-11-26 14:00:59 +0100", "2026-11-26 14:01:00 +0100"),
        ("hour", "2026-11-26 14:59:59 +0100", "2026-11-26 15:00:00 +0100"),
        ("day", "2026-11-26 23:59:59 +0100", "2026-11-27 00:00:00 +0100"),
        ("month", "2026-11-30 23:59:59 +0100", "2026-12-01 00:00:00 +0100"),
    ],
)
def test_a_window_begins_anew_by_the_clock(
    signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory, window: str, within: str, afterwards: str
) -> None:
    make_limit(most_calls=2, window=window)
    with time_machine.travel("2026-11-26 14:00:00 +0100", tick=False):
        statuses(signed_in, count=2)
    with time_machine.travel(within, tick=False):
        still = click(signed_in, key="still")[0]
    with time_machine.travel(afterwards, tick=False):
        again = click(signed_in, key="again")[0]

    assert (still, again) == (422, 200)


@pytest.mark.parametrize(
    ("window", "moment", "begin", "end"),
    [
        (Window.DAY, "2026-03-29 12:00", "2026-03-28 23:00", "2026-03-29 22:00"),  # 23 hours
        (Window.DAY, "2026-10-25 12:00", "2026-10-24 22:00", "2026-10-25 23:00"),  # 25 hours
        (Window.HOUR, "2026-10-25 00:30", "2026-10-25 00:00", "2026-10-25 01:00"),  # 02:30 ...
        (Window.HOUR, "2026-10-25 01:30", "2026-10-25 01:00", "2026-10-25 02:00"),  # ... and 02:30 again
        (Window.HOUR, "2026-03-29 01:30", "2026-03-29 01:00", "2026-03-29 02:00"),  # 03:30, half an hour after 01:59
        (Window.MONTH, "2026-03-31 21:59", "2026-02-28 23:00", "2026-03-31 22:00"),
        (Window.MONTH, "2026-12-31 22:59", "2026-11-30 23:00", "2026-12-31 23:00"),
    ],
)
def test_windows_survive_the_change_of_the_clocks(window: Window, moment: str, begin: str, end: str) -> None:
    at, begins, ends = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (moment, begin, end))

    assert (begin_of(window, at, BERLIN), end_of(window, at, BERLIN).astimezone(UTC)) == (begins, ends)


def test_several_windows_hold_at_once_and_a_refused_click_uses_none_of_them(
    signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory
) -> None:
    make_limit("Day", most_calls=10, window="day")
    make_limit("Minute", most_calls=2, window="minute")
    with time_machine.travel("2026-11-26 14:00:00 +0100", tick=False):
        answers = statuses(signed_in, count=4)

    assert answers == [200, 200, 422, 422]
    assert sorted(Use.objects.values_list("limit__name", "calls")) == [("Day", 2), ("Minute", 2)]


def test_a_limit_for_a_class_counts_only_that_one(
    signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory
) -> None:
    make_limit(most_calls=1, classes=["mobile"])

    mobile = statuses(signed_in, count=2, to="+49 171 39200 10")

    assert (mobile, statuses(signed_in, count=2)) == ([200, 422], [200, 200])


def test_emergency_numbers_are_never_counted(signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory) -> None:
    make_limit(most_calls=0)
    make_limit("Lines", most_calls=0, window="at_once", scope="pbx")

    assert (statuses(signed_in, count=1), statuses(signed_in, count=2, to="112")) == ([422], [200, 200])


def test_a_limit_of_each_user_is_no_limit_of_others(
    signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory
) -> None:
    make_limit(most_calls=1)
    make_extension("1001", user=make_user("ben"), pbx=phone.pbx)
    statuses(signed_in, count=2)
    signed_in.force_login(make_user("ben"))

    assert statuses(signed_in, count=2) == [200, 422]


def test_what_is_used_up_is_said_before_the_click(
    signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_limit("Mobiles", most_calls=1, classes=["mobile"])
    make_contact("Clara Winter", TO, "+49 171 39200 10", "+49 171 39200 11")
    statuses(signed_in, count=1, to="+49 171 39200 10")

    page = signed_in.get("/", {"q": "clara"}, headers=HTMX).content.decode()

    assert page.count('aria-disabled="true" title="The limit “Mobiles” is used up') == 2
    now = Forewarning(phone.user, [phone])
    with django_assert_num_queries(2):  # the version of the rules, the limits that are used up
        reasons = [bool(now.why_not(f"+49 171 392000{number:02}")) for number in range(50)]
    assert reasons == [True] * 50


def test_a_click_asks_once_for_the_rules_and_once_for_each_limit(
    anna: User, phone: Extension, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_policy("Home", groups=[make_group("office", anna)])
    make_limit("Day", most_calls=10)
    make_limit("Minute", most_calls=10, window="minute")
    plan = phone.pbx.numbering_plan()
    number = read(TO, plan)
    limits.count(limits.check(anna, phone.pbx, number, plan=plan), pbx_id=phone.pbx_id)

    with django_assert_num_queries(4):  # the version of the rules, the groups; a place under each of two limits
        limits.count(limits.check(anna, phone.pbx, number, plan=plan), pbx_id=phone.pbx_id)


def test_windows_that_are_long_over_go(phone: Extension) -> None:
    limit = make_limit()
    lines = make_limit("Lines", window="at_once")
    Use.objects.create(limit=limit, subject="user:1", begins=timezone.now() - timedelta(days=71))
    kept = Use.objects.create(limit=limit, subject="user:1", begins=timezone.now())
    lock = Use.objects.create(limit=lines, subject="pbx:1", begins=datetime(2000, 1, 1, tzinfo=UTC))

    counting.prune()

    assert set(Use.objects.values_list("pk", flat=True)) == {kept.pk, lock.pk}


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ({}, "Write how many calls or minutes."),
        ({"window": "at_once", "most_minutes": "3"}, "At the same time only calls can be counted."),
        ({"scope": "group", "most_calls": "3"}, "Choose the group."),
        ({"most_calls": "3"}, ""),
    ],
)
def test_staff_write_a_limit(client: Client, entry: dict[str, str], sentence: str) -> None:
    client.force_login(make_user("admin", is_staff=True, is_superuser=True))

    page = client.post("/admin/policies/limit/add/", {"name": "Ten", "scope": "user", "window": "day"} | entry)

    assert (Limit.objects.count(), sentence in page.content.decode()) == (0 if sentence else 1, True)


@pytest.mark.parametrize(
    "about",
    [
        {"most_calls": 0},
        {"most_calls": 0, "window": "month"},
        {"most_calls": 0, "window": "at_once", "scope": "pbx"},
        {"most_calls": None, "most_minutes": 0},
        {"most_calls": 5, "most_minutes": 0},
    ],
)
def test_a_limit_of_none_promises_no_moment_at_which_it_is_free_again(
    signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory, about: dict[str, object]
) -> None:
    make_limit("Nothing abroad", classes=["international"], whom_to_ask="Mr Fox", **about)
    sentence = "The limit “Nothing abroad” allows no such call at all, at no time. Ask Mr Fox if you need more."
    make_policy(classes=["national"], every_country=True)

    assert click(signed_in)[0] == 200
    status, page = click(signed_in, "+44 20 7946 0000", key="k2")

    assert (status, sentence in page) == (422, True)
    now = Forewarning(phone.user, [phone])
    assert (now.why_not("+44 20 7946 0000"), now.why_not(TO)) == (sentence, "")
