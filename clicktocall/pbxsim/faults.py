"""The ways in which an answer can go wrong between the PBX and us, and how each is put on the wire."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from clicktocall.pbxsim.answers import PBX_HEAD, pbx_answer, pbx_html
from clicktocall.pbxsim.clock import Clock


class FaultKind(StrEnum):
    DROP = "drop"  # the connection ends without an answer
    HTML = "html"  # 200 with a web page
    CUT = "cut"  # half of the JSON, then the end
    DRIP = "drip"  # one byte a second
    ENDLESS = "endless"  # an answer that does not stop
    REDIRECT = "redirect"  # 302 to https, as port 80 of a real box does
    HTTP_500 = "http_500"
    HTTP_502 = "http_502"
    WRONG_TYPES = "wrong_types"  # callid and errno as numbers
    SLOW = "slow"  # the right answer, late
    ERRNO = "errno"  # "Failed" with any number
    TOKENS_LOST = "tokens_lost"  # all tokens are forgotten before the request is looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    kind: FaultKind
    seconds: float = 3.0
    """How late a SLOW answer is."""
    errno: str = ""
    processed: bool = False
    """Whether the PBX does what was asked before the answer goes wrong."""


class Faults:
    """What the next requests to an endpoint will meet. `*` stands for every endpoint."""

    def __init__(self) -> None:
        self._waiting: list[tuple[str, Fault]] = []
        self._lock = threading.Lock()

    def add(self, endpoint: str, fault: Fault, *, times: int) -> None:
        with self._lock:
            self._waiting.extend([(endpoint, fault)] * times)

    def take(self, endpoint: str) -> Fault | None:
        with self._lock:
            for place, (wanted, fault) in enumerate(self._waiting):
                if wanted in {endpoint, "*"}:
                    del self._waiting[place]
                    return fault
        return None

    def clear(self) -> None:
        with self._lock:
            self._waiting.clear()


PAGES: Mapping[FaultKind, str] = MappingProxyType(
    {
        FaultKind.HTML: "200 OK",
        FaultKind.HTTP_500: "500 Internal Server Error",
        FaultKind.HTTP_502: "502 Bad Gateway",
    }
)
ENDLESS_CHUNK = b" " * 16_384


def pieces(fault: Fault | None, body: str, *, clock: Clock, path: str, host: str) -> Iterator[bytes]:
    """What goes over the wire instead of the plain answer, piece by piece, with its pauses."""
    match fault.kind if fault else None:
        case FaultKind.DROP:
            return
        case FaultKind.HTML | FaultKind.HTTP_500 | FaultKind.HTTP_502 as kind:
            yield pbx_html(PAGES[kind], status=PAGES[kind])
        case FaultKind.REDIRECT:
            yield pbx_html("302 Found", status="302 Found", extra=f"Location: https://{host}:8088{path}\r\n")
        case FaultKind.CUT:
            whole = pbx_answer(body)
            yield whole[: len(whole) - len(body) // 2]
        case FaultKind.DRIP:
            yield from _drip(pbx_answer(body), len(body), clock)
        case FaultKind.ENDLESS:
            yield from _endless(body, clock)
        case FaultKind.WRONG_TYPES:
            yield pbx_answer(re.sub(r'"(callid|errno)": ?"([\d.]+)"', r'"\1":\2', body))
        case _:
            if fault and fault.kind is FaultKind.SLOW:
                clock.sleep(fault.seconds)
            yield pbx_answer(body)


def _drip(whole: bytes, body_length: int, clock: Clock) -> Iterator[bytes]:
    yield whole[:-body_length]
    for place in range(len(whole) - body_length, len(whole)):
        if not clock.sleep(1):
            return
        yield whole[place : place + 1]


def _endless(body: str, clock: Clock) -> Iterator[bytes]:
    """The answer without its last brace, then blanks for ever: JSON that never comes to its end."""
    head = PBX_HEAD.format(status="200 OK", content_type="application/json") + "\r\n"
    yield head.encode() + body.rstrip("}").encode()
    with suppress(OSError):
        while clock.sleep(0.01 * clock.speed):
            yield ENDLESS_CHUNK
