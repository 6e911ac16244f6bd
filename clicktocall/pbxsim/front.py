"""The PBX's API as the outside meets it: with the faults that wait for a request, and with a log."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from urllib.parse import urlsplit

from clicktocall.pbxsim.api import PREFIX, Api, Reply, Request, read_fields
from clicktocall.pbxsim.calls import Call
from clicktocall.pbxsim.clock import Clock
from clicktocall.pbxsim.errnos import Refused
from clicktocall.pbxsim.faults import Fault, FaultKind, Faults, pieces
from clicktocall.pbxsim.log import LogEntry, RequestLog, without_secrets
from clicktocall.pbxsim.server import HttpAnswer, HttpRequest
from clicktocall.pbxsim.tokens import Gate

SLOW_KINDS = frozenset({FaultKind.SLOW, FaultKind.DRIP, FaultKind.ENDLESS})


class ApiFront:
    def __init__(self, *, api: Api, gate: Gate, faults: Faults, log: RequestLog, clock: Clock) -> None:
        self._api = api
        self._gate = gate
        self._faults = faults
        self._log = log
        self._clock = clock

    def respond(self, request: HttpRequest) -> HttpAnswer:
        asked = Request(
            endpoint=request.path.removeprefix(PREFIX).strip("/"),
            method=request.method,
            token=request.query.get("token", ""),
            body=request.body,
            source=request.source,
            query=request.query,
        )
        fault = self._faults.take(asked.endpoint)
        if fault and fault.kind is FaultKind.TOKENS_LOST:
            self._gate.forget_tokens()
            fault = None
        is_processed = fault is None or fault.processed or fault.kind is FaultKind.SLOW
        reply = self._api.answer(asked) if is_processed else _unprocessed(asked, fault)
        fault = fault or reply.fault
        if fault and fault.kind is FaultKind.ERRNO:
            reply.body = {"status": "Failed", "errno": fault.errno}
        self._note(asked, reply, fault, is_processed=is_processed)
        host = urlsplit(f"//{request.headers.get('host', '')}").hostname or "127.0.0.1"
        return HttpAnswer(
            pieces=pieces(fault, reply.text, clock=self._clock, path=request.path, host=host),
            afterwards=_opener(reply.call, fault),
        )

    def _note(self, asked: Request, reply: Reply, fault: Fault | None, *, is_processed: bool) -> None:
        says_something = is_processed or (fault is not None and fault.kind is FaultKind.ERRNO)
        self._log.add(
            LogEntry(
                at=round(self._clock.now(), 3),
                endpoint=asked.endpoint,
                body=without_secrets(reply.fields),
                answer=str(reply.body.get("errno", "Success")) if says_something else "",
                fault=fault.kind.value if fault else "",
            )
        )


def _unprocessed(asked: Request, fault: Fault | None) -> Reply:
    """The answer goes wrong before the PBX looks at the request; the log still wants to know what it was."""
    reply = Reply(body={"status": "Failed", "errno": fault.errno if fault else ""})
    with suppress(Refused):
        reply.fields = read_fields(asked.body, may_be_blank=True)
    return reply


def _opener(call: Call | None, fault: Fault | None) -> Callable[[], None] | None:
    """The call's events follow the answer, unless that takes its time: then they overtake it."""
    if call is None:
        return None
    if fault is not None and fault.kind in SLOW_KINDS:
        call.outbox.open()
        return None
    return call.outbox.open
