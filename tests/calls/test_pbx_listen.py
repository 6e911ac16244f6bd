"""`manage.py pbx_listen`."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command

from tests.calls.by_tcp import pbx_at, simulator, until
from tests.factories import make_pbx
from tests.pbx.drivers.raw_server import closed_port

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def _signals_as_before() -> Iterator[None]:
    before = [(number, signal.getsignal(number)) for number in (signal.SIGTERM, signal.SIGINT)]
    yield
    for number, handler in before:
        signal.signal(number, handler)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("reached", ["yes", "no"])
@pytest.mark.usefixtures("_signals_as_before")
def test_the_command_listens_until_it_is_told_to_stop(
    number: signal.Signals, reached: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    asked: list[float] = []
    with simulator() as sim:
        pbx_at(sim, **({} if reached == "yes" else {"events_port": closed_port()}))

        def ask() -> None:
            until(lambda: "step=listen" in caplog.text)
            asked.append(time.monotonic())
            os.kill(os.getpid(), number)

        asking = threading.Thread(target=ask)
        asking.start()
        call_command("pbx_listen", "office")
        asking.join()

    assert time.monotonic() - asked[0] < 2
    outcomes = {record.message.partition("outcome=")[2].split()[0] for record in caplog.records}
    assert outcomes & {"connected", "NotSent", "stopped"} == {"connected" if reached == "yes" else "NotSent", "stopped"}


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("nowhere", r"^There is no PBX nowhere\. `manage\.py pbx_add"),
        ("office", "^The PBX office sends its events to us by"),
    ],
)
def test_the_command_says_what_it_cannot_listen_to(name: str, sentence: str) -> None:
    make_pbx("office")

    with pytest.raises(CommandError, match=sentence) as refusal:
        call_command("pbx_listen", name)

    assert refusal.value.returncode == 1
