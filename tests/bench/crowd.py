"""500 calls that go on, with 500 pages that ask once a second while the PBX reports what happens to those calls.

Each report makes the page of one user fetch its line; all the other polls are without news.
"""

from __future__ import annotations

import heapq
import random
import re
import selectors
import sys
import threading
import time
from dataclasses import dataclass, field
from html import unescape

from django.contrib.auth.hashers import make_password
from django.test import Client

from clicktocall.accounts.models import User
from clicktocall.calls import live_line
from clicktocall.calls.models import Call
from directory.models import Extension
from tests.bench import events, office
from tests.bench.figures import Report, milliseconds
from tests.bench.http_load import Kept, request_of
from tests.factories import make_pbx

PAGES = 500
SECONDS = 20.0
WARM_UP_SECONDS = 3.0
"""In the beginning all pages connect, and the server sees each user for the first time."""
EVENTS_PER_SECOND = 25.0
SEEN = re.compile(rb'hx-get="/calls/live/\?seen=([^"]+)"')


@dataclass(slots=True)
class Page:
    """One browser with the live line in sight. It polls a second after the last poll, as htmx does."""

    kept: Kept
    cookies: str
    seen: str
    asked_at: float = 0.0

    def ask(self) -> None:
        headers = {"Cookie": self.cookies, "HX-Request": "true", "HX-Target": "live"}
        self.kept.request = request_of("GET", f"/calls/live/?seen={self.seen}", headers=headers, keep=True)
        self.asked_at = time.perf_counter()
        self.kept.send()


@dataclass(slots=True)
class Crowd:
    pages: list[Page]
    unchanged: list[float] = field(default_factory=list)
    changed: list[float] = field(default_factory=list)


def measure(web_port: int, rounds: int) -> Report:
    pbx = make_pbx("office", url="http://127.0.0.1:9")
    calls = _calls_of_everybody()
    crowd = Crowd(pages=[_page(web_port, call) for call in calls])
    stopped = threading.Event()
    sent: list[float] = []

    def report() -> None:
        pace = random.Random(7)  # noqa: S311 -- a pace, no secret
        for message in _news(calls, pace):
            if stopped.wait(pace.expovariate(EVENTS_PER_SECOND)):
                return
            sent.append(events.post(web_port, pbx, message))

    reporter = threading.Thread(target=report)
    reporter.start()
    try:
        _poll(crowd, seconds=WARM_UP_SECONDS + SECONDS * max(1, rounds // 3))
    finally:
        stopped.set()
        reporter.join()
    every = crowd.unchanged + crowd.changed
    return {
        "pages": len(crowd.pages),
        "polls": milliseconds(every),
        "unchanged": milliseconds(crowd.unchanged),
        "changed": milliseconds(crowd.changed),
        "events": milliseconds(sent),
    }


def _calls_of_everybody() -> list[Call]:
    """A user with a phone and a call that the PBX has taken, for each page."""
    pbx = make_pbx("office")
    nobody = make_password(None)
    users = User.objects.bulk_create([User(username=f"crowd{number}", password=nobody) for number in range(PAGES)])
    phones = Extension.objects.bulk_create(
        [Extension(user=user, pbx=pbx, number=str(3000 + place), is_default=True) for place, user in enumerate(users)]
    )
    calls = [
        Call(
            user=phone.user,
            extension=phone,
            pbx=pbx,
            key="crowd",
            caller=phone.number,
            callee="03023125100",
            e164="+493023125100",
            callid=f"crowd.{phone.number}",
            status=Call.Status.DIALING,
        )
        for phone in phones
    ]
    return Call.objects.bulk_create(calls)


def _page(web_port: int, call: Call) -> Page:
    browser = Client()
    browser.force_login(call.user)
    cookies = f"sessionid={browser.cookies['sessionid'].value}; csrftoken={office.CSRF}"
    seen = live_line.seen(call.user_id, live_line.version(call.user_id))
    return Page(kept=Kept(web_port, b""), cookies=cookies, seen=seen)


def _news(calls: list[Call], pace: random.Random) -> list[dict[str, object]]:
    """Each phone rings, is lifted, the other one rings, both talk; the calls at random, none backwards."""
    stages = [events.messages(call)[:4] for call in calls]
    order = [place for place in range(len(calls)) for _stage in range(4)]
    pace.shuffle(order)
    return [stages[place].pop(0) for place in order]


def _poll(crowd: Crowd, *, seconds: float) -> None:
    start = time.perf_counter()
    due = [(start + number / PAGES, number) for number in range(len(crowd.pages))]
    with selectors.DefaultSelector() as selector:
        for number, page in enumerate(crowd.pages):
            page.kept.open()
            selector.register(page.kept.socket, selectors.EVENT_READ, number)
        while (now := time.perf_counter()) - start < seconds:
            if now - start < WARM_UP_SECONDS:
                crowd.unchanged.clear()
                crowd.changed.clear()
            while due and due[0][0] <= now:
                crowd.pages[heapq.heappop(due)[1]].ask()
            wait = max(0.0, due[0][0] - now) if due else 0.1
            for key, _events in selector.select(timeout=wait):
                if _read(crowd, crowd.pages[key.data]):
                    heapq.heappush(due, (time.perf_counter() + 1.0, key.data))
        for page in crowd.pages:
            page.kept.socket.close()


def _read(crowd: Crowd, page: Page) -> bool:
    """Whether the answer is complete."""
    status = page.kept.status()
    if status is None:
        return False
    took = time.perf_counter() - page.asked_at
    if status not in {200, 204}:
        sys.exit(f"A page was answered with {status}.")
    (crowd.unchanged if status == 204 else crowd.changed).append(took)
    found = SEEN.search(page.kept.received) if status == 200 else None
    if found:
        page.seen = unescape(found[1].decode())
    return True
