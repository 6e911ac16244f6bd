"""Every pair of caller and callee that a PBX connects, over real HTTP both ways: one request, the words, the end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from clicktocall.accounts.models import User
from clicktocall.calls import ending, timeline
from clicktocall.calls.showing import show
from clicktocall.pbx.models import Pbx
from clicktocall.pbxsim.config import Config
from clicktocall.pbxsim.simulator import Simulator
from directory.models import Extension
from tests.calls.by_http import PASSWORD, ended, follow, office_at
from tests.calls.pairs import OF_THE_OFFICE, OUTSIDE, OWN, PAIRS
from tests.factories import (
    let_others_call,
    make_contact,
    make_extension,
    make_office_number,
    make_own_number,
    make_user,
)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("_tasks_run_at_once", "phone"),
    pytest.mark.thorough,
]


@pytest.fixture
def sim() -> Iterator[Simulator]:
    """Ten times as fast as a PBX; phones inside are lifted by the tests."""
    with Simulator(Config(password=PASSWORD, speed=10)) as simulator:
        simulator.park("6901", "03023125109")
        yield simulator


@pytest.fixture
def office(sim: Simulator, live_server: LiveServer, settings: Settings) -> Iterator[Pbx]:
    with office_at(sim, live_server, settings) as pbx:
        for number, (name, kind) in OF_THE_OFFICE.items():
            make_office_number(number, name, kind, pbx=pbx)
        make_contact("Clara Winter", OUTSIDE)
        make_extension("1001", user=make_user("ben", first_name="Ben", last_name="Okafor"), pbx=pbx)
        yield pbx


@pytest.fixture
def phone(anna: User, office: Pbx) -> Extension:
    phone = make_extension("1000", user=anna, pbx=office)
    let_others_call(phone.user)
    make_own_number(OWN, user=phone.user)
    return phone


def lift(sim: Simulator, number: str) -> None:
    sim.wait_for(lambda: any(found.number == number and found.ringing for found in sim.phones))
    sim.pick_up(number)


@pytest.mark.parametrize("name", PAIRS)
def test_a_pair_is_dialled_once_and_told_from_the_ringing_to_the_end(
    signed_in: Client, sim: Simulator, name: str
) -> None:
    pair = PAIRS[name]

    signed_in.post("/calls/", {"to": pair.to, "key": "k", "extension": pair.caller})
    if pair.rings:
        ringing = follow(lambda call: call.status == "ringing_caller")
        assert show(ringing).sentence == pair.rings
    for number in pair.lifts:
        lift(sim, number)
    talking = follow(lambda call: call.status == "talking")
    assert show(talking).sentence == pair.talks
    ending.ask_to_end(talking)
    call = follow(ended)

    assert sim.dials == [pair.sent]
    assert (call.outcome, show(call).sentence.startswith(pair.ended)) == ("answered", True)
    assert [found for found in sim.calls if found["phase"] != "over"] == []


FAILURES = {
    "nobody of the queue is free": (
        "6700@office", OUTSIDE, "caller_no_answer",
        "Nobody of the Support queue was free or picked up, so Clara Winter was not called.",
    ),
    "the agent lifts and the customer is busy": (
        "6700@office", "+49 30 23125 901", "busy", "The line of Ines Herbst is busy. Try again later.",
    ),
    "the menu calls somebody who does not answer": (
        "6500@office", "+49 30 23125 902", "no_answer", "Ines Herbst did not answer. Try again later.",
    ),
    "my own number is busy": (
        "+493023125901", OUTSIDE, "caller_no_answer",
        "You did not answer on 030 23125901, so Clara Winter was not called.",
    ),
    "my own number does not exist": (
        "+493023125904", OUTSIDE, "failed",
        "You could not be called on 030 23125904, so Clara Winter was not called. Choose one of your phones.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAILURES)
def test_what_fails_says_on_which_side(signed_in: Client, sim: Simulator, phone: Extension, name: str) -> None:
    caller, to, outcome, sentence = FAILURES[name]
    if caller.startswith("+"):
        phone.user.own_number.delete()
        make_own_number(caller, user=phone.user)
    if to != OUTSIDE:
        make_contact("Ines Herbst", to)
    if name == "nobody of the queue is free":
        sim.busy("1007")
        sim.offline("1008")

    signed_in.post("/calls/", {"to": to, "key": "k", "extension": caller})
    if name == "the agent lifts and the customer is busy":
        lift(sim, "1007")
    call = follow(ended)

    assert (call.outcome, show(call).sentence, len(sim.dials)) == (outcome, sentence, 1)


def test_the_phones_that_a_group_leaves_fall_silent_in_the_timeline(signed_in: Client, sim: Simulator) -> None:
    signed_in.post("/calls/", {"to": OUTSIDE, "key": "k", "extension": "6700@office"})
    follow(lambda call: call.legs.count() == 2)
    lift(sim, "1008")
    call = follow(lambda call: call.status == "talking")

    told = timeline.timeline_of(call)
    assert {telephone.number: (telephone.side, telephone.state_words) for telephone in told.telephones} == {
        "1007": ("The Support queue", "no longer rings"),
        "1008": ("The Support queue", "talks"),
        "03023125100": ("The other side", "talks"),
    }
    assert "The Support queue is being rung" in [step.status_words for step in told.steps]


def test_a_lost_answer_of_a_queue_s_call_is_found_among_those_that_go_out(signed_in: Client, sim: Simulator) -> None:
    sim.script("03023125100", "drops_after")
    signed_in.post("/calls/", {"to": OUTSIDE, "key": "k", "extension": "6500@office"})

    call = follow(lambda call: call.status == "talking")

    assert (call.callid, len(sim.dials)) == (sim.calls[0]["callid"], 1)


def test_whoever_is_not_in_the_call_is_offered_no_hold_and_no_transfer(signed_in: Client, sim: Simulator) -> None:
    signed_in.post("/calls/", {"to": OUTSIDE, "key": "k", "extension": "6500@office"})
    call = follow(lambda call: call.status == "talking")

    refused = signed_in.post(f"/calls/{call.pk}/hold/")

    assert (show(call).controls, refused.status_code) == ([], 422)
    assert "You are not in this call yourself." in refused.content.decode()
    assert sim.requests("call/hold") == []


def test_hanging_up_silences_every_phone_that_rings_for_a_queue(signed_in: Client, sim: Simulator) -> None:
    signed_in.post("/calls/", {"to": OUTSIDE, "key": "k", "extension": "6700@office"})
    ringing = follow(lambda call: call.legs.filter(state="ringing").count() == 2)

    ending.ask_to_end(ringing)
    call = follow(ended)

    assert (call.outcome, [found.number for found in sim.phones if found.ringing]) == ("cancelled", [])


def test_from_my_own_number_i_can_send_the_other_side_on_to_a_colleague(signed_in: Client, sim: Simulator) -> None:
    signed_in.post("/calls/", {"to": OUTSIDE, "key": "k", "extension": OWN})
    call = follow(lambda call: call.status == "talking" and call.legs.filter(side="callee").exists())

    signed_in.post(f"/calls/{call.pk}/transfer/", {"to": "1001"})
    lift(sim, "1001")
    call = follow(lambda call: call.transferred_at)

    (sent,) = sim.requests("call/transfer")
    assert (sent.body["number"], call.transfer_whom) == ("1001", "Ben Okafor")
    assert show(call).sentence.startswith("Transferred to Ben Okafor.")
