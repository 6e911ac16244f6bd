"""Calls of which no message reaches us, and messages that come in another dress than the guide gives them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import quote_from_bytes

from tests.faults.messages import changed
from tests.faults.pbx_answers import ANSWERED, TALKED
from tests.faults.row import Row, Where
from tests.faults.scene import Scene

SENT = "03023125100"
"""Clara's number as the PBX gets it."""


def unheard(*, answer_is_lost: bool = False, **ending: Any) -> Callable[[Scene], object]:
    """The PBX tells nothing of the call; only its own record says how it ended."""

    def produce(scene: Scene) -> None:
        scene.sim.script(SENT, "events_lost", after=1.5, **ending)
        if answer_is_lost:
            scene.sim.fault("call/dial", "drop", processed=True)
        scene.click()

    return produce


def in_a_list(body: bytes) -> list[bytes]:
    return [b"[" + body + b"]"]


def two_at_a_time(body: bytes) -> list[bytes]:
    return [body + b"\r\n" + body.replace(b'"sn":"369451090405"', b'"sn":"369451090405","news":"1"')]


def as_a_form(body: bytes) -> list[bytes]:
    return [b"data=" + quote_from_bytes(body).encode()]


row = partial(Row, where=Where.WEBHOOK)
ROWS: tuple[Row, ...] = (
    row(
        what="None comes, and the number is busy: the PBX's record says so",
        produced=unheard(reason="486 Busy here", cdr="BUSY"),
        outcomes=("busy",),
        sentence="The line of Clara Winter is busy.",
    ),
    row(
        what="None comes, the dial answer is lost as well, and nobody answers: the PBX's record says so",
        produced=unheard(answer_is_lost=True, reason="408 Request Time", cdr="NO ANSWER"),
        outcomes=("no_answer",),
        sentence="The call to Clara Winter was not answered.",
    ),
    row(what="Each comes in a list", produced=changed(in_a_list), outcomes=ANSWERED, sentence=TALKED),
    row(what="Two come in one delivery", produced=changed(two_at_a_time), outcomes=ANSWERED, sentence=TALKED),
    row(what="Each comes as a form's text", produced=changed(as_a_form), outcomes=ANSWERED, sentence=TALKED),
)
