"""The page of one call: every step in words, for whose call it is and for staff who may view calls."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from clicktocall.accounts.models import User
from clicktocall.calls import lifecycle
from clicktocall.calls.models import Call, CallEvent, Leg
from clicktocall.calls.timeline import timeline_of
from clicktocall.pbx.models import Pbx
from tests.calls.messages import ext, outbound, push, status
from tests.factories import make_call, make_user

pytestmark = pytest.mark.django_db(transaction=True)

Source = CallEvent.Source


@pytest.mark.parametrize("events", [1, 3])
def test_the_page_costs_the_same_for_one_step_and_for_three(
    signed_in: Client, dialed: Call, events: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(events):
        lifecycle.note(dialed, source=Source.EVENT, detail="Something")
        Leg.objects.create(call=dialed, side="callee", state="ringing", channelid=str(number))

    # user; the call with its PBX and its user, its legs, its events, whose number it is; beside it: my phones, live
    # calls, their legs, and who else may be rung first: one's own number, one's rights, those of one's groups
    with django_assert_num_queries(12):
        answer = signed_in.get(f"/calls/{dialed.pk}/")

    page = answer.content.decode()
    assert (page.count('class="step"'), page.count('class="telephone ')) == (events + 2, events)


def test_each_source_and_status_is_in_words_with_the_pbxs_own(anna: User) -> None:
    call = make_call(user=anna)
    for source in Source:
        lifecycle.note(call, source=source, status=Call.Status.RINGING_CALLEE, detail="What", code="486 Busy here")

    steps = timeline_of(call).steps[1:]

    assert [step.source_words for step in steps] == [
        "From the page", "Dialling", "The PBX told us", "We asked the PBX", "The sweeper",
    ]  # fmt: skip
    assert {(step.status_words, step.detail, step.code) for step in steps} == {
        ("Their phone is being rung", "What", "486 Busy here")
    }


def test_it_begins_with_the_click_and_the_worker_that_took_it(anna: User) -> None:
    clicked = timezone.now()
    queued = make_call(user=anna, placed_at=clicked)
    taken = make_call(user=anna, placed_at=clicked, claimed_at=clicked + timedelta(seconds=0.5))

    told = [[(step.source, step.status, step.after) for step in timeline_of(call).steps] for call in (queued, taken)]

    click, claim = ("user", "queued", "0.0"), ("worker", "dialing", "0.5")
    assert told == [[click], [click, claim]]


def test_times_are_told_to_the_tenth_and_from_the_click_on(anna: User) -> None:
    placed = timezone.now().replace(hour=9, minute=41, second=7, microsecond=250_000)
    call = make_call(user=anna, placed_at=placed)
    CallEvent.objects.create(call=call, source=Source.EVENT, at=placed + timedelta(seconds=12.34))
    CallEvent.objects.create(call=call, source=Source.EVENT, at=placed - timedelta(seconds=1))

    steps = timeline_of(call).steps[1:]

    assert [(step.clock[-7:], step.after) for step in steps] == [("41:19.5", "12.3"), ("41:06.2", "0.0")]


def test_a_name_of_our_own_for_a_telephone_is_not_shown_as_its_channel(anna: User) -> None:
    call = make_call(user=anna)
    Leg.objects.create(call=call, side="caller", number="1000", state="talking", channelid="PJSIP/1000-1")
    Leg.objects.create(call=call, side="callee", number="1001", state="ringing", channelid="~callee:1001")

    telephones = timeline_of(call).telephones

    assert [(telephone.side, telephone.number, telephone.channelid) for telephone in telephones] == [
        ("Your side", "1000", "PJSIP/1000-1"),
        ("The other side", "1001", ""),
    ]


def test_the_page_names_what_was_sent_and_how_it_ended(signed_in: Client, dialed: Call) -> None:
    lifecycle.end(dialed, Call.Outcome.BUSY, source=Source.EVENT, code="486 Busy here")

    page = signed_in.get(f"/calls/{dialed.pk}/").content.decode()

    expected = ["Clara Winter", "030 23125100", ">03023125100<", ">1000<", dialed.callid, "486 Busy here"]
    assert [text for text in expected if text not in page] == []
    assert "The line of Clara Winter is busy. Try again later." in page


def test_recent_calls_and_the_ended_call_lead_to_the_page(signed_in: Client, dialed: Call) -> None:
    lifecycle.end(dialed, Call.Outcome.BUSY, source=Source.EVENT)

    recent = signed_in.get("/calls/").content.decode()
    live = signed_in.get("/calls/live/", headers={"HX-Request": "true"}).content.decode()

    assert [page.count(f'href="/calls/{dialed.pk}/"') for page in (recent, live)] == [2, 1]  # row and card; card


def test_a_stranger_finds_no_such_call(client: Client, dialed: Call) -> None:
    client.force_login(make_user("cleo"))

    assert client.get(f"/calls/{dialed.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("is_staff", "may_view", "status"), [(True, True, 200), (True, False, 404), (False, True, 404)]
)
def test_staff_who_may_view_calls_see_those_of_others(
    client: Client,
    dialed: Call,
    is_staff: bool,  # noqa: FBT001 -- a column of the table
    may_view: bool,  # noqa: FBT001 -- a column of the table
    status: int,
) -> None:
    ben = make_user("ben", is_staff=is_staff)
    if may_view:
        ben.user_permissions.add(Permission.objects.get(codename="view_call"))
    client.force_login(ben)

    answer = client.get(f"/calls/{dialed.pk}/")

    assert answer.status_code == status
    assert ("Called by" in answer.content.decode()) is (status == 200)


def test_each_step_shows_the_words_in_which_the_pbx_told_of_it(signed_in: Client, office: Pbx, dialed: Call) -> None:
    push(signed_in, office, status(ext("RING")))
    push(signed_in, office, status(ext("ALERT"), outbound("RING")))
    push(signed_in, office, status(ext("ANSWERED"), outbound("ANSWER")))
    push(signed_in, office, status(ext("ANSWERED"), outbound("HOLD")))

    told = [step.code for step in timeline_of(dialed).steps if step.source == "event"]

    assert told == ["RING", "ALERT, RING", "ANSWERED, ANSWER", "ANSWERED, HOLD"]
    assert Call.objects.get().code == ""
