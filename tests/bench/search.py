"""The search among made-up people, through the web server, beside Django's admin and beside twenty rows by key.

Reference and subject take turns, one request at a time on a connection of its own.
"""

from __future__ import annotations

import random
import sys
import time
from urllib.parse import quote

from django.db import connection

from clicktocall.accounts.models import User
from directory.models import Contact
from directory.search import find_page
from tests.bench import office
from tests.bench.figures import Report, milliseconds
from tests.bench.filling import fill
from tests.bench.http_load import ask, request_of
from tests.bench.questions import Question, questions, shows

SLOW_EACH = 300_000
"""So many contacts the admin reads for each kind of question, in one question or several: it takes seconds for one."""
FLOOR = 300
PATIENCE = 300.0
"""The admin may take so long among a million contacts on a busy machine."""


def measure(ours_port: int, plain_port: int, count: int, _rounds: int) -> Report:
    seat = office.furnish("http://127.0.0.1:9", seats=1)[0]
    User.objects.filter(pk=seat.user.pk).update(is_staff=True, is_superuser=True)
    if (there := Contact.objects.count()) < count:
        fill(count - there)
    asked = questions(count)
    for some in asked.values():
        _ours(ours_port, seat, some[0])  # warm-up
    report: Report = {"by_key": _by_key(plain_port, seat, count), "sizes": _sizes()}
    report["by_key_alone"] = _by_key_alone(count)
    slow = max(1, SLOW_EACH // count)
    kinds: Report = {kind: _kind(ours_port, plain_port, seat, some, slow=slow) for kind, some in asked.items()}
    report["kinds"] = kinds
    return report


def _kind(ours_port: int, plain_port: int, seat: office.Seat, some: list[Question], *, slow: int) -> Report:
    ours, alone, theirs, found = [], [], [], []
    for place, question in enumerate(some):
        alone.append(_alone(seat, question))
        seconds, page = _ours(ours_port, seat, question)
        ours.append(seconds)
        if question.meant:
            found.append(shows(page, question.meant))
        if place < slow:
            theirs.append(_admin(plain_port, seat, question))
    figures = milliseconds(ours)
    figures["slowest"] = some[max(range(len(ours)), key=ours.__getitem__)].q
    figures["alone"] = milliseconds(alone)
    figures["admin_p50_ms"] = milliseconds(theirs)["p50_ms"]
    if found:
        figures["found"] = round(sum(found) / len(found), 3)
    return figures


def _alone(seat: office.Seat, question: Question) -> float:
    """The search without the page around it: until the contacts and their numbers have been read."""
    start = time.perf_counter()
    find_page(question.q, user=seat.user, region="DE")
    return time.perf_counter() - start


def _ours(port: int, seat: office.Seat, question: Question) -> tuple[float, bytes]:
    return _get(port, seat, f"/?q={quote(question.q)}", {"HX-Request": "true"})


def _admin(port: int, seat: office.Seat, question: Question) -> float:
    return _get(port, seat, f"/plain/directory/contact/?q={quote(question.q)}", {})[0]


def _by_key(port: int, seat: office.Seat, count: int) -> Report:
    chance = random.Random(7)  # noqa: S311 -- made-up keys
    took = []
    for _ in range(FLOOR):
        keys = ",".join(str(chance.randrange(1, count)) for _ in range(20))
        took.append(_get(port, seat, f"/by-key/?keys={keys}", {})[0])
    return milliseconds(took)


def _by_key_alone(count: int) -> Report:
    chance = random.Random(7)  # noqa: S311 -- made-up keys
    took = []
    for _ in range(FLOOR):
        keys = [chance.randrange(1, count) for _ in range(20)]
        start = time.perf_counter()
        Contact.objects.with_numbers().in_bulk(keys)
        took.append(time.perf_counter() - start)
    return milliseconds(took)


def _get(port: int, seat: office.Seat, path: str, headers: dict[str, str]) -> tuple[float, bytes]:
    request = request_of("GET", path, headers={"Cookie": seat.cookies, **headers})
    start = time.perf_counter()
    answer = ask(port, request, patience=PATIENCE)
    if answer.status != 200:
        sys.exit(f"{path} was answered with {answer.status}: {answer.body[:500].decode(errors='replace')}")
    return answer.at - start, answer.body


def _sizes() -> Report:
    """Megabytes of the contacts, of their numbers, and of what the search alone needs. PostgreSQL only."""
    if connection.vendor != "postgresql":
        return {}
    relations = {
        "contacts": ("directory_contact", "directory_phonenumber"),
        "search": (
            "contact_search_text",
            "contact_search_words",
            "contact_shared_by_name",
            "directory_knownword",
            "directory_knownword_pkey",
        ),
    }
    sizes: Report = {}
    with connection.cursor() as cursor:
        for name, some in relations.items():
            cursor.execute("SELECT SUM(pg_relation_size(one::regclass)) FROM unnest(%s::text[]) AS one", [list(some)])
            sizes[name] = round(int(cursor.fetchone()[0]) / 2**20)
    return sizes
