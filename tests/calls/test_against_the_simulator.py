"""Every way a PBX can behave, over real HTTP both ways: one dial request, the right end, the right sentence."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from clicktocall.calls import ending
from clicktocall.calls.models import Call
from clicktocall.calls.showing import show
from clicktocall.calls.timeline import timeline_of
from clicktocall.pbx.models import Pbx
from clicktocall.pbx.sessions import driver_for
from clicktocall.pbxsim.config import Config
from clicktocall.pbxsim.simulator import Simulator
from tests.calls.by_http import PASSWORD, ended, follow, office_at
from tests.factories import make_contact

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("_tasks_run_at_once", "phone"),
    pytest.mark.thorough,
]

CLARA = "Clara Winter"
TALKED = "The call with Clara Winter has ended."
NOT_DIALLED = "The PBX has neither this call nor a record of it, so it was not dialled."


@pytest.fixture
def sim() -> Iterator[Simulator]:
    """Twenty times as fast as a PBX; phones are lifted by the tests."""
    with Simulator(Config(password=PASSWORD, speed=20)) as simulator:
        yield simulator


@pytest.fixture
def office(sim: Simulator, live_server: LiveServer, settings: Settings) -> Iterator[Pbx]:
    with office_at(sim, live_server, settings) as pbx:
        yield pbx


def click(signed_in: Client, number: str) -> Call:
    make_contact(CLARA, number)
    signed_in.post("/calls/", {"to": number, "key": "k1"})
    return Call.objects.get()


def test_a_call_is_followed_from_the_click_to_the_end(signed_in: Client, sim: Simulator) -> None:
    sim.script("03023125100", "answers", after=60)  # three seconds here: long enough to be seen on a busy machine
    click(signed_in, "+49 30 23125 100")

    follow(lambda call: call.status == "ringing_caller")
    sim.pick_up("1000")
    follow(lambda call: call.status == "ringing_callee" and call.legs.filter(side="callee", state="ringing").exists())
    talking = follow(lambda call: call.status == "talking")
    sim.hang_up("1000")
    call = follow(lambda call: ended(call) and call.billed_talk_seconds is not None)

    assert (call.outcome, talking.callid, len(sim.dials)) == ("answered", call.callid, 1)
    assert [step.status for step in timeline_of(call).steps if step.status] == [
        "queued", "dialing", "ringing_caller", "ringing_callee", "talking", "ended",
    ]  # fmt: skip
    assert show(call).sentence.startswith("The call with Clara Winter has ended.")


STORIES = {
    "busy": ("+49 30 23125 901", True, "busy", "The line of Clara Winter is busy. Try again later."),
    "no answer": ("+49 30 23125 902", True, "no_answer", "Clara Winter did not answer. Try again later."),
    "declined": ("+49 30 23125 903", True, "rejected", "Clara Winter declined the call."),
    "not found": ("+49 30 23125 904", True, "invalid_number", "The PBX cannot call the number of Clara Winter."),
    "own phone not lifted": ("+49 30 23125 905", False, "caller_no_answer", "Your phone 1000 was not picked up"),
    "slow": ("+49 30 23125 906", True, "answered", TALKED),
    "silent": ("+49 30 23125 907", False, "unknown", "The PBX tells us nothing more about this call."),
    "dropped before": ("+49 30 23125 908", False, "failed", NOT_DIALLED),
    "dropped after": ("+49 30 23125 909", True, "answered", TALKED),
    "HTML": ("+49 30 23125 910", False, "failed", NOT_DIALLED),
    "HTML, and placed": ("+49 30 23125 930", True, "answered", TALKED),
    "hangs up": ("+49 30 23125 912", True, "answered", TALKED),
    "events swapped": ("+49 30 23125 921", True, "answered", TALKED),
    "events doubled": ("+49 30 23125 922", True, "answered", TALKED),
    "no CDR": ("+49 30 23125 923", True, "answered", TALKED),
    "event first": ("+49 30 23125 924", True, "answered", TALKED),
    "no events": ("+49 30 23125 931", True, "answered", TALKED),
    "a comma too many": ("+49 30 23125 932", True, "busy", "The line of Clara Winter is busy. Try again later."),
    "not passed on": ("+49 30 23125 933", False, "failed", NOT_DIALLED),
    "half an answer": ("+49 30 23125 934", True, "answered", TALKED),
    "redirected": ("+49 30 23125 937", False, "refused", "The PBX "),
    "HTTP 500": ("+49 30 23125 938", False, "failed", NOT_DIALLED),
    "wrong types": ("+49 30 23125 940", True, "answered", TALKED),
    "congestion": ("+49 30 23125 941", True, "failed", "The call to Clara Winter failed."),
}  # fmt: skip


@pytest.mark.parametrize("story", STORIES)
def test_each_script_ends_as_it_should_with_one_dial_request(signed_in: Client, sim: Simulator, story: str) -> None:
    number, rings, outcome, sentence = STORIES[story]

    click(signed_in, number)
    if rings:
        follow(
            lambda call: ended(call) or any(found.doing == "ringing" for found in sim.phones if found.number == "1000")
        )
        sim.pick_up("1000")
    if outcome == "answered":
        follow(lambda call: call.status == "talking" or ended(call))
        if Call.objects.get().is_live and number[-3:] not in {"912", "921", "922", "923"}:
            sim.hang_up("1000")
    call = follow(ended)

    assert (call.outcome, len(sim.dials)) == (outcome, 1)
    assert show(call).sentence.startswith(sentence)


def test_hang_up_ends_the_call_at_the_pbx(signed_in: Client, sim: Simulator) -> None:
    click(signed_in, "+49 30 23125 100")
    follow(lambda call: call.status == "ringing_caller")

    ending.ask_to_end(Call.objects.get())
    call = follow(ended)

    assert (call.outcome, [found for found in sim.calls if found["phase"] != "over"]) == ("cancelled", [])


def test_a_lost_token_costs_one_login_and_no_second_ring(signed_in: Client, sim: Simulator, office: Pbx) -> None:
    driver_for(office).keep_alive()
    sim.forget_tokens()

    click(signed_in, "+49 30 23125 100")

    assert (len(sim.dials), len(sim.requests("login"))) == (2, 2)
    assert [call["callid"] for call in sim.calls] == [Call.objects.get().callid]


def test_a_wrong_password_is_tried_once_and_says_so(signed_in: Client, sim: Simulator, office: Pbx) -> None:
    Pbx.objects.update(password="Wrong1234")
    for key in ("a", "b", "c"):
        signed_in.post("/calls/", {"to": "+49 30 23125 100", "key": key})

    outcomes = set(Call.objects.values_list("outcome", flat=True))
    assert (outcomes, len(sim.requests("login")), sim.dials) == ({"refused"}, 1, [])


def test_a_pbx_that_comes_back_takes_the_next_click(signed_in: Client, sim: Simulator, office: Pbx) -> None:
    Pbx.objects.update(url="http://127.0.0.1:9")
    signed_in.post("/calls/", {"to": "+49 30 23125 100", "key": "a"})
    away = Call.objects.get().outcome
    Pbx.objects.update(url=sim.url)

    signed_in.post("/calls/", {"to": "+49 30 23125 100", "key": "b"})

    assert (away, Call.objects.get(key__startswith="b/").status in {"dialing", "ringing_caller"}) == (
        "unreachable",
        True,
    )
