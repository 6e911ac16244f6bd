"""Importing contacts with two numbers each, search columns and indexes live: ours beside django-import-export.

The reference fills the same tables: it reads the numbers, describes the contact for the search, finds known contacts by
their UID. It is measured where it is installed; the product does not need it.
"""

from __future__ import annotations

import csv
import os
import resource
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import NamedTuple
from uuid import UUID, uuid5

from django.db import connection

from clicktocall.accounts.models import User
from directory.importing import jobs
from directory.importing.bringing import bring, take_back
from directory.importing.planning import Wishes
from directory.models import Contact, ImportRun
from tests.bench.figures import Report, ratio
from tests.bench.people import Person, people

HEADINGS = ("UID", "Name", "Company", "Work", "Mobile")
NAMESPACE = UUID(int=20)
OURS, ROWS_BY_ROW, ROWS_IN_BULK = 5_000, 400, 2_000
GERMANY = Wishes(region="DE")


def measure(count: int, rounds: int) -> Report:
    """First a long file for speed and memory, then ours and the reference in turn."""
    with tempfile.TemporaryDirectory(prefix="click-to-call-imports-") as folder:
        everybody = enumerate(people(count + rounds * (OURS + ROWS_BY_ROW + ROWS_IN_BULK) + 10))
        bring(_file(Path(folder), islice(everybody, 10)), GERMANY)
        report = _long(_file(Path(folder), islice(everybody, count)))
        return report | _beside(Path(folder), everybody, rounds)


def _long(path: Path) -> Report:
    before = _resident()
    began = time.perf_counter()
    run = bring(path, GERMANY)
    took = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    again = time.perf_counter()
    same = bring(path, GERMANY).same
    again, undone = time.perf_counter() - again, time.perf_counter()
    take_back(run)
    undone, restored = time.perf_counter() - undone, time.perf_counter()
    _bring_back(run)
    restored = time.perf_counter() - restored
    return {
        "contacts": run.created,
        "contacts_per_second": round(run.created / took),
        "the_same_again_per_second": round(same / again),
        "taken_back_per_second": round(run.created / undone),
        "brought_back_per_second": round(run.created / restored),
        "memory_growth_mb": round(peak - before, 1),
    }


def _bring_back(run: ImportRun) -> None:
    """Out of the bin, as the worker does it for somebody to whom all of it belongs."""
    boss = User.objects.create_superuser("bench")
    begun = ImportRun.objects.filter(pk=run.pk)
    begun.update(stage=ImportRun.Stage.RESTORING, done=0, kept=0, restored=0, restored_by=boss)
    run.refresh_from_db()
    jobs.bring_back(run)
    if run.restored != run.created:
        raise SystemExit("Not every contact came back, so there is nothing to tell.")


def _beside(folder: Path, everybody: Iterator[tuple[int, Person]], rounds: int) -> Report:
    if not find_spec("import_export"):
        return {}
    reference = import_module("tests.bench.imports_reference")
    ours: list[Rate] = []
    by_row: list[Rate] = []
    in_bulk: list[Rate] = []
    for _round in range(rounds):
        by_row.append(_rate(reference.by_row, _file(folder, islice(everybody, ROWS_BY_ROW)), ROWS_BY_ROW))
        in_bulk.append(_rate(reference.in_bulk, _file(folder, islice(everybody, ROWS_IN_BULK)), ROWS_IN_BULK))
        ours.append(_rate(_ours, _file(folder, islice(everybody, OURS)), OURS))
    report: Report = {}
    for place, suffix in enumerate(("", "_by_work")):
        mine, rows, bulk = ([rate[place] for rate in rates] for rates in (ours, by_row, in_bulk))
        report |= {
            f"ours_per_second{suffix}": round(sorted(mine)[len(mine) // 2]),
            f"by_row_per_second{suffix}": round(sorted(rows)[len(rows) // 2]),
            f"in_bulk_per_second{suffix}": round(sorted(bulk)[len(bulk) // 2]),
            f"times_by_row{suffix}": ratio(mine, rows),
            f"times_in_bulk{suffix}": ratio(mine, bulk),
        }
    return report


def _ours(path: Path) -> None:
    bring(path, GERMANY)


class Rate(NamedTuple):
    """Contacts in a second, and in a second of a processor's work, the database's own process included."""

    by_the_clock: float
    by_work: float


def _rate(bring_in: Callable[[Path], None], path: Path, rows: int) -> Rate:
    before = Contact.objects.count()
    began, worked = time.perf_counter(), _worked()
    bring_in(path)
    took, worked = time.perf_counter() - began, _worked() - worked
    if Contact.objects.count() - before != rows:
        raise SystemExit("Not every contact came in, so there is nothing to compare.")
    return Rate(rows / took, rows / worked)


def _worked() -> float:
    """Seconds that processors have worked for this process, and for the one with which PostgreSQL serves it."""
    if connection.vendor != "postgresql":
        return time.process_time()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        stat = Path(f"/proc/{cursor.fetchone()[0]}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return time.process_time() + (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")


def _file(folder: Path, some: Iterable[tuple[int, Person]]) -> Path:
    path = folder / "people.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        for number, person in some:
            uid, work, mobile = (
                uuid5(NAMESPACE, str(number)),
                f"+49 30 {20_000_000 + number}",
                f"0171 {2_000_000 + number}",
            )
            writer.writerow([uid, person.name, person.company, work, mobile])
    return path


def _resident() -> float:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize() / 2**20
