"""What a visit of the doctor says about the PBX's health, and that it keeps to the places there."""

from __future__ import annotations

from contextlib import ExitStack

import pytest
from django.utils import timezone
from pytest_django import Settings

from clicktocall.pbx import doctor
from clicktocall.pbx.doctor import examine
from clicktocall.pbx.models import Pbx
from clicktocall.pbx.turns import Errand, turn
from clicktocall.pbxsim.simulator import Simulator
from tests.factories import make_pbx
from tests.pbx.doctor.conftest import Serve
from tests.pbx.drivers.raw_server import closed_port, say

pytestmark = pytest.mark.django_db(transaction=True)


def silenced(pbx: Pbx) -> Pbx:
    now = timezone.now()
    Pbx.objects.filter(pk=pbx.pk).update(failures=5, failed_at=now, silent_since=now, failed_for="No answer.")
    return Pbx.objects.get(pk=pbx.pk)


@pytest.mark.parametrize("may_log_in", [True, False])
def test_a_silent_pbx_is_asked_all_the_same_and_its_answer_lets_calls_go_again(
    office: Pbx, *, may_log_in: bool
) -> None:
    pbx = silenced(office)
    assert pbx.is_silent

    report = examine(pbx, may_log_in=may_log_in)

    assert Pbx.objects.get().is_silent is False
    assert {line.key: line.state.value for line in report.findings}["answering"] == "good"


@pytest.mark.parametrize("served", [say(b"no", status="500 Internal Server Error"), lambda _connection: None])
def test_a_visit_without_an_answer_is_one_failure_however_much_was_to_be_asked(serve: Serve, served: object) -> None:
    pbx = make_pbx(url=serve(served).url)

    examine(pbx, may_log_in=True)

    assert Pbx.objects.get().failures == 1


def test_a_pbx_that_cannot_be_reached_has_failed_once() -> None:
    pbx = make_pbx(url=f"http://127.0.0.1:{closed_port()}")

    examine(pbx, may_log_in=True)
    examine(pbx, may_log_in=True)

    pbx.refresh_from_db()
    assert (pbx.failures, pbx.failed_for[:12]) == (2, "The machine ")


def test_a_no_is_an_answer(serve: Serve) -> None:
    """Whoever answers at the address is not away; what is wrong there the other lines say."""
    pbx = make_pbx(url=serve(say({"status": "Failed", "errno": "30003"})).url)

    examine(pbx, may_log_in=True)

    assert Pbx.objects.get().failures == 0


def test_the_doctor_waits_for_no_place_and_takes_one(
    office: Pbx, sim: Simulator, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PBX_REQUESTS_AT_ONCE = 2
    asked = len(sim.log)
    with ExitStack() as stack:
        stack.enter_context(turn(office.pk, Errand.LOOK))
        said = {line.key: line for line in examine(office, may_log_in=True).findings}
        assert len(sim.log) == asked

    assert said["login"].means.startswith("The PBX is busy with other requests of ours")
    assert (said["api"].state.value, Pbx.objects.get().failures) == ("not_checked", 0)
    taken: list[tuple[int, Errand]] = []
    monkeypatch.setattr(doctor, "turn", _counted(taken))
    examine(office, may_log_in=False)
    assert taken == [(office.pk, Errand.LOOK)]


def _counted(taken: list[tuple[int, Errand]]) -> object:
    def counted(pbx_pk: int, errand: Errand) -> object:
        taken.append((pbx_pk, errand))
        return turn(pbx_pk, errand)

    return counted
