"""What the doctor says of a PBX as a whole, line by line."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone
from pytest_django import Settings

from clicktocall.pbx import doctor
from clicktocall.pbx.doctor import examine, reaching
from clicktocall.pbx.doctor.findings import Finding, Remedy, Report, State
from clicktocall.pbx.models import Pbx
from clicktocall.pbx.sessions import SharedTokens, driver_for
from clicktocall.pbxsim.config import Config
from clicktocall.pbxsim.office import Office
from clicktocall.pbxsim.simulator import Simulator
from tests.factories import make_extension, make_pbx, make_user
from tests.pbx.doctor.conftest import API_ON, PASSWORD, Serve
from tests.pbx.drivers.certificates import make_certificate
from tests.pbx.drivers.raw_server import Connection, closed_port, say

pytestmark = pytest.mark.django_db(transaction=True)

LINES = [
    "address", "certificate", "api", "login", "token", "answering", "firmware", "clock", "events", "events_address",
    "phones",
]  # fmt: skip


def look(pbx: Pbx, *, may_log_in: bool = False) -> dict[str, Finding]:
    return {finding.key: finding for finding in examine(pbx, may_log_in=may_log_in).findings}


def states(findings: dict[str, Finding]) -> dict[str, str]:
    return {key: finding.state.value for key, finding in findings.items()}


def test_a_pbx_that_is_all_right_is_good_on_every_line(office: Pbx, settings: Settings) -> None:
    make_extension("1000", pbx=office)
    Pbx.objects.update(last_event_at=timezone.now())

    said = look(Pbx.objects.get())

    assert list(said) == [*LINES, "phone-1000"]
    assert states(said) == dict.fromkeys([*LINES, "phone-1000"], "good")
    assert said["firmware"].facts == (("Model", "S100"), ("Firmware", "30.13.0.35"), ("Serial number", "369451090405"))


def test_looking_neither_logs_in_nor_changes_a_row(sim: Simulator) -> None:
    pbx = make_pbx(url=sim.url, password=PASSWORD)
    before = Pbx.objects.values().get()

    said = look(pbx)

    assert (said["api"].state, said["login"].state, said["login"].remedy) == (
        State.GOOD, State.NOT_CHECKED, Remedy.LOG_IN,
    )  # fmt: skip
    assert said["login"].means == "Nobody is logged in at the PBX just now. A call, or the next heartbeat, logs in."
    assert [said[key].means for key in ("token", "firmware", "clock", "phones")] == ["See “Login” first."] * 4
    assert (sim.requests("login"), Pbx.objects.values().get()) == ([], before)


def test_a_pbx_that_sends_our_login_away_is_not_said_to_have_let_us_in(serve: Serve) -> None:
    sent_away = say(b"", status="302 Found", headers="Location: /login.html")

    def reply(connection: Connection) -> None:
        (sent_away if connection.request.path.endswith("/login") else API_ON)(connection)

    said = look(make_pbx(url=serve(reply).url, password=PASSWORD), may_log_in=True)["login"]

    assert (said.state, said.code) == (State.BAD, "HTTP 302")
    assert said.means.startswith("The PBX did not let us in. The PBX sends us on to another page.")


def test_whoever_may_log_in_does_so_once(sim: Simulator) -> None:
    pbx = make_pbx(url=sim.url, password=PASSWORD)

    said = look(pbx, may_log_in=True)

    assert (said["login"].state, said["token"].means) == (
        State.GOOD,
        "Logged in 0\xa0minutes ago. A heartbeat every five minutes keeps that alive.",
    )
    assert len(sim.requests("login")) == 1


def test_a_login_that_the_pbx_has_forgotten_is_not_renewed_by_looking(sim: Simulator, office: Pbx) -> None:
    sim.forget_tokens()

    said = look(office)

    assert said["login"].means.startswith("The PBX does not accept our login any more.")
    assert (said["login"].state, len(sim.requests("login"))) == (State.NOT_CHECKED, 1)


def test_a_wrong_password_stops_logins_and_the_doctor_never_tries_again(sim: Simulator) -> None:
    pbx = make_pbx(url=sim.url, password="wrong")

    first = look(pbx, may_log_in=True)["login"]
    second = look(pbx, may_log_in=True)["login"]
    third = look(pbx)["login"]

    assert (first.state, first.remedy) == (State.BAD, Remedy.LET_LOGINS)
    assert first.means == (
        "No login is tried any more. The PBX did not accept the API user name or password. "
        "Have an administrator enter them again in the PBX's settings."
    )
    assert (first, first) == (second, third)
    assert len(sim.requests("login")) == 1


def test_a_lock_out_says_when_the_next_login_is_tried(sim: Simulator) -> None:
    sim.fault("login", "errno", errno="20002")
    pbx = make_pbx(url=sim.url, password=PASSWORD)

    said = look(pbx, may_log_in=True)["login"]
    Pbx.objects.update(logins_stopped_until=timezone.now() + timedelta(minutes=3, seconds=-30))
    later = look(pbx, may_log_in=True)["login"]

    assert said.means.startswith("The PBX has locked us out. The next login is tried in 10 minutes, at ")
    assert later.means.startswith("The PBX has locked us out. The next login is tried in 3 minutes, at ")
    assert len(sim.requests("login")) == 1


def test_a_password_that_no_key_opens_is_not_tried(sim: Simulator) -> None:
    pbx = make_pbx(url=sim.url, password="")

    said = look(pbx, may_log_in=True)["login"]

    assert (said.state, said.means) == (State.BAD, "The API password cannot be read, so no login is tried.")
    assert sim.requests("login") == []


def test_a_lost_cache_forgets_when_we_logged_in_and_that_is_said(office: Pbx) -> None:
    cache.delete(SharedTokens(office.pk, office.line()).since_key)

    said = look(office)["token"]

    assert (said.state, said.means) == (State.NOT_CHECKED, "It was not noted when we logged in.")


def test_the_api_switched_off_is_said_with_where_to_switch_it_on(serve: Serve) -> None:
    for reply in (say(b"<html>", status="404 Not Found"), say(b"<html><h1>Yeastar</h1></html>")):
        pbx = make_pbx(f"pbx-{Pbx.objects.count()}", url=serve(reply).url)

        said = look(pbx)

        assert said["api"].means.startswith("The PBX has no API at this address. Switch it on under Settings > PBX >")
        assert (said["api"].state, said["login"].state) == (State.BAD, State.NOT_CHECKED)


def test_a_redirect_names_the_address_to_enter(sim: Simulator) -> None:
    sim.fault("deviceinfo/query", "redirect")
    pbx = make_pbx(url=sim.url)

    said = look(pbx)

    assert said["address"].means == (
        "The PBX sends us on to another address. Enter this one in the PBX's settings: https://127.0.0.1:8088"
    )
    assert (said["address"].state, said["api"].means) == (State.BAD, "See “Address” first.")


def test_http_at_a_port_for_https_names_the_address_to_enter(serve: Serve) -> None:
    server = serve(API_ON, make_certificate())
    pbx = make_pbx(url=server.url.replace("https", "http"))

    said = look(pbx)["address"]

    assert (said.means, said.to_do) == (
        "The PBX speaks https at this port, not http.",
        f"Enter this address in the PBX's settings: {server.url}",
    )


def test_a_closed_port_is_named() -> None:
    port = closed_port()

    said = look(make_pbx(url=f"http://127.0.0.1:{port}"))

    assert said["address"].means == f"The machine 127.0.0.1 is there, but nothing listens at its port {port}."
    assert states(said) == dict.fromkeys(LINES, "not_checked") | {
        "address": "bad",
        "answering": "warning",
        "events": "warning",
        "events_address": "good",
    }


def test_a_name_that_nobody_knows_is_named() -> None:
    said = look(make_pbx(url="http://no-such-pbx.invalid:8088"))

    assert said["address"].means == "Nothing is known here by the name no-such-pbx.invalid."


def test_a_pbx_that_answers_nothing_costs_only_one_wait(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "ANSWER_SECONDS", 0.5)
    monkeypatch.setattr(reaching, "PROBE_SECONDS", 0.2)
    server = serve(lambda connection: connection.is_over.wait(20))
    pbx = make_pbx(url=server.url)
    begun = time.monotonic()

    said = look(pbx, may_log_in=True)

    assert (said["api"].state, said["login"].state) == (State.BAD, State.NOT_CHECKED)
    assert said["api"].means.startswith("The PBX did not answer within 0.5 seconds.")
    assert time.monotonic() - begun < 3


def test_a_slow_pbx_is_not_asked_for_ever(office: Pbx, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "VISIT_SECONDS", -1.0)

    said = look(office)

    assert said["phones"].means == "There was no time left: the PBX answers slowly."
    assert states(said)["login"] == "not_checked"


def test_an_old_firmware_is_a_warning() -> None:
    office = Office(firmware="30.12.0.44")
    with Simulator(Config(password=PASSWORD, office=office)) as sim:
        said = look(make_pbx(url=sim.url, password=PASSWORD), may_log_in=True)["firmware"]

    assert (said.state, said.means) == (
        State.WARNING,
        "The PBX's firmware is older than 30.13.0.30, with which its API begins to do what we need.",
    )


def test_the_phones_of_users_are_looked_at_one_by_one_the_worst_first(office: Pbx) -> None:
    for number in ("1000", "1003", "1004", "1005", "4711"):
        make_extension(number, pbx=office)

    phones = [finding for finding in examine(office, may_log_in=False).findings if finding.is_phone]

    assert [(phone.title, phone.state.value, phone.means) for phone in phones] == [
        ("4711 · anna", "bad", "The PBX has no such extension."),
        ("1003 · anna", "warning", "The phone is not registered at the PBX: it cannot ring."),
        (
            "1004 · anna", "warning",
            "The PBX does not let this extension call outside: only colleagues can be called from it.",
        ),
        ("1005 · anna", "warning", "Do not disturb is on: the PBX does not let this phone ring."),
        ("1000 · anna", "good", "The phone can ring and may call outside."),
    ]  # fmt: skip


def test_phones_are_judged_without_details_where_the_pbx_gives_none(sim: Simulator, office: Pbx) -> None:
    make_extension("1000", pbx=office)
    sim.fault("extension/query", "errno", errno="10006")

    said = look(office)

    assert said["phones"].state is State.WARNING
    assert said["phone-1000"].means == "The phone can ring. Whether it may call outside is not known."


def test_no_secret_of_an_extension_or_a_login_is_in_a_report(sim: Simulator, office: Pbx) -> None:
    make_extension("1000", pbx=office)
    secret = driver_for(office)._client.ask("extension/query", {"number": "1000"})["extinfos"]  # type: ignore[attr-defined]  # -- the driver of this test
    assert isinstance(secret, list)
    assert isinstance(secret[0], dict)
    token = SharedTokens(office.pk, office.line()).current()

    said = repr(examine(office, may_log_in=False))

    told: list[Any] = [secret[0]["registerpassword"], secret[0]["loginpassword"], token, PASSWORD, office.event_secret]
    assert [each for each in told if str(each) in said] == []


def test_a_report_counts_and_knows_when_something_is_bad(office: Pbx) -> None:
    make_extension("4711", pbx=office, user=make_user("ben"))

    report = examine(office, may_log_in=False)

    assert (report.is_bad, report.count(State.BAD)) == (True, 1)
    assert Report(pbx="office", findings=(), seconds=0.1).is_bad is False
