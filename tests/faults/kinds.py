"""Faults of calls that begin elsewhere than at one's own desk phone: at a queue, or on one's own number."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from clicktocall.calls.models import Call
from tests.factories import let_others_call, make_office_number, make_own_number
from tests.faults.in_process import QuickScene, quick
from tests.faults.pbx_answers import ANSWERED, TALKED
from tests.faults.row import Row, Where
from tests.faults.scene import Scene

ENDS_BY_ITSELF = "+49 30 23125 912"
OWN = "+491713920010"
QUEUE_TALKED = "The call of the Support queue with Clara Winter has ended."


def of_the_queue(scene: Scene) -> QuickScene:
    """Anna may let the queue 6700 call."""
    let_others_call(scene.phone.user)
    make_office_number("6700", "Support", "queue", pbx=scene.phone.pbx)
    return quick(scene)


def queue_calls(scene: Scene, *, key: str = "k") -> int:
    return quick(scene).click(ENDS_BY_ITSELF, key=key, first="6700@office")


def answer_lost(scene: Scene) -> None:
    of_the_queue(scene).sim.fault("call/dial", "drop", processed=True)
    queue_calls(scene)


def queue_is_gone(scene: Scene) -> None:
    of_the_queue(scene).sim.fault("call/dial", "errno", errno="10013")
    queue_calls(scene)


def permission_is_gone(scene: Scene) -> None:
    of_the_queue(scene).sim.fault("call/dial", "errno", errno="10024")
    queue_calls(scene)


def nobody_is_free(scene: Scene) -> None:
    of_the_queue(scene)
    scene.sim.busy("1007")
    scene.sim.offline("1008")
    queue_calls(scene)


def events_lost(scene: Scene) -> None:
    of_the_queue(scene).between(lambda _body: [])
    queue_calls(scene)


def ten_arrivals(scene: Scene) -> None:
    of_the_queue(scene)

    def arrive(_: int) -> int:
        try:
            return queue_calls(scene)
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as threads:
        assert set(threads.map(arrive, range(10))) == {302}


def two_tabs_on_ones_own_number(scene: Scene) -> None:
    make_own_number(OWN, user=scene.phone.user)
    clicks = [quick(scene).click(ENDS_BY_ITSELF, key=key, first=OWN) for key in ("one", "another")]
    assert clicks == [302, 422]


def agent_declines(scene: Scene) -> None:
    """One agent of the queue that is called declines, and the PBX reports and records that; the other one lifts."""
    make_office_number("6700", "Support", "queue", pbx=scene.phone.pbx)
    quick(scene).client.post("/calls/", {"to": "6700@office", "key": "k"})
    scene.until(lambda: scene.lift() and scene.call().status == Call.Status.RINGING_CALLEE)
    callid = scene.call().callid
    for message in (
        {"event": "CallFailed", "callid": callid, "reason": "User Busy", "members": [{"ext": {"number": "1007"}}]},
        {"event": "NewCdr", "callid": callid, "status": "NO ANSWER", "callto": "6700(1007)", "talkduraction": "0"},
    ):
        assert quick(scene).deliver(json.dumps(message).encode()) == 200
    assert scene.call().is_live
    scene.sim.pick_up("1008")


def own_number_lost(scene: Scene) -> None:
    make_own_number(OWN, user=scene.phone.user)
    scene.sim.fault("call/dial", "drop", processed=True)
    quick(scene).click(ENDS_BY_ITSELF, first=OWN)


ROWS = (
    Row(
        where=Where.WEB,
        what="Ten arrivals at once of a form that lets a queue call",
        produced=ten_arrivals,
        outcomes=ANSWERED,
        sentence=QUEUE_TALKED,
    ),
    Row(
        where=Where.WEB,
        what="Two tabs let the same own number be rung first",
        produced=two_tabs_on_ones_own_number,
        outcomes=ANSWERED,
        sentence=TALKED,
    ),
    Row(
        where=Where.NETWORK,
        what="The answer to a queue's dial request is lost; the call is found among those that go out",
        produced=answer_lost,
        outcomes=ANSWERED,
        sentence=QUEUE_TALKED,
    ),
    Row(
        where=Where.NETWORK,
        what="The answer is lost to a dial request that rings one's own number first",
        produced=own_number_lost,
        outcomes=ANSWERED,
        sentence=TALKED,
    ),
    Row(
        where=Where.WEBHOOK,
        what="Every message about a queue's call is lost",
        produced=events_lost,
        speed=5,
        outcomes=ANSWERED,
        sentence=QUEUE_TALKED,
    ),
    Row(
        where=Where.WEBHOOK,
        what="A failure and a record of one agent, while the queue goes on to ring another",
        produced=agent_declines,
        outcomes=ANSWERED,
        sentence="The call with the Support queue has ended.",
    ),
    Row(
        where=Where.PBX,
        what="Has no such queue any more (error 10013)",
        produced=queue_is_gone,
        outcomes=("refused",),
        sentence="The PBX has no such queue.",
    ),
    Row(
        where=Where.PBX,
        what="Does not let the extension call out whose permission a queue borrows (error 10024)",
        produced=permission_is_gone,
        outcomes=("refused",),
        sentence="This extension may not call outside numbers.",
    ),
    Row(
        where=Where.PBX,
        what="Has nobody free in the queue that shall call",
        produced=nobody_is_free,
        outcomes=("caller_no_answer",),
        sentence="Nobody of the Support queue was free or picked up, so Clara Winter was not called.",
    ),
)
