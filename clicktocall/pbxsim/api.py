"""The PBX's API: what every request must bring, and which endpoint answers it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from clicktocall.pbxsim.calls import Call
from clicktocall.pbxsim.errnos import Errno, Refused
from clicktocall.pbxsim.faults import Fault
from clicktocall.pbxsim.tokens import Gate

PREFIX = "/api/v2.0.0/"
NEEDS_NO_BODY = frozenset(
    {"heartbeat", "logout", "extension/list", "trunk/list", "deviceinfo/query"},
)

BY_GET = frozenset({"cdr/download"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    endpoint: str
    method: str
    token: str
    body: bytes
    source: str
    """The address it came from."""
    query: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Reply:
    """`call` is one whose events wait for this answer; `fault` is how the answer goes wrong; `sheet` is no JSON."""

    body: dict[str, Any]
    call: Call | None = None
    fault: Fault | None = None
    fields: dict[str, str] = field(default_factory=dict)
    """What was asked, for the log."""
    sheet: str = ""

    @property
    def text(self) -> str:
        return self.sheet or json.dumps(self.body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request that was let in. Numbers have become text: a PBX takes both."""

    fields: Mapping[str, str]
    token: str
    source: str

    def need(self, name: str) -> str:
        """Raises Refused for a field that is not there at all."""
        if name not in self.fields:
            raise Refused(Errno.MISSING_PARAMETER)
        return self.fields[name]


Answer = dict[str, Any] | Reply
Endpoint = Callable[[Asked], Answer]


class Api:
    def __init__(self, gate: Gate, endpoints: Mapping[str, Endpoint]) -> None:
        self._gate = gate
        self._endpoints = endpoints

    def answer(self, request: Request) -> Reply:
        """Always 200 with JSON: only the body tells success from failure."""
        fields: dict[str, str] = {}
        try:
            endpoint = self._let_in(request)
            if request.endpoint in BY_GET:
                fields = {name: value for name, value in request.query.items() if name != "token"}
            else:
                fields = read_fields(request.body, may_be_blank=request.endpoint in NEEDS_NO_BODY)
            result = endpoint(Asked(fields=fields, token=request.token, source=request.source))
        except Refused as refusal:
            more = {"errordata": refusal.data} if refusal.data else {}
            return Reply(body={"status": "Failed", "errno": refusal.errno, **more}, fields=fields)
        reply = result if isinstance(result, Reply) else Reply(body=result)
        reply.body = {"status": "Success", **reply.body}
        reply.fields = fields
        return reply

    def _let_in(self, request: Request) -> Endpoint:
        if request.method != "POST" and request.endpoint not in BY_GET:
            raise Refused(Errno.ONLY_POST)
        endpoint = self._endpoints.get(request.endpoint)
        if endpoint is None:
            raise Refused(Errno.UNKNOWN_ENDPOINT)
        if request.endpoint != "login":
            self._gate.check(request.token)
        return endpoint


def read_fields(body: bytes, *, may_be_blank: bool) -> dict[str, str]:
    """The JSON object, whatever Content-Type says. Source: S-Series API 1.1, cross-origin requests."""
    if not body.strip() or body.strip() == b"null":
        if may_be_blank:
            return {}
        raise Refused(Errno.BLANK_DATA if body else Errno.BLANK_REQUEST)
    try:
        told = json.loads(body)
    except ValueError:
        raise Refused(Errno.ONLY_JSON) from None
    if not isinstance(told, dict):
        raise Refused(Errno.ONLY_JSON)
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in told.items()}
