"""An S-Series on loopback that plays what the contract asks for."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Self

from tests.pbx.drivers.contract import PASSWORD, Play
from tests.pbx.drivers.raw_server import Connection, RawServer, Reply, Request, http, say, say_nothing

API = "/api/v2.0.0/"
PASSWORD_AS_SENT = hashlib.md5(PASSWORD.encode(), usedforsecurity=False).hexdigest()
HTML = b"<html><body><h1>It works</h1></body></html>"
TAKEN = b'{"status":"Success","callid":"1571620483.180"}'


def _endless(connection: Connection) -> None:
    connection.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
    while not connection.is_over.is_set():
        connection.send(b" " * 60_000)


def _headers_drip(connection: Connection) -> None:
    connection.drip(b"HTTP/1.1 200 OK\r\n" + b"X-Slow: 1\r\n" * 90)


def _body_drips(connection: Connection) -> None:
    connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n")
    connection.drip(b" " * 5000)


DIAL_REPLIES: Mapping[Play, Reply] = {
    Play.TAKEN: say(TAKEN),
    Play.REFUSED: say({"status": "Failed", "errno": "10008"}),
    Play.WRONG_TOKEN_ALWAYS: say({"status": "Failed", "errno": "20006"}),
    Play.LOST: say_nothing,
    Play.RESET: Connection.reset,
    Play.HTML: say(HTML),
    Play.HALF: lambda connection: connection.send(http(TAKEN)[:-12]),
    Play.SERVER_ERROR: say(HTML, status="502 Bad Gateway"),
    Play.SILENCE: lambda connection: connection.is_over.wait(5),
    Play.HEADERS_DRIP: _headers_drip,
    Play.BODY_DRIPS: _body_drips,
    Play.ENDLESS: _endless,
    Play.NO_CALLID: say({"status": "Success"}),
    Play.REDIRECT: say(b"", status="302 Found", headers="Location: https://127.0.0.1:8088/api?token=token-1"),
    Play.API_OFF: say(HTML, status="404 Not Found"),
}


class YeastarStandIn:
    """Gives tokens, and answers what a test has put in `replies`; a dial as the play says."""

    def __init__(self) -> None:
        self.callid = "1571620483.180"
        self.replies: dict[str, Reply] = {}
        self.what = Play.TAKEN
        self.server = RawServer(self._answer)
        self.url = self.server.url

    def __enter__(self) -> Self:
        self.server.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.__exit__()

    @property
    def secrets(self) -> list[str]:
        return [PASSWORD_AS_SENT, *(f"token-{number + 1}" for number in range(self.logins()))]

    def play(self, what: Play) -> None:
        self.what = what

    def asked(self, endpoint: str) -> list[Request]:
        return [request for request in self.server.requests if request.path == API + endpoint]

    def dials(self) -> int:
        return len(self.asked("call/dial"))

    def logins(self) -> int:
        return len(self.asked("login"))

    def _answer(self, connection: Connection) -> None:
        self._reply_to(connection.request)(connection)

    def _reply_to(self, request: Request) -> Reply:
        endpoint = request.path.removeprefix(API)
        if endpoint in self.replies:
            return self.replies[endpoint]
        if endpoint == "login":
            return self._log_in(request)
        if endpoint == "call/dial":
            return self._dial()
        return say({"status": "Failed", "errno": "10003"})

    def _log_in(self, request: Request) -> Reply:
        if self.what is Play.LOGIN_LOST:
            return say_nothing
        if self.what is Play.WRONG_PASSWORD or request.fields["password"] != PASSWORD_AS_SENT:
            return say({"status": "Failed", "errno": "20003"})
        return say({"status": "Success", "transport": "HTTP", "token": f"token-{self.logins()}"})

    def _dial(self) -> Reply:
        if self.what is Play.WRONG_TOKEN_ONCE:
            self.what = Play.TAKEN
            return DIAL_REPLIES[Play.WRONG_TOKEN_ALWAYS]
        return DIAL_REPLIES[self.what]


def in_turn(*replies: Reply) -> Reply:
    waiting = list(replies)

    def reply(connection: Connection) -> None:
        waiting.pop(0)(connection)

    return reply
