"""A PBX that cannot reach us is listened to by TCP, whatever happens to the connection."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from django.db import OperationalError, connection

from clicktocall.calls import dialing, listening
from clicktocall.calls.models import Call
from clicktocall.pbx.drivers.base import CutOff, LoginStopped, NotSent, Refused
from clicktocall.pbx.models import Notice, Pbx
from clicktocall.pbxsim.config import Config
from clicktocall.pbxsim.simulator import Simulator
from tests.calls.by_tcp import PASSWORD, pbx_at, simulator, until
from tests.calls.messages import status
from tests.factories import make_call, make_extension, make_pbx

pytestmark = pytest.mark.django_db(transaction=True)

ANSWERED_AND_OVER = "03023125912"


@pytest.fixture(autouse=True)
def _no_long_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "FIRST_PAUSE", 0.02)
    monkeypatch.setattr(listening, "PAUSE_STOPPED", 0.05)
    monkeypatch.setattr(listening, "REREAD_SECONDS", 0.05)


@contextmanager
def listened(*names: str) -> Iterator[threading.Thread]:
    stopped = threading.Event()
    thread = threading.Thread(target=closing_its_connection, args=(listening.listen_to_all, names, stopped))
    thread.start()
    try:
        yield thread
    finally:
        stopped.set()
        thread.join(5)


def closing_its_connection(act: Callable[..., None], *arguments: object) -> None:
    try:
        act(*arguments)
    finally:
        connection.close()


def place(pbx: Pbx, callee: str = ANSWERED_AND_OVER, phone: str = "1000") -> Call:
    call = make_call(pbx=pbx, extension=make_extension(phone, pbx=pbx), callee=callee)
    dialing.dial(call.pk)
    return call


def is_told_of(extension: str) -> bool:
    return Notice.objects.filter(subject=extension).exists()


def is_over(call: Call) -> bool:
    call.refresh_from_db()
    return call.status == Call.Status.ENDED and call.billed_talk_seconds is not None


@pytest.mark.parametrize(
    "wire", [{}, {"tcp_answer": "none", "tcp_pieces": 5}, {"tcp_answer": "json", "tcp_together": 9}]
)
def test_a_whole_call_is_followed_by_tcp(wire: dict[str, Any]) -> None:
    with simulator(**wire) as sim:
        pbx = pbx_at(sim)
        with listened():
            sim.wait_for(lambda: sim.tcp_clients)

            call = place(pbx)
            until(lambda: is_over(call))

        pbx.refresh_from_db()
        assert (call.outcome, pbx.last_event_at is not None) == ("answered", True)
        assert [entry.body["port"] for entry in sim.requests("login")] == ["0"]


def test_a_connection_that_is_dropped_again_and_again_is_made_again() -> None:
    with simulator(tcp_drop_after=1) as sim:
        pbx_at(sim)
        with listened():
            for number in ("1000", "1001", "1002"):
                sim.wait_for(lambda: sim.tcp_clients)
                sim.busy(number)
                until(partial(is_told_of, number))

        assert len(sim.requests("tcp login")) >= 3


def test_a_pbx_that_is_not_there_yet_is_found_when_it_comes() -> None:
    with simulator() as sim:
        port, url = sim.tcp_port, sim.url
    pbx = make_pbx(url=url, password=PASSWORD, events_by="tcp", events_port=port)

    with listened(), Simulator(Config(password=PASSWORD, transport="TCP", tcp_port=port)) as sim:
        sim.wait_for(lambda: sim.tcp_clients)

    assert pbx.name == "office"


def test_a_wrong_password_is_tried_once_and_again_when_staff_change_it(caplog: pytest.LogCaptureFixture) -> None:
    with simulator() as sim:
        pbx = pbx_at(sim, password="wrong")
        with listened():
            until(lambda: Pbx.objects.exclude(logins_stopped_at=None).exists())
            time.sleep(0.3)  # several looks whether logins are still stopped
            tries = len(sim.requests("tcp login"))
            pbx.password = PASSWORD
            pbx.save(update_fields=["password"])
            sim.wait_for(lambda: sim.tcp_clients)

    told = [record for record in caplog.records if "step=listen" in record.message and "LoginStopped" in record.message]
    assert (tries, len(told)) == (1, 1)
    assert ("wrong" in caplog.text, PASSWORD in caplog.text) == (False, False)


def test_a_stop_of_the_logins_by_http_holds_for_tcp() -> None:
    with simulator() as sim:
        pbx = pbx_at(sim, password="wrong")
        place(pbx)

        with listened():
            time.sleep(0.3)  # time for several tries

        assert (len(sim.requests("login")), sim.requests("tcp login")) == (1, [])


def test_a_pbx_that_is_changed_while_we_listen_is_reached_as_it_is_now() -> None:
    with simulator() as old, simulator() as new:
        pbx = pbx_at(old)
        with listened():
            old.wait_for(lambda: old.tcp_clients)
            Pbx.objects.filter(pk=pbx.pk).update(url=new.url, events_port=new.tcp_port)
            new.wait_for(lambda: new.tcp_clients)
            old.wait_for(lambda: old.tcp_clients == 0)
            Pbx.objects.filter(pk=pbx.pk).update(is_active=False)
            new.wait_for(lambda: new.tcp_clients == 0)


def test_pbxs_are_picked_up_when_they_are_set_up_and_only_those_that_are_meant() -> None:
    with simulator() as one, simulator() as two, simulator() as three:
        pbx_at(three, name="three", events_by="http")
        with listened():
            pbx_at(one, name="one")
            pbx_at(two, name="two")
            one.wait_for(lambda: one.tcp_clients)
            two.wait_for(lambda: two.tcp_clients)
        with listened("two"):
            two.wait_for(lambda: len(two.requests("tcp login")) == 2)

        assert [len(sim.requests("tcp login")) for sim in (one, two, three)] == [1, 2, 0]


def test_a_thread_that_has_ended_is_replaced() -> None:
    with simulator() as sim:
        pbx = pbx_at(sim)
        ended = threading.Thread(target=str)
        ended.start()
        ended.join()
        gone = listening.Listener(kind=pbx.kind, line=pbx.line(), stopped=threading.Event(), thread=ended)
        listeners = {pbx.pk: gone}

        listening._adjust(listeners, {pbx.pk: pbx})
        sim.wait_for(lambda: sim.tcp_clients)
        listening._stop(listeners)

        assert listeners[pbx.pk] is not gone


@pytest.mark.usefixtures("_tasks_run_at_once")
def test_a_restart_of_the_pbx_is_followed_by_a_new_login() -> None:
    with simulator() as sim:
        pbx_at(sim)
        with listened():
            sim.wait_for(lambda: sim.tcp_clients)

            sim.boot_up()
            sim.wait_for(lambda: sim.requests("heartbeat"))
            sim.wait_for(lambda: sim.tcp_clients)

        assert [notice.kind for notice in Notice.objects.all()] == ["boot_up"]


def test_an_event_is_tried_again_when_the_database_was_away() -> None:
    pbx = make_pbx()
    failures = iter([OperationalError("the database has gone")])

    with connection.execute_wrapper(failing(failures)):
        listening._take(pbx, event("1"))

    assert [notice.callid for notice in Notice.objects.all()] == ["1"]


def test_an_event_that_cannot_be_kept_is_logged_and_costs_no_other_one(caplog: pytest.LogCaptureFixture) -> None:
    pbx = make_pbx()
    unknown = ValueError("nobody knows why")
    failures = iter([OperationalError("gone"), OperationalError("gone still"), None, unknown, unknown])

    for callid in ("1", "2", "3"):
        with connection.execute_wrapper(failing(failures)):
            listening._take(pbx, event(callid))
        failures = iter([]) if callid == "2" else failures

    logged = [record.exc_info for record in caplog.records if "step=event outcome=failed" in record.message]
    assert [notice.callid for notice in Notice.objects.all()] == ["3"]
    assert [info[0] for info in logged if info] == [OperationalError, ValueError]


def event(callid: str) -> bytes:
    return str(status(callid=callid)).replace("'", '"').encode()


def failing(failures: Iterator[Exception | None]) -> Callable[..., Any]:
    """Each query meets the next failure, if there is one left for it."""

    def execute(proceed: Callable[..., Any], *arguments: Any) -> Any:
        failure = next(failures, None)
        if failure is not None:
            raise failure
        return proceed(*arguments)

    return execute


def test_pauses_grow_to_a_minute_and_begin_anew_after_a_steady_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "FIRST_PAUSE", 1.0)
    patience = listening.Patience()

    cut = [patience.after(NotSent("")) for _ in range(8)]
    refused = [patience.after(Refused("")) for _ in range(6)]
    stopped = patience.after(LoginStopped(""))
    patience.lasted(61)
    fresh = [patience.after(CutOff("")), patience.after(None), patience.after(Refused(""))]

    a_fifth = pytest.approx
    assert cut == [a_fifth(exact, rel=0.2) for exact in (1, 2, 4, 8, 16, 32, 60, 60)]
    assert refused == [a_fifth(exact, rel=0.2) for exact in (60, 120, 240, 480, 600, 600)]
    assert [stopped, *fresh] == [listening.PAUSE_STOPPED, *(a_fifth(exact, rel=0.2) for exact in (1, 2, 60))]
