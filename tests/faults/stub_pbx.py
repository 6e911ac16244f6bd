"""A PBX that does what no simulator should: any bytes for an answer to call/dial."""

from __future__ import annotations

import json
import ssl
from collections.abc import Mapping
from typing import Any

from tests.pbx.drivers.raw_server import Connection, RawServer, Reply, say

PLAIN: Mapping[str, Mapping[str, Any]] = {
    "login": {"status": "Success", "token": "t-1", "transport": "HTTP"},
    "heartbeat": {"status": "Success"},
    "logout": {"status": "Success"},
    "call/hangup": {"status": "Success"},
    "call/query": {"status": "Failed", "errno": "10005"},
    "extension/query_call": {"status": "Success", "calllist": []},
    "deviceinfo/query": {"status": "Failed", "errno": "10003"},
    "cdr/get_random": {"status": "Failed", "errno": "10003"},
}
TAKEN = say({"status": "Success", "callid": "1571620483.18"})


class StubPbx(RawServer):
    """Answers call/dial with `dial`, other endpoints plainly unless `others` says how."""

    def __init__(self, dial: Reply = TAKEN, *, tls: ssl.SSLContext | None = None, **others: Reply) -> None:
        super().__init__(self._answer, tls=tls)
        self._dial = dial
        self._others = others

    @property
    def dials(self) -> int:
        return sum(request.path.endswith("call/dial") for request in self.requests)

    def _answer(self, connection: Connection) -> None:
        endpoint = connection.request.path.removeprefix("/api/v2.0.0/")
        if endpoint == "call/dial":
            self._dial(connection)
        elif endpoint in self._others:
            self._others[endpoint](connection)
        else:
            say(json.dumps(PLAIN[endpoint]).encode())(connection)
