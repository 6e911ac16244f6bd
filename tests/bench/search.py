"""The search among made-up people, through the web server, beside Django's admin and beside twenty rows by key.

Reference and subject take turns, one request at a time, each on a connection that is kept as a browser keeps its own.
"""

from __future__ import annotations

import random
import sys
import time
from typing import NamedTuple
from urllib.parse import quote

from django.db import connection

from clicktocall.accounts.models import User
from directory.models import Contact
from directory.search import find_page
from tests.bench import office, servers
from tests.bench.figures import Report, milliseconds
from tests.bench.filling import fill
from tests.bench.http_load import Line, request_of
from tests.bench.questions import Question, questions, shows

SLOW_KINDS = ("family name", "word of a company", "8 digits")
"""The admin is asked for these alone, once each where it takes seconds: it reads everybody, whatever is asked."""
SLOW_EACH = 300_000
"""So many contacts the admin reads for each of them, in one question or several."""
FLOOR = 300
PATIENCE = 300.0
"""The admin may take so long among a million contacts on a busy machine."""


def measure(ours_port: int, ours_process: int, plain_port: int, count: int, _rounds: int) -> Report:
    seat = office.furnish("http://127.0.0.1:9", seats=1)[0]
    User.objects.filter(pk=seat.user.pk).update(is_staff=True, is_superuser=True)
    if (there := Contact.objects.count()) < count:
        fill(count - there)
    asked = questions(count)
    office_of = Office(seat, Line(ours_port, PATIENCE), Line(plain_port, PATIENCE), servers.children(ours_process))
    report: Report = {"by_key": _by_key(office_of, count), "sizes": _sizes()}
    report["by_key_alone"] = _by_key_alone(count)
    for some in asked.values():  # warm-up; were there a pause behind it, another process would take the connection
        for question in some[:2]:
            _ours(office_of, question)
    kinds: Report = {kind: _kind(office_of, some) for kind, some in asked.items()}
    report["kinds"] = kinds
    slow = max(1, SLOW_EACH // count)
    report["admin"] = {kind: _admin(office_of, asked[kind][:slow]) for kind in SLOW_KINDS}
    report["indexes"] = _indexes()
    return report


class Office(NamedTuple):
    """Who asks, on which connections, and which processes answer."""

    seat: office.Seat
    ours: Line
    plain: Line
    processes: list[int]


def _kind(here: Office, some: list[Question]) -> Report:
    """Each question first alone, then as a page; and how long processors worked for a page, ours and the database's."""
    ours, alone, found, cpu = [], [], [], []
    for question in some:
        alone.append(_alone(here.seat, question))
        before = _cpu(here)
        seconds, page = _ours(here, question)
        cpu.append((_cpu(here) - before) / 1e9)
        ours.append(seconds)
        if question.meant:
            found.append(shows(page, question.meant))
    figures = milliseconds(ours)
    figures["slowest"] = some[max(range(len(ours)), key=ours.__getitem__)].q
    figures["alone"] = milliseconds(alone)
    figures["cpu"] = milliseconds(cpu)
    if found:
        figures["found"] = round(sum(found) / len(found), 3)
    return figures


def _cpu(here: Office) -> int:
    """Of the web server's processes and of the database that works for them. Only we ask, so that all of it is ours."""
    return sum(map(servers.cpu_nanoseconds, [*here.processes, *_backends()]))


def _backends() -> list[int]:
    """The processes of PostgreSQL that answer, but for the one that answers this. SQLite works inside ours."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        return [pid for (pid,) in cursor.fetchall()]


def _alone(seat: office.Seat, question: Question) -> float:
    """The search without the page around it: until the contacts and their numbers have been read."""
    start = time.perf_counter()
    find_page(question.q, user=seat.user, region="DE")
    return time.perf_counter() - start


def _ours(here: Office, question: Question) -> tuple[float, bytes]:
    return _get(here.ours, here.seat, f"/?q={quote(question.q)}", {"HX-Request": "true"})


def _admin(here: Office, some: list[Question]) -> Report:
    """Beside each question the same one to us, right before it."""
    ours, theirs = [], []
    for question in some:
        ours.append(_ours(here, question)[0])
        theirs.append(_get(here.plain, here.seat, f"/plain/directory/contact/?q={quote(question.q)}", {})[0])
    return milliseconds(theirs) | {"times_ours": round(sum(theirs) / sum(ours), 1)}


def _by_key(here: Office, count: int) -> Report:
    chance = random.Random(7)  # noqa: S311 -- made-up keys
    took = []
    for _ in range(FLOOR):
        keys = ",".join(str(chance.randrange(1, count)) for _ in range(20))
        took.append(_get(here.plain, here.seat, f"/by-key/?keys={keys}", {})[0])
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


def _get(line: Line, seat: office.Seat, path: str, headers: dict[str, str]) -> tuple[float, bytes]:
    request = request_of("GET", path, headers={"Cookie": seat.cookies, **headers}, keep=True)
    start = time.perf_counter()
    answer = line.ask(request)
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
            "contact_search",
            "contact_shared_by_name",
            "contact_shared_by_last_word",
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


def _indexes() -> Report:
    """How large each index of contacts, numbers and known words is, and how often it was read. PostgreSQL only."""
    if connection.vendor != "postgresql":
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexrelname, pg_relation_size(indexrelid), idx_scan FROM pg_stat_user_indexes"
            " WHERE relname IN ('directory_contact', 'directory_phonenumber', 'directory_knownword') ORDER BY 2 DESC"
        )
        return {name: {"mb": round(size / 2**20), "scans": scans} for name, size, scans in cursor.fetchall()}
