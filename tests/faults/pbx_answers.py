"""Faults in the PBX's answers: slow, cut, wrong, or none at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from tests.faults.in_process import quick
from tests.faults.row import Row, Where
from tests.faults.scene import Scene
from tests.faults.stub_pbx import StubPbx
from tests.pbx.drivers.raw_server import Connection, Reply, http, say

TALKED = "The call with Clara Winter has ended."
NOT_SAID = "The PBX did not say whether it has dialled. Look at your phone before you call again."
ANSWERED = ("answered",)
UNKNOWN = ("unknown",)
FAILED = ("failed",)
NOT_DIALLED = "The PBX has neither this call nor a record of it, so it was not dialled."
PBX = Where.PBX


def number(ending: str) -> Callable[[Scene], object]:
    """Call the number whose last digits have the simulator behave like that."""
    return lambda scene: scene.click(f"+49 30 23125 {ending}")


def slow_number(ending: str) -> Callable[[Scene], object]:
    return lambda scene: scene.click_meanwhile(f"+49 30 23125 {ending}")


def fault(kind: str, **how: Any) -> Callable[[Scene], object]:
    """The answer to the next dial request goes wrong."""

    def produce(scene: Scene) -> None:
        scene.sim.fault("call/dial", kind, **how)
        scene.click_meanwhile()

    return produce


def stub(dial: Reply) -> Callable[[Scene], object]:
    """Another web server stands at the PBX's address and answers the dial request like that."""

    def produce(scene: Scene) -> None:
        scene.stub(StubPbx(dial))
        scene.click()

    return produce


def says(answer: Mapping[str, object] | bytes) -> Callable[[Scene], object]:
    return stub(say(answer if isinstance(answer, bytes) else dict(answer)))


def drips_its_head(connection: Connection) -> None:
    connection.drip(http(b"{}"), every=1)


def half_a_head(connection: Connection) -> None:
    connection.send(b"HTTP/1.1 200 OK\r\nContent-Ty")


def one_callid_for_all(scene: Scene) -> None:
    """The first call has ended when the second gets the same callid: its old messages must not end the second."""
    scene.stub(StubPbx())
    scene.click(key="first")
    ended = b'{"event": "NewCdr", "callid": "1571620483.18", "status": "ANSWERED", "talkduraction": "7", "sn": "1"}'
    busy = ended.replace(b"ANSWERED", b"BUSY").replace(b'"7"', b'"0"')
    quick(scene).deliver(ended)
    scene.click(key="second")
    quick(scene).deliver(ended)
    quick(scene).deliver(busy)


def restarts_while_talking(scene: Scene) -> None:
    scene.click()
    scene.talk()
    scene.sim.boot_up()


def searched_in_vain(scene: Scene) -> None:
    """The answer is lost, and so are the answers to the first questions about it."""
    scene.sim.fault("call/dial", "drop", processed=True)
    scene.sim.fault("extension/query_call", "html", times=2)
    scene.click()


def refuses_to_hang_up(scene: Scene) -> None:
    scene.click()
    scene.ring()
    scene.sim.fault("call/hangup", "http_500", times=2)
    scene.press_hang_up()


def hung_up_while_away(scene: Scene) -> None:
    """The PBX cannot be reached when the user hangs up; it is asked again when it is back."""
    scene.click()
    scene.ring()
    away, scene_url = "http://127.0.0.1:9", scene.sim.url
    scene.pbx(url=away)
    scene.press_hang_up()
    scene.pbx(url=scene_url)


