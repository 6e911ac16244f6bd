"""A PBX that answers call/dial only once the caller has lifted, which its guide does not exclude."""

from __future__ import annotations

from functools import partial

from clicktocall.calls.models import Call
from tests.faults.pbx_answers import ANSWERED, TALKED
from tests.faults.row import Row, Where
from tests.faults.scene import Scene

WAITS = "+49 30 23125 925"


def rings_before_the_answer(scene: Scene) -> None:
    """The page says that the phone rings while nobody knows the callid yet."""
    scene.click_meanwhile(WAITS)
    scene.ring()
    assert scene.call().callid == ""


def lifted_after_the_deadline(scene: Scene) -> None:
    rings_before_the_answer(scene)
    scene.until(lambda: scene.call().callid)
    assert scene.call().status == Call.Status.RINGING_CALLER


def hung_up_before_the_answer(scene: Scene) -> None:
    rings_before_the_answer(scene)
    scene.press_hang_up()


row = partial(Row, where=Where.PBX)
ROWS: tuple[Row, ...] = (
    row(
        what="Answers only once the user has lifted; the page says before that the phone rings",
        produced=rings_before_the_answer,
        outcomes=ANSWERED,
        sentence=TALKED,
        speed=5,
    ),
    row(
        what="Answers only once the user has lifted, which is after our deadline",
        produced=lifted_after_the_deadline,
        outcomes=ANSWERED,
        sentence=TALKED,
        speed=2,
    ),
    row(
        what="Answers only once the user has lifted, who hangs up on the page before",
        produced=hung_up_before_the_answer,
        outcomes=("cancelled",),
        sentence="The call to Clara Winter was cancelled.",
        lifted=False,
        speed=5,
    ),
)
