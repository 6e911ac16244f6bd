"""What the tests of the simulator use: a client that shares no code with ours, and a receiver of events."""

from __future__ import annotations

import hashlib
import http.client
import itertools
import json
import socket
import threading
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlsplit

from clicktocall.pbxsim.simulator import Simulator

PASSWORD = "Secret123"
RINGS_ON = "03023125109"
"""The fixture `sim` lets it ring until somebody moves the far end."""
MD5 = hashlib.md5(PASSWORD.encode(), usedforsecurity=False).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Got:
    status: int
    headers: dict[str, str]
    text: str


def ask(url: str, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Got:
    """One request on a connection of its own."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=5)
    try:
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        return Got(status=response.status, headers=dict(response.getheaders()), text=response.read().decode())
    finally:
        connection.close()


@dataclass(slots=True)
class ApiClient:
    sim: Simulator
    token: str = ""

    def post(self, endpoint: str, **fields: object) -> dict[str, Any]:
        return self.post_raw(endpoint, json.dumps(fields).encode())

    def post_raw(self, endpoint: str, body: bytes) -> dict[str, Any]:
        got = ask(self.sim.url, "POST", f"/api/v2.0.0/{endpoint}?token={self.token}", body)
        told: dict[str, Any] = json.loads(got.text)
        return told

    def errno(self, endpoint: str, **fields: object) -> str:
        """The error number; empty for success."""
        return str(self.post(endpoint, **fields).get("errno", ""))

    def log_in(self, **fields: object) -> str:
        self.token = self.post("login", **{"username": "api", "password": MD5, "version": "2.0.0", **fields})["token"]
        return self.token

    def dial(self, caller: str, callee: str, **fields: object) -> str:
        """The callid. Raises KeyError if the PBX says no."""
        return str(self.post("call/dial", caller=caller, callee=callee, **fields)["callid"])

    def members(self, callid: str) -> dict[str, str]:
        """Number -> status of everybody in the call."""
        (call,) = self.post("call/query", callid=callid)["Calls"]
        parties = [party for member in call["members"] for party in member.values()]
        return {party.get("number", party.get("to")): party["memberstatus"] for party in parties}

    def channelid(self, callid: str, number: str) -> str:
        (call,) = self.post("call/query", callid=callid)["Calls"]
        parties = [party for member in call["members"] for party in member.values()]
        return next(str(party["channelid"]) for party in parties if number in {party.get("number"), party.get("to")})


@dataclass
class Listener:
    """Takes events as the application would. `answers` are the statuses of the next ones; after that all are 200."""

    answers: list[int] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        self._thread = threading.Thread(target=self._run)
        self._is_stopped = False
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._is_stopped = True
        socket.create_connection(("127.0.0.1", self.port)).close()
        self._thread.join()
        self._socket.close()

    def _run(self) -> None:
        while not self._is_stopped:
            connection, _address = self._socket.accept()
            with connection, connection.makefile("rb") as stream:
                head = b"".join(itertools.takewhile(lambda line: line != b"\r\n", stream))
                if not head:
                    continue
                length = next(int(line.split()[1]) for line in head.splitlines() if line.startswith(b"Content-Length"))
                body = stream.read(length).decode()
                status = self.answers.pop(0) if self.answers else 200
                self.heads.append(head.decode())
                self.bodies.append(body)
                connection.sendall(f"HTTP/1.1 {status} said\r\nContent-Length: 0\r\n\r\n".encode())

    def events(self, *kinds: str) -> list[dict[str, Any]]:
        """Those of these kinds; without kinds all but ExtensionStatus."""
        events = [json.loads(body) for body in list(self.bodies)]
        return [
            event for event in events if event["event"] in kinds or not (kinds or event["event"] == "ExtensionStatus")
        ]

    def names(self) -> list[str]:
        return [event["event"] for event in self.events()]


def states(event: dict[str, Any]) -> list[str]:
    """`1000 RING` for each member of a CallStatus."""
    parties = [party for member in event["members"] for party in member.values()]
    return [f"{party.get('number', party.get('to'))} {party['memberstatus']}" for party in parties]


def history(listener: Listener) -> list[str | list[str]]:
    """Every CallStatus as its states, CallFailed as its reason, NewCdr as its status."""
    return [
        states(event) if event["event"] == "CallStatus" else event.get("reason") or event["status"]
        for event in listener.events()
    ]


def over(sim: Simulator, listener: Listener) -> None:
    sim.wait_for(lambda: "NewCdr" in listener.names())
