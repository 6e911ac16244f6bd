"""What is unusual is found, told to staff once, and only beyond its threshold."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from clicktocall.accounts.models import User
from clicktocall.audit.recording import What, record
from clicktocall.calls import watching
from clicktocall.policies import alerting
from clicktocall.policies.models import Alert, AlertKind, AlertRule
from tests.factories import make_call, make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("noon")]

BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 11, 26, 12, tzinfo=BERLIN)
ABROAD: dict[str, Any] = {"number_class": "international", "country": "FR", "e164": "+33199001234"}


def placed(user: User, at: datetime, *, count: int = 1, seconds: int = 5, **about: Any) -> None:
    """Calls that have ended, and the line that each click leaves in the trail."""
    for _ in range(count):
        ended = {"status": "ended", "outcome": "answered", "ended_at": at, "billed_talk_seconds": seconds}
        make_call(user=user, placed_at=at, **{"number_class": "national"} | ended | about)
        record(What.DIAL_ALLOWED, user=user)


def told(kind: AlertKind) -> list[str]:
    watching.look()
    return list(Alert.objects.filter(kind=kind).values_list("sentence", flat=True))


def test_the_first_call_to_a_country_is_told_once(anna: User) -> None:
    placed(anna, NOON, count=3, **ABROAD)
    placed(make_user("ben"), NOON, **ABROAD)
    first = told(AlertKind.FIRST_COUNTRY)

    assert first == told(AlertKind.FIRST_COUNTRY) == ["First call to France, by Anna Keller."]


def test_a_country_that_was_called_before_is_no_news(anna: User) -> None:
    placed(anna, NOON - timedelta(days=300), **ABROAD)
    placed(anna, NOON, **ABROAD)

    assert told(AlertKind.FIRST_COUNTRY) == []


@pytest.mark.parametrize(
    ("short", "long", "before", "sentences"),
    [
        (9, 5, 5, []),
        (10, 0, 0, ["Anna Keller has placed 10 short calls abroad within an hour."]),
    ],
)
def test_many_short_calls_abroad_are_told(anna: User, short: int, long: int, before: int, sentences: list[str]) -> None:
    placed(anna, NOON, count=short, seconds=30, **ABROAD)
    placed(anna, NOON, count=long, seconds=31, **ABROAD)
    placed(anna, NOON - timedelta(minutes=61), count=before, seconds=1, **ABROAD)

    assert told(AlertKind.SHORT_INTERNATIONAL) == sentences


@pytest.mark.parametrize(
    ("now", "is_told"),
    [
        ("2026-11-26 21:59:59 +0100", False),
        ("2026-11-26 22:00:00 +0100", True),
        ("2026-11-27 05:59:59 +0100", True),
        ("2026-11-27 06:00:00 +0100", False),
        ("2026-07-02 20:00:00 +0000", True),  # summer time: 22:00
        ("2026-07-02 21:30:00 +0000", True),
        ("2026-10-25 04:59:00 +0000", True),  # the night in which the clocks went back: 05:59
    ],
)
def test_calls_at_night_are_told(anna: User, noon: time_machine.Traveller, now: str, is_told: bool) -> None:  # noqa: FBT001 -- a column of the table
    noon.move_to(now)
    moment = datetime.fromisoformat(now.replace(" +", "+"))
    placed(anna, moment, count=2)
    two = told(AlertKind.NIGHT)
    placed(anna, moment)
    placed(anna, moment, number_class="emergency")

    assert (two, len(told(AlertKind.NIGHT))) == ([], 1 if is_told else 0)


def test_one_night_is_one_incident_and_the_next_another(anna: User, noon: time_machine.Traveller) -> None:
    for moment in (NOON.replace(hour=23), NOON.replace(day=27, hour=2), NOON.replace(day=27, hour=23)):
        noon.move_to(moment)
        placed(anna, moment, count=3)
        watching.look()

    assert told(AlertKind.NIGHT) == [
        "Anna Keller has placed 3 outside calls in the night of 2026-11-27.",
        "Anna Keller has placed 6 outside calls in the night of 2026-11-26.",
    ]


@pytest.mark.parametrize(("hits", "others", "count"), [(4, 5, 0), (5, 0, 1)])
def test_a_limit_that_is_hit_again_and_again_is_told(anna: User, hits: int, others: int, count: int) -> None:
    for _ in range(hits):
        record(What.DIAL_REFUSED, user=anna, rule="Ten", limit="Ten")
    for _ in range(others):
        record(What.DIAL_REFUSED, user=anna, rule="Sales")

    assert len(told(AlertKind.LIMIT_HIT)) == count


@pytest.mark.parametrize(
    ("a_day_before", "today", "count"), [(0, 19, 0), (0, 20, 1), (4, 20, 1), (5, 20, 0), (5, 25, 1)]
)
def test_calls_far_above_ones_own_history_are_told(anna: User, a_day_before: int, today: int, count: int) -> None:
    for day in range(1, 29):
        placed(anna, NOON - timedelta(days=day), count=a_day_before)
    placed(anna, NOON, count=today)

    assert len(told(AlertKind.FAR_ABOVE)) == count


def test_a_rule_that_is_off_says_nothing_and_another_threshold_holds(anna: User) -> None:
    AlertRule.objects.update_or_create(kind=AlertKind.FIRST_COUNTRY, defaults={"threshold": 1, "is_on": False})
    AlertRule.objects.update_or_create(kind=AlertKind.SHORT_INTERNATIONAL, defaults={"threshold": 2})
    placed(anna, NOON, count=2, **ABROAD)

    assert (told(AlertKind.FIRST_COUNTRY), len(told(AlertKind.SHORT_INTERNATIONAL))) == ([], 1)


def test_staff_mark_an_alert_as_done(client: Client, anna: User) -> None:
    placed(anna, NOON, **ABROAD)
    watching.look()
    alert = Alert.objects.get()
    client.force_login(make_user("admin", is_staff=True, is_superuser=True))

    page = client.get("/admin/policies/alert/").content.decode()
    client.post("/admin/policies/alert/", {"action": "mark_as_done", "_selected_action": [alert.pk]})

    alert.refresh_from_db()
    assert ("First call to France, by Anna Keller." in page, str(alert.seen_by), alert.seen_at) == (
        True,
        "admin",
        NOON,
    )


@pytest.mark.parametrize(("threshold", "kept"), [("0", 3), ("-1", 3), ("7", 7)])
def test_staff_set_a_threshold_of_one_or_more(client: Client, threshold: str, kept: int) -> None:
    client.force_login(make_user("admin", is_staff=True, is_superuser=True))
    rule, _ = AlertRule.objects.update_or_create(kind=AlertKind.NIGHT, defaults={"threshold": 3})

    entry = {"kind": "night", "is_on": "on", "threshold": threshold}
    client.post(f"/admin/policies/alertrule/{rule.pk}/change/", entry)

    page = client.get("/admin/policies/alertrule/").content.decode()
    assert alerting.thresholds()[AlertKind.NIGHT] == kept
    assert "outside calls of one user between 22:00 and 06:00" in page


def test_staff_see_open_alerts_apart_from_those_that_are_done(client: Client, anna: User) -> None:
    placed(anna, NOON, **ABROAD)
    watching.look()
    client.force_login(make_user("admin", is_staff=True, is_superuser=True))

    shown = [client.get("/admin/policies/alert/", {"done": done}).content.decode() for done in ("no", "yes")]

    assert ["First call to France, by Anna Keller." in page for page in shown] == [True, False]


def test_the_usual_thresholds_are_those_that_staff_find() -> None:
    assert alerting.thresholds() == dict(alerting.USUAL)


@pytest.mark.parametrize(
    ("now", "looked_at", "kind"),
    [
        ("2026-11-27 05:59:40 +0100", "2026-11-27 06:00:30 +0100", AlertKind.NIGHT),
        ("2026-07-02 03:59:40 +0000", "2026-07-02 04:00:30 +0000", AlertKind.NIGHT),  # summer time
        ("2026-10-25 04:59:40 +0000", "2026-10-25 05:00:30 +0000", AlertKind.NIGHT),  # the clocks went back
        ("2026-11-26 23:59:40 +0100", "2026-11-27 00:00:30 +0100", AlertKind.FAR_ABOVE),
    ],
)
def test_the_last_minute_of_a_night_and_of_a_day_is_looked_at_after_it(
    anna: User, noon: time_machine.Traveller, now: str, looked_at: str, kind: AlertKind
) -> None:
    noon.move_to(now)
    placed(anna, datetime.fromisoformat(now.replace(" +", "+")), count=20)
    noon.move_to(looked_at)

    assert len(told(kind)) == len(told(kind)) == 1


def test_the_calls_of_the_morning_are_none_of_the_night(anna: User, noon: time_machine.Traveller) -> None:
    morning = NOON.replace(day=27, hour=6)
    noon.move_to(morning)
    placed(anna, morning, count=9)

    assert told(AlertKind.NIGHT) == []


def test_what_goes_on_across_midnight_is_one_incident(anna: User, noon: time_machine.Traveller) -> None:
    for moment in (NOON.replace(hour=23, minute=50), NOON.replace(day=27, hour=0, minute=10)):
        noon.move_to(moment)
        placed(anna, moment, count=10, **ABROAD)
        watching.look()

    assert told(AlertKind.SHORT_INTERNATIONAL) == ["Anna Keller has placed 20 short calls abroad within an hour."]


def sent_on(user: User, *, count: int = 1, seconds: int = 5, **about: Any) -> None:
    """Calls inside that were sent on to a number abroad."""
    onward = {"transferred_at": NOON - timedelta(seconds=seconds), "onward_ended_at": NOON} | about
    placed(user, NOON, count=count, number_class="internal", transfer_class="international", **onward)


def test_a_call_that_is_sent_on_abroad_is_told_like_one_that_was_placed_there(anna: User) -> None:
    sent_on(anna, transfer_country="FR", count=9)
    first = told(AlertKind.FIRST_COUNTRY)
    sent_on(anna, transfer_country="FR", seconds=31)
    nine = told(AlertKind.SHORT_INTERNATIONAL)
    sent_on(anna, transfer_country="FR")

    assert (first, nine) == (["First call to France, by Anna Keller."], [])
    assert told(AlertKind.SHORT_INTERNATIONAL) == ["Anna Keller has placed 10 short calls abroad within an hour."]


def test_a_country_to_which_a_call_was_sent_on_before_is_no_news(anna: User) -> None:
    long_ago: dict[str, Any] = {"transferred_at": NOON - timedelta(days=9), "onward_ended_at": NOON - timedelta(days=9)}
    sent_on(anna, transfer_country="FR", **long_ago)
    placed(anna, NOON, **ABROAD)

    assert told(AlertKind.FIRST_COUNTRY) == []


def test_calls_that_are_sent_on_outside_at_night_are_told(anna: User, noon: time_machine.Traveller) -> None:
    late = NOON.replace(hour=23)
    noon.move_to(late)
    sent_on(anna, transferred_at=late, onward_ended_at=late, count=3)

    assert len(told(AlertKind.NIGHT)) == 1
