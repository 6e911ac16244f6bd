"""Hold, resume and transfer against a PBX: one request a wish, and the PBX's word for what became of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from clicktocall.calls import steering, wishing
from clicktocall.calls.models import Call, CallEvent
from clicktocall.calls.showing import ShownCall, show
from clicktocall.pbx.models import Pbx
from clicktocall.pbxsim.config import Config
from clicktocall.pbxsim.simulator import Simulator
from tests.calls.by_http import PASSWORD, office_at, seen, the_call
from tests.factories import make_contact

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_tasks_run_at_once", "phone")]

HTMX = {"HX-Request": "true"}
ON_HOLD = "On hold. Clara Winter waits until you resume."


@pytest.fixture
def sim() -> Iterator[Simulator]:
    """Twenty times as fast as a PBX; whoever is called answers at once."""
    with Simulator(Config(password=PASSWORD, speed=20)) as simulator:
        yield simulator


@pytest.fixture
def office(sim: Simulator, live_server: LiveServer, settings: Settings) -> Iterator[Pbx]:
    with office_at(sim, live_server, settings) as pbx:
        yield pbx


@pytest.fixture
def talking(signed_in: Client, sim: Simulator) -> Call:
    """Anna talks to Clara, and the PBX has told the lines of both."""
    make_contact("Clara Winter", "+49 30 23125 100")
    signed_in.post("/calls/", {"to": "+49 30 23125 100", "key": "k1"})
    follow(lambda shown: shown.call.status == "ringing_caller")
    sim.pick_up("1000")
    return follow(lambda shown: shown.call.status == "talking" and not shown.why).call


def now_shown() -> ShownCall:
    return show(the_call())


def follow(is_so: Callable[[ShownCall], bool]) -> ShownCall:
    """The call as the page shows it, once it is as wanted."""
    return seen(now_shown, is_so)


def channel_of(call: Call, side: str) -> str:
    """Of the telephone of that side that came first."""
    return call.legs.filter(side=side).values_list("channelid", flat=True)[0]


def test_hold_lets_the_other_party_wait_and_resume_brings_them_back(
    signed_in: Client, sim: Simulator, talking: Call
) -> None:
    held = signed_in.post(f"/calls/{talking.pk}/hold/", headers=HTMX)
    waiting = follow(lambda shown: shown.sentence == ON_HOLD)
    resumed = signed_in.post(f"/calls/{talking.pk}/resume/", headers=HTMX)
    again = follow(lambda shown: shown.sentence == "You are talking to Clara Winter.")

    assert (held.status_code, resumed.status_code) == (200, 200)
    assert [control.label for control in waiting.controls] == ["Resume", "Transfer"]
    assert [control.label for control in again.controls] == ["Hold", "Transfer"]
    asked = {"channelid": channel_of(talking, "callee")}
    assert [dict(request.body) for request in sim.requests("call/hold")] == [asked]
    assert [dict(request.body) for request in sim.requests("call/unhold")] == [asked]


def test_the_timeline_says_what_was_asked_and_what_became_of_it(signed_in: Client, talking: Call) -> None:
    signed_in.post(f"/calls/{talking.pk}/hold/", headers=HTMX)

    steps = talking.events.filter(source=CallEvent.Source.USER).values_list("detail", flat=True)
    assert list(steps) == ["Hold", "The PBX has agreed to hold."]


def test_without_events_hold_is_seen_by_asking(signed_in: Client, sim: Simulator, talking: Call, office: Pbx) -> None:
    sim.script("03023125100", "events_lost")
    Pbx.objects.update(name="away")  # its events have no door any more

    signed_in.post(f"/calls/{talking.pk}/hold/", headers=HTMX)

    assert now_shown().sentence == ON_HOLD


def test_a_transfer_inside_ends_our_side_as_answered_and_frees_the_phone(
    signed_in: Client, sim: Simulator, talking: Call
) -> None:
    answer = signed_in.post(f"/calls/{talking.pk}/transfer/", {"to": "1001"})
    ended = follow(lambda shown: not shown.call.is_live)

    assert (answer.status_code, answer.headers["Location"]) == (302, "/calls/live/")
    assert [dict(request.body) for request in sim.requests("call/transfer")] == [
        {"channelid": channel_of(talking, "callee"), "number": "1001"}
    ]
    assert (ended.call.outcome, ended.sentence) == (
        "answered",
        "Transferred to 1001. You are out of the call with Clara Winter; your phone is free.",
    )
    assert [found["callid"] for found in sim.calls] == [ended.call.callid]  # Clara and Ben go on


def test_a_transfer_outside_borrows_the_permission_of_the_phone(
    signed_in: Client, sim: Simulator, talking: Call
) -> None:
    make_contact("Anton Berger", "+49 30 23125 110")

    signed_in.post(f"/calls/{talking.pk}/transfer/", {"to": "030 23125-110"})

    ended = follow(lambda shown: not shown.call.is_live)
    assert [dict(request.body) for request in sim.requests("call/transfer")] == [
        {"channelid": channel_of(talking, "callee"), "number": "03023125110", "dialpermission": "1000"}
    ]
    assert ended.sentence.startswith("Transferred to Anton Berger.")


def test_what_becomes_of_the_others_does_not_change_our_outcome(
    signed_in: Client, sim: Simulator, talking: Call
) -> None:
    signed_in.post(f"/calls/{talking.pk}/transfer/", {"to": "030 23125-901"})  # busy, says the simulator
    follow(lambda shown: shown.call.billed_talk_seconds is not None)

    assert now_shown().call.outcome == "answered"


def test_those_who_are_left_are_followed_for_the_bill_until_they_hang_up(
    signed_in: Client, sim: Simulator, talking: Call
) -> None:
    signed_in.post(f"/calls/{talking.pk}/transfer/", {"to": "030 23125-110"})
    goes_on = follow(lambda shown: not shown.call.is_live).call
    sim.hang_up_far_end(goes_on.callid)
    over = follow(lambda shown: shown.call.onward_ended_at is not None).call

    assert goes_on.onward_ended_at is None
    assert (over.transfer_class, over.transfer_country, over.outcome) == ("national", "DE", "answered")


def test_a_transferred_call_is_not_hung_up_any_more(signed_in: Client, sim: Simulator, talking: Call) -> None:
    Call.objects.update(transferred_at=timezone.now())

    signed_in.post(f"/calls/{talking.pk}/hang-up/", headers=HTMX)

    assert (sim.requests("call/hangup"), Call.objects.get().hang_up_requested_at) == ([], None)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("1000", "This is the phone you are talking on. Choose another number to transfer to."),
        ("+49 30 23125100", "This is the number you are talking to. Choose another number to transfer to."),
        ("", "Write the number that the call shall be transferred to."),
        ("hello", None),
    ],
)
def test_a_target_that_cannot_be_is_refused_and_stays_in_the_form(
    signed_in: Client, sim: Simulator, talking: Call, typed: str, sentence: str | None
) -> None:
    answer = signed_in.post(f"/calls/{talking.pk}/transfer/", {"to": typed})

    page = answer.content.decode()
    assert (answer.status_code, sim.requests("call/transfer")) == (422, [])
    assert f'value="{typed}"' in page
    assert sentence is None or sentence in page


def test_what_the_pbx_refuses_is_said_and_the_call_goes_on(signed_in: Client, sim: Simulator, talking: Call) -> None:
    signed_in.post(f"/calls/{talking.pk}/transfer/", {"to": "1077"})

    shown = now_shown()
    assert (shown.sentence, shown.note) == (
        "You are talking to Clara Winter.",
        "The number you called does not exist. Check the number and try again.",
    )
    assert (shown.call.transfer_to, shown.why, shown.can_hang_up) == ("", "", True)
    assert talking.events.filter(source=CallEvent.Source.USER, code="10011").count() == 1


def test_a_transfer_whose_answer_is_lost_is_not_repeated_and_seen_by_its_effect(
    signed_in: Client, sim: Simulator, talking: Call
) -> None:
    sim.fault("call/transfer", "drop", processed=True)

    signed_in.post(f"/calls/{talking.pk}/transfer/", {"to": "1001"})

    assert follow(lambda shown: not shown.call.is_live).call.outcome == "answered"
    assert len(sim.requests("call/transfer")) == 1
    assert talking.events.filter(detail__startswith="That did not work: ").count() == 1
    ended = follow(lambda shown: shown.call.transferred_at is not None)
    assert ended.sentence == "Transferred to 1001. You are out of the call with Clara Winter; your phone is free."


def test_a_call_that_is_gone_meanwhile_is_not_held_and_ends(signed_in: Client, sim: Simulator, talking: Call) -> None:
    sim.script("03023125100", "answers")
    Pbx.objects.update(name="away")  # nobody tells us that Clara hangs up
    sim.hang_up("1000")

    signed_in.post(f"/calls/{talking.pk}/hold/", headers=HTMX)

    assert follow(lambda shown: not shown.call.is_live).call.outcome == "answered"


def test_a_double_click_asks_once(signed_in: Client, sim: Simulator, talking: Call) -> None:
    for _ in range(2):
        signed_in.post(f"/calls/{talking.pk}/hold/", headers=HTMX)
    answers = [signed_in.post(f"/calls/{talking.pk}/transfer/", {"to": "1001"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert (len(sim.requests("call/hold")), len(sim.requests("call/transfer"))) == (1, 1)


def test_two_clicks_before_a_worker_comes_are_one_wish_and_a_task_delivered_twice_asks_once(
    sim: Simulator, talking: Call
) -> None:
    with transaction.atomic():  # the task goes to the queue when this ends
        wishing.hold(talking)
        wishing.hold(talking)
        waiting = now_shown()

    steering.carry_out(talking.pk)

    assert waiting.why == "Asking the PBX to let Clara Winter wait …"
    assert len(sim.requests("call/hold")) == 1


def test_before_anybody_has_answered_the_buttons_say_why_they_wait(signed_in: Client, sim: Simulator) -> None:
    make_contact("Clara Winter", "+49 30 23125 100")
    signed_in.post("/calls/", {"to": "+49 30 23125 100", "key": "k1"})
    call = follow(lambda shown: shown.call.status == "ringing_caller").call

    page = signed_in.get("/calls/live/", headers=HTMX).content.decode()
    answer = signed_in.post(f"/calls/{call.pk}/hold/", headers=HTMX)

    why = "Hold and transfer work once Clara Winter has answered."
    assert page.count(f'aria-describedby="why-{call.pk}" title="{why}"') == 2
    assert (answer.status_code, answer.headers["HX-Retarget"], why in answer.content.decode()) == (
        422,
        "#refusal",
        True,
    )
    assert sim.requests("call/hold") == []


def test_without_the_lines_nothing_is_asked(signed_in: Client, sim: Simulator, talking: Call) -> None:
    leg = talking.legs.get(side="callee")
    type(leg).objects.filter(pk=leg.pk).update(channelid="~callee:03023125100")

    without_script = signed_in.post(f"/calls/{talking.pk}/hold/")

    assert (without_script.status_code, sim.requests("call/hold")) == (422, [])
    assert "The PBX has not told us the lines of this call yet." in without_script.content.decode()
    assert [control.reason != "" for control in now_shown().controls] == [True, True]
