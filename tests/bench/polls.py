"""The poll of a page, unchanged and changed, with every production middleware, beside an empty Django view.

Processor time per answer counts more than answers per second: the load is made on the same machine.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from urllib.parse import urlencode

from clicktocall.calls import live_line
from clicktocall.calls.models import Call, Leg
from tests.bench import office, servers
from tests.bench.figures import Report, ratio
from tests.bench.http_load import load, request_of
from tests.factories import make_call

CONNECTIONS = 16
SECONDS = 3.0
WARM_UP_SECONDS = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is asked of which server, and the only status with which it may answer."""

    port: int
    process: int
    requests: Callable[[], list[bytes]]
    """Made anew for each measurement: what a page has seen is believed for a short while only."""
    status: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    per_second: float
    cpu_milliseconds: float


def measure(ours_port: int, ours_process: int, bare_port: int, bare_process: int, pairs: int) -> Report:
    seats = office.furnish("http://127.0.0.1:9")[:CONNECTIONS]
    for seat in seats:
        _ring(seat)

    def nothing() -> list[bytes]:
        return [request_of("GET", "/", headers={}, keep=True)] * CONNECTIONS

    def unchanged() -> list[bytes]:
        return [_poll(seat, seen=live_line.seen(seat.user.pk, live_line.version(seat.user.pk))) for seat in seats]

    def changed() -> list[bytes]:
        return [_poll(seat, seen="") for seat in seats]

    subjects = {
        "bare": Subject(port=bare_port, process=bare_process, requests=nothing, status=204),
        "unchanged": Subject(port=ours_port, process=ours_process, requests=unchanged, status=204),
        "changed": Subject(port=ours_port, process=ours_process, requests=changed, status=200),
    }
    for subject in subjects.values():
        _speed(subject, seconds=WARM_UP_SECONDS)
    speeds: dict[str, list[Speed]] = {name: [] for name in subjects}
    for _ in range(pairs):
        for name, subject in subjects.items():
            speeds[name].append(_speed(subject, seconds=SECONDS))
    return {name: _report(speeds[name], speeds["bare"]) for name in subjects}


def _report(subject: list[Speed], bare: list[Speed]) -> Report:
    """Both shares say how much of the bare view's speed is left: 1 is as fast, 0.5 half as fast."""
    return {
        "per_second": round(median(speed.per_second for speed in subject)),
        "cpu_ms": round(median(speed.cpu_milliseconds for speed in subject), 3),
        "share_by_rate": ratio([one.per_second for one in subject], [one.per_second for one in bare]),
        "share_by_cpu": ratio([one.cpu_milliseconds for one in bare], [one.cpu_milliseconds for one in subject]),
    }


def _speed(subject: Subject, *, seconds: float) -> Speed:
    before = servers.cpu_seconds(subject.process)
    done = load(subject.port, subject.requests(), seconds=seconds)
    used = servers.cpu_seconds(subject.process) - before
    if set(done.statuses) != {subject.status}:
        sys.exit(f"Polls were answered with {dict(done.statuses)}; only {subject.status} was expected.")
    return Speed(per_second=done.count / done.seconds, cpu_milliseconds=used / done.count * 1000)


def _ring(seat: office.Seat) -> None:
    """A call of that user whose own phone rings: what a page usually polls for."""
    office.hang_up_all_of(seat)
    call = make_call(user=seat.user, pbx=seat.phone.pbx, extension=seat.phone, contact_name="Clara Winter")
    Call.objects.filter(pk=call.pk).update(status=Call.Status.RINGING_CALLER, callid=f"poll.{seat.user.pk}")
    Leg.objects.create(call=call, side="caller", number=seat.phone.number, channelid="a", state="ringing")


def _poll(seat: office.Seat, *, seen: str) -> bytes:
    """What htmx sends each second. A page that has seen nothing yet gets the whole line."""
    headers = {"Cookie": seat.cookies, "HX-Request": "true", "HX-Target": "live"}
    return request_of("GET", f"/calls/live/?{urlencode({'seen': seen})}", headers=headers, keep=True)
