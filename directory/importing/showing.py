"""What the pages of an import show: its first rows, its entries, how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from directory.drafts import FIELDS, Difference
from directory.importing.columns import Column
from directory.importing.layouts import EVERYBODY, recognised
from directory.importing.opening import open_table
from directory.importing.storing import as_file
from directory.models import Change, ImportEntry, ImportRun
from directory.telling import Line, line_of

SAMPLE_ROWS = 3
LONGEST_SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """The first rows of a table: for each column its heading, what it seems to mean, and what stands in it."""

    headings: tuple[str, ...]
    columns: tuple[Column, ...]
    cells: list[list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Some entries of one kind with their fields, and where the next ones begin; 0 on the last page."""

    entries: list[tuple[ImportEntry, list[Line]]]
    after: int


def first_rows(run: ImportRun) -> Sample:
    """Raises Unreadable."""
    with as_file(run) as path, open_table(path, region=run.region) as table:
        rows = [line.cells for line in islice(table.lines, SAMPLE_ROWS)]
        columns = (recognised(table.headings) or EVERYBODY).columns(table.headings)
        cells = [
            [row[index][:LONGEST_SHOWN] if index < len(row) else "" for row in rows]
            for index in range(len(table.headings))
        ]
        return Sample(headings=table.headings, columns=columns, cells=cells)


def shown_rows(run: ImportRun, verdict: str, *, limit: int, after: int = 0) -> Shown:
    """Entries in the order of the file. One query."""
    found = list(run.entries.filter(verdict=verdict, pk__gt=after).order_by("pk")[: limit + 1])
    entries = [(entry, _lines(entry)) for entry in found[:limit]]
    return Shown(entries=entries, after=found[limit - 1].pk if len(found) > limit else 0)


def is_in_the_bin(run: ImportRun) -> bool:
    """Whether the import was taken back, and the bin still has something of what that has put there."""
    put_there = run.changes.filter(verb=Change.Verb.UNDONE, contact__deleted_at__isnull=False)
    return run.stage == ImportRun.Stage.UNDONE and put_there.exists()


def tally(run: ImportRun) -> str:
    """Changes whenever the page of an import would look different."""
    return f"{run.attempt}.{run.stage}.{run.done}.{run.total}"


def _lines(entry: ImportEntry) -> list[Line]:
    """Of a new contact its name stands above, so it is left out here."""
    left_out = {"name", "kind"} if entry.verdict == ImportEntry.Verdict.CREATED else set()
    return [
        line_of(Difference(field=field, before=before, after=after), groups={})
        for field, before, after in entry.fields
        if field in FIELDS and field not in left_out
    ]
