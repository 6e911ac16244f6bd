"""What the doctor says of events: whether they come, by which way, and where they are told to go."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from clicktocall.pbx.doctor import examine
from clicktocall.pbx.doctor.findings import Finding, State
from clicktocall.pbx.models import Pbx
from clicktocall.pbxsim.config import Config
from clicktocall.pbxsim.simulator import Simulator
from tests.factories import make_pbx
from tests.pbx.doctor.conftest import API_ON, PASSWORD, Serve
from tests.pbx.drivers.raw_server import closed_port

pytestmark = pytest.mark.django_db(transaction=True)


def look(pbx: Pbx, *, may_log_in: bool = False) -> dict[str, Finding]:
    return {finding.key: finding for finding in examine(pbx, may_log_in=may_log_in).findings}


def test_events_by_another_way_than_expected_are_bad() -> None:
    with Simulator(Config(password=PASSWORD, transport="TCP")) as sim:
        said = look(make_pbx(url=sim.url, password=PASSWORD), may_log_in=True)["events"]

    assert (said.state, said.means) == (
        State.BAD,
        "The PBX reports events in another way than we expect them: none can arrive.",
    )
    assert dict(said.facts) == {"We expect them by": "HTTP", "The PBX reports by": "TCP"}


def test_the_age_of_the_last_event_is_told(office: Pbx) -> None:
    Pbx.objects.update(last_event_at=timezone.now() - timedelta(hours=2, minutes=1))
    recent = look(Pbx.objects.get())["events"]
    Pbx.objects.update(last_event_at=timezone.now() - timedelta(days=8, minutes=1))
    old = look(Pbx.objects.get())["events"]

    assert (recent.state, recent.means) == (State.GOOD, "The last event came 2\xa0hours, 1\xa0minute ago.")
    assert (old.state, old.means) == (State.WARNING, "The last event came 1\xa0week, 1\xa0day ago.")


def test_our_address_is_shown_without_its_secret(office: Pbx, settings: Settings) -> None:
    settings.PBX_EVENTS_URL = "http://10.1.1.1:8000"

    said = look(office)["events_address"]

    assert said.facts == (("Address we tell the PBX", "http://10.1.1.1:8000/pbx/office/events/••••••••/"),)


def test_a_loopback_address_told_to_another_machine_is_a_warning(settings: Settings) -> None:
    settings.PBX_EVENTS_URL = "http://localhost:8000"

    said = look(make_pbx(url="http://no-such-pbx.invalid"))["events_address"]

    assert (said.state, said.to_do) == (
        State.WARNING,
        "Set PBX_EVENTS_URL to the address at which the PBX reaches this server, and restart.",
    )


def test_by_tcp_the_pbxs_own_port_for_events_is_looked_at(serve: Serve) -> None:
    with Simulator(Config(password=PASSWORD, transport="TCP")) as sim:
        pbx = make_pbx(url=sim.url, password=PASSWORD, events_by="tcp", events_port=serve(API_ON).port)
        listening = look(pbx, may_log_in=True)
        Pbx.objects.update(events_port=closed_port())
        closed = look(Pbx.objects.get(), may_log_in=True)["events_address"]

    assert (listening["events_address"].state, listening["events_address"].remedy) == (State.GOOD, None)
    assert listening["events"].to_do == (
        "Make a call. If still none comes, see that the command pbx_listen is running on this server."
    )
    assert (closed.state, closed.means) == (State.BAD, "Nothing listens at the PBX's port for events.")