row = partial(Row, where=PBX)
ROWS: tuple[Row, ...] = (
    row(what="Answers 3 seconds late", produced=number("906"), outcomes=ANSWERED, sentence=TALKED),
    row(
        what="Its answer drips in, a byte a second, beyond our deadline; it has dialled",
        speed=4,
        produced=fault("drip", processed=True),
        outcomes=ANSWERED,
        sentence=TALKED,
    ),
    row(
        what="The head of its answer drips in, a byte a second, and nothing is dialled",
        produced=stub(drips_its_head),
        outcomes=UNKNOWN,
        sentence=NOT_SAID,
    ),
    row(
        what="Breaks off in the middle of the answer's head",
        produced=stub(half_a_head),
        outcomes=UNKNOWN,
        sentence=NOT_SAID,
    ),
    row(what="Sends half of the answer; it has dialled", produced=number("934"), outcomes=ANSWERED, sentence=TALKED),
    row(
        what="Sends an answer without an end; it has dialled",
        produced=slow_number("936"),
        outcomes=ANSWERED,
        sentence=TALKED,
    ),
    row(
        what="HTTP 500 with a web page, nothing dialled", produced=number("938"), outcomes=FAILED, sentence=NOT_DIALLED
    ),
    row(
        what="HTTP 502 with a web page, nothing dialled", produced=number("939"), outcomes=FAILED, sentence=NOT_DIALLED
    ),
    row(
        what="HTTP 502 with a web page after it has dialled",
        produced=fault("http_502", processed=True),
        outcomes=ANSWERED,
        sentence=TALKED,
    ),
    row(
        what="A web page for an answer (HTTP 200), nothing dialled",
        produced=number("910"),
        outcomes=FAILED,
        sentence=NOT_DIALLED,
    ),
    row(
        what="A web page for an answer (HTTP 200) after it has dialled",
        produced=number("930"),
        outcomes=ANSWERED,
        sentence=TALKED,
    ),
    row(
        what="Redirects to its login page",
        produced=number("937"),
        outcomes=("refused",),
        sentence="The PBX sends us on to another address.",
    ),
    row(
        what="HTTP 404: the API is switched off",
        produced=stub(say(b"no", status="404 Not Found")),
        outcomes=("refused",),
        sentence="The PBX has no API at this address.",
    ),
    row(what="The callid comes as a number", produced=number("940"), outcomes=ANSWERED, sentence=TALKED),
    row(
        what="A list where an object should be",
        produced=says(b'[{"status": "Success"}]'),
        outcomes=UNKNOWN,
        sentence=NOT_SAID,
    ),
    row(what="`null` for an answer", produced=says(b"null"), outcomes=UNKNOWN, sentence=NOT_SAID),
    row(what="An empty answer", produced=says(b""), outcomes=UNKNOWN, sentence=NOT_SAID),
    row(
        what="Success, but the callid is an object",
        produced=says({"status": "Success", "callid": {"id": 1}}),
        outcomes=UNKNOWN,
        sentence=NOT_SAID,
    ),
    row(what="Success without a callid", produced=says({"status": "Success"}), outcomes=UNKNOWN, sentence=NOT_SAID),
    row(
        what="The same callid for every call",
        produced=one_callid_for_all,
        dials=2,
        outcomes=("answered", "busy"),
        sentence="The line of Clara Winter is busy.",
    ),
    row(
        what="The error number comes as an integer",
        produced=says({"status": "Failed", "errno": 10001}),
        outcomes=("refused",),
        sentence="The PBX answered with code 10001.",
    ),
    row(
        what="An error number that nobody has documented",
        produced=says({"status": "Failed", "errno": "99999"}),
        outcomes=("refused",),
        sentence="The PBX answered with code 99999.",
    ),
    row(
        what="Error 20010: it could not pass the call on inside, and may have done so",
        produced=number("933"),
        outcomes=FAILED,
        sentence=NOT_DIALLED,
    ),
    row(
        what="Takes the call and never speaks of it again",
        produced=number("907"),
        outcomes=UNKNOWN,
        sentence="The PBX tells us nothing more about this call.",
    ),
    row(
        what="Has no free line",
        produced=number("941"),
        outcomes=("failed",),
        sentence="The call to Clara Winter failed.",
    ),
    row(what="Loses its power while they talk", produced=restarts_while_talking, outcomes=ANSWERED, sentence=TALKED),
    row(
        what="Its answer is lost, and twice it answers our search with a web page",
        produced=searched_in_vain,
        outcomes=ANSWERED,
        sentence=TALKED,
    ),
    row(
        what="Answers the hang-up with HTTP 500, twice",
        produced=refuses_to_hang_up,
        lifted=False,
        speed=5,
        outcomes=("cancelled",),
        sentence="The call to Clara Winter was cancelled.",
    ),
    row(
        what="Is away when the user hangs up, and comes back",
        produced=hung_up_while_away,
        lifted=False,
        speed=5,
        outcomes=("cancelled",),
        sentence="The call to Clara Winter was cancelled.",
    ),
)
