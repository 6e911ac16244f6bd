"""A PBX that does not answer: after three failures nobody is sent there, and a probe finds it back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from clicktocall.pbx import silence
from clicktocall.pbx.doctor.answering import answering
from clicktocall.pbx.drivers.base import LoginStopped, NotSent, PbxError, Refused, Unanswered, Withdrawn
from clicktocall.pbx.models import Pbx
from clicktocall.pbx.sessions import HeldUp
from clicktocall.pbx.speaking import speaking_to
from clicktocall.pbx.tasks import probe
from clicktocall.pbx.turns import Errand
from clicktocall.pbxsim.config import Config
from clicktocall.pbxsim.simulator import Simulator
from tests.factories import make_pbx
from tests.pbx.drivers.raw_server import closed_port

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_tasks_run_at_once")]


@pytest.fixture
def sim() -> Iterator[Simulator]:
    with Simulator(Config(password="Secret123")) as simulator:
        yield simulator


@pytest.fixture
def office(sim: Simulator) -> Pbx:
    return make_pbx("office", url=sim.url, password="Secret123")


def meets(error: PbxError | None, *, times: int = 1) -> Pbx:
    """The PBX after errands that ended like that."""
    for _ in range(times):
        pbx = Pbx.objects.get()
        try:
            with speaking_to(pbx, Errand.LOOK):
                if error is not None:
                    raise error
        except PbxError:
            pass
    return Pbx.objects.get()


@pytest.mark.parametrize("error", [NotSent("away"), Unanswered("lost")])
def test_three_failures_in_a_row_make_a_pbx_silent(office: Pbx, error: PbxError) -> None:
    before = timezone.now()

    states = [(pbx.failures, pbx.is_silent) for pbx in (meets(error), meets(error), meets(error))]

    assert states == [(1, False), (2, False), (3, True)]
    pbx = Pbx.objects.get()
    assert pbx.silent_since is not None
    assert pbx.failed_at is not None
    assert (before < pbx.silent_since < pbx.failed_at, pbx.failed_for) == (True, str(error))


@pytest.mark.parametrize("answer", [None, Refused("no")])
def test_an_answer_of_any_kind_sets_it_back(office: Pbx, answer: PbxError | None) -> None:
    meets(Unanswered("lost"), times=5)

    pbx = meets(answer)

    assert (pbx.failures, pbx.is_silent, pbx.silent_since, pbx.failed_for) == (0, False, None, "")


@pytest.mark.parametrize("error", [Withdrawn("not wanted"), HeldUp("no cache"), LoginStopped("wrong password")])
def test_what_never_reached_the_pbx_says_nothing_about_it(office: Pbx, error: PbxError) -> None:
    untouched = meets(error, times=4).failures
    meets(Unanswered("lost"), times=2)

    assert (untouched, meets(error).failures) == (0, 2)


def test_an_answer_after_an_answer_costs_no_query(
    office: Pbx, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0), speaking_to(office, Errand.DIAL):
        pass


def test_a_flushed_cache_forgets_nothing_of_it(office: Pbx) -> None:
    meets(Unanswered("lost"), times=3)

    cache.clear()

    assert Pbx.objects.get().is_silent


def test_where_nobody_has_asked_for_a_minute_nobody_knows(office: Pbx) -> None:
    meets(Unanswered("lost"), times=3)

    with time_machine.travel(timezone.now() + timedelta(seconds=61)):
        assert not Pbx.objects.get().is_silent


def test_a_probe_finds_out_that_it_is_back_and_says_again_where_events_go(sim: Simulator, office: Pbx) -> None:
    Pbx.objects.update(url=f"http://127.0.0.1:{closed_port()}")
    meets(NotSent("away"), times=3)
    probe()
    still = Pbx.objects.get()
    Pbx.objects.update(url=sim.url)

    probe()

    assert (still.failures, still.is_silent) == (4, True)
    assert (Pbx.objects.get().failures, len(sim.requests("heartbeat"))) == (0, 1)


def test_a_pbx_that_answers_is_not_probed(sim: Simulator, office: Pbx) -> None:
    meets(Unanswered("lost"), times=2)

    probe()

    assert sim.log == []


def test_a_pbx_that_refuses_our_password_answers_all_the_same(sim: Simulator, office: Pbx) -> None:
    Pbx.objects.update(password="wrong")
    meets(Unanswered("lost"), times=3)
    probe()
    meets(Unanswered("lost"), times=3)

    probe()

    assert (Pbx.objects.get().failures, len(sim.requests("login"))) == (0, 1)


def test_the_time_is_said_as_people_say_it() -> None:
    with time_machine.travel("2026-11-24T10:45:00+01:00", tick=False):
        today = Pbx(silent_since=timezone.now() - timedelta(minutes=3))
        yesterday = Pbx(silent_since=timezone.now() - timedelta(days=1))

        assert (silence.since(today), silence.since(yesterday)) == ("10:42", "23 November, 10:45")
        assert silence.sentence(today).startswith("The PBX has not answered since 10:42, so nothing was dialled.")


def test_the_doctor_says_what_becomes_of_new_calls(office: Pbx) -> None:
    said = [answering(meets(error)) for error in (None, *[Unanswered("Nothing came.")] * 3)]
    with time_machine.travel(timezone.now() + timedelta(seconds=61)):
        said.append(answering(Pbx.objects.get()))

    assert [line.state.value for line in said] == ["good", "warning", "warning", "bad", "bad"]
    assert said[2].means == "2 requests in a row were left without an answer."
    assert said[3].means.startswith("New calls are refused at once: the PBX has not answered since ")
    assert dict(said[3].facts)["What went wrong last"] == "Nothing came."
    assert said[4].to_do == "See that a worker is running and, once only, the clock (beat)."
