"""Events of the PBX, each on a connection of its own as the PBX sends them, beside the database's own pace.

Every fourth message is repeated. Afterwards the rows must show that nothing was lost and nothing was applied twice.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from statistics import median
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count

from clicktocall.calls.models import Call, CallEvent
from clicktocall.pbx.models import Notice, Pbx
from tests.bench import office
from tests.bench.figures import Report, milliseconds, ratio
from tests.bench.http_load import ask, request_of

SENDERS = 4
CALLS = 15
"""Of each sender in each round."""
UPDATES = 500
"""Of each connection."""
MESSAGES_OF_A_CALL = 6
"""Without the two that are repeated."""
STEPS_OF_A_CALL = 7
"""Rows of a timeline: four statuses, one leg that went, the CDR. The end is the seventh."""


def measure(web_port: int, rounds: int) -> Report:
    seats = office.furnish("http://127.0.0.1:9")
    pbx = seats[0].phone.pbx
    _send(web_port, pbx, _calls(seats, "warm-up"))
    applied, driver, took = [], [], []
    for number in range(rounds):
        driver.append(_driver_rate())
        calls = _calls(seats, str(number))
        rate, seconds = _send(web_port, pbx, calls)
        applied.append(rate)
        took += seconds
        _check(calls)
    return {
        "sent": len(took),
        "per_second": round(median(applied)),
        "driver_updates_per_second": round(median(driver)),
        "share_of_driver": ratio(applied, driver),
        "answer": milliseconds(took),
        "lost_or_twice": 0,
    }


def _calls(seats: list[office.Seat], batch: str) -> list[list[Call]]:
    """Calls that the PBX has taken, a list for each sender. Without a phone a user may have any number of them."""
    taken = []
    for sender, seat in enumerate(seats[:SENDERS]):
        names = [f"{batch}.{sender}.{number}" for number in range(CALLS)]
        about = {"user": seat.user, "pbx": seat.phone.pbx, "caller": seat.phone.number, "callee": "03023125100"}
        taken.append([Call(**about, key=name, callid=name, status=Call.Status.DIALING) for name in names])
    for calls in taken:
        Call.objects.bulk_create(calls)
    return taken


def _send(web_port: int, pbx: Pbx, calls: list[list[Call]]) -> tuple[float, list[float]]:
    """Different messages in a second, repetitions not counted, and how long each answer took."""

    def of_one_sender(mine: list[Call]) -> list[float]:
        return [post(web_port, pbx, message) for call in mine for message in messages(call)]

    start = time.perf_counter()
    took = _in_threads(of_one_sender, calls)
    elapsed = time.perf_counter() - start
    return MESSAGES_OF_A_CALL * sum(map(len, calls)) / elapsed, [seconds for of_one in took for seconds in of_one]


def post(web_port: int, pbx: Pbx, message: dict[str, Any]) -> float:
    body = json.dumps(message).encode()
    request = request_of("POST", pbx.events_path, headers={"Content-Type": "application/json"}, body=body)
    start = time.perf_counter()
    answer = ask(web_port, request)
    if answer.status != 200:
        sys.exit(f"An event was answered with {answer.status}.")
    return answer.at - start


def messages(call: Call) -> list[dict[str, Any]]:
    """A whole call: my phone rings, is lifted, the other rings, answers, both go, the CDR."""

    def mine(state: str) -> dict[str, Any]:
        return {"ext": {"number": call.caller, "channelid": f"PJSIP/{call.callid}-1", "memberstatus": state}}

    def theirs(state: str) -> dict[str, Any]:
        far = {"from": call.caller, "to": call.callee, "trunkname": "trunk", "channelid": f"PJSIP/{call.callid}-2"}
        return {"outbound": far | {"memberstatus": state}}

    moments = [
        [mine("RING")],
        [mine("ALERT")],
        [mine("ALERT"), theirs("RING")],
        [mine("ANSWERED"), theirs("ANSWER")],
        [theirs("BYE")],
    ]
    about = {"callid": call.callid, "sn": "1"}
    messages = [{"event": "CallStatus", "members": members, **about} for members in moments]
    cdr = {"event": "NewCdr", "status": "ANSWERED", "talkduraction": "5", **about}
    return [*messages[:4], messages[3], *messages[4:], cdr, cdr]


def _check(calls: list[list[Call]]) -> None:
    """Ends the bench unless each message is kept once and applied once, and each call has ended as it should."""
    mine = [call.pk for of_one in calls for call in of_one]
    callids = [call.callid for of_one in calls for call in of_one]
    notices = Notice.objects.filter(callid__in=callids)
    if notices.count() != MESSAGES_OF_A_CALL * len(mine) or notices.filter(applied_at=None).exists():
        sys.exit(f"{notices.count()} messages are kept of {MESSAGES_OF_A_CALL * len(mine)}, or some wait.")
    good = Call.objects.filter(pk__in=mine, status="ended", outcome="answered", billed_talk_seconds=5).count()
    steps = CallEvent.objects.filter(call__in=mine).values("call").annotate(steps=Count("pk"))
    counts = set(steps.values_list("steps", flat=True))
    if good != len(mine) or counts != {STEPS_OF_A_CALL}:
        sys.exit(f"{good} of {len(mine)} calls have ended as they should; timelines have {counts} rows.")


def _driver_rate() -> float:
    """UPDATE and commit of one row by its key, in a second, on as many connections as there are senders.

    SQLite has one writer at a time, so one connection is its best.
    """
    is_sqlite = connection.vendor == "sqlite"
    mark = "?" if is_sqlite else "%s"
    update = f"UPDATE calls_call SET code = {mark} WHERE id = {mark}"  # noqa: S608 -- only the mark is put in

    def of_one_sender(key: UUID) -> None:
        connection.ensure_connection()
        for number in range(UPDATES):
            connection.connection.execute(update, (str(number), key.hex))
        connection.close()

    keys = list(Call.objects.values_list("pk", flat=True)[: 1 if is_sqlite else SENDERS])
    start = time.perf_counter()
    _in_threads(of_one_sender, keys)
    return len(keys) * UPDATES / (time.perf_counter() - start)


def _in_threads(work: Callable[..., Any], jobs: list[Any]) -> list[Any]:
    with ThreadPoolExecutor(len(jobs)) as threads:
        return list(threads.map(work, jobs))
