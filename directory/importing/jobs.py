"""The long jobs over a file: look what it would do, do it, take it back, bring that back. Each goes on where it ended.

Every batch is a transaction of its own, which also writes how far the job has come: a long file never keeps others
from writing, and of two workers at the same job the database lets one through.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeVar

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from directory.importing.applying import touched, write
from directory.importing.collecting import what_stays_is_left_alone
from directory.importing.knowing import are_still_so
from directory.importing.matching import Matcher
from directory.importing.memory import Memory
from directory.importing.opening import Book, open_book
from directory.importing.planning import Plan, Verdict, Wishes
from directory.importing.preparing import Preparing
from directory.importing.reading_ahead import ReadingAhead
from directory.importing.restoring import restore
from directory.importing.taking_turns import take_the_turn
from directory.importing.undoing import undo
from directory.models import Change, ImportEntry, ImportRun

BATCH = 800
"""Entries of one transaction. Larger ones are not faster, and take memory while the next one is read."""
SHOWN_NEW = 1_000
"""New contacts that a preview lists one by one; the others are counted."""
COUNTED = {
    Verdict.CREATED: "created",
    Verdict.CHANGED: "changed",
    Verdict.SAME: "same",
    Verdict.DUPLICATE: "duplicates",
    Verdict.REJECTED: "rejected",
}
T = TypeVar("T")


class TakenOver(Exception):
    """Somebody else works at this import now, or it was stopped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A batch of which nothing was written: what becomes of its entries."""

    book: Book
    plans: list[Plan]


def look(path: Path, wishes: Wishes, *, mapping: Mapping[str, str] | None = None) -> Iterator[Looked]:
    """What a file would do, batch by batch. Writes nothing. Raises Unreadable."""
    with open_book(path, region=wishes.region, mapping=mapping) as book, Memory() as memory, what_stays_is_left_alone():
        matcher = Matcher(wishes, memory=memory)
        for batch in batches(map(Preparing(region=wishes.region), book.cards)):
            plans = matcher.plan(batch)
            yield Looked(book=book, plans=plans)


def preview(run: ImportRun, path: Path) -> None:
    """Write down what a file would do, for its page. Begins anew if it was interrupted. Raises Unreadable."""
    run.entries.all().delete()
    _begin(run, total=estimate(path), **dict.fromkeys(COUNTED.values(), 0))
    for looked in look(path, wishes_of(run), mapping=run.mapping):
        with transaction.atomic():
            _advance(run, looked.plans, **_about(looked.book))
            _remember(run, looked.plans)
    _finish(run, ImportRun.Stage.READY, total=F("done"))


def apply(run: ImportRun, path: Path) -> None:
    """Bring the file in, from the entry on where an earlier try has ended. Raises Unreadable."""
    if run.done == 0:
        run.entries.exclude(verdict=Verdict.REJECTED).delete()
    with open_book(path, region=run.region, mapping=run.mapping) as book, what_stays_is_left_alone():
        preparing = Preparing(region=run.region)
        matcher = Matcher(wishes_of(run))
        entries = map(preparing, islice(book.cards, run.done, None))
        with ReadingAhead(batches(entries)) as ahead:
            while batch := ahead.next():
                with transaction.atomic():
                    take_the_turn()
                    plans = matcher.plan(batch)
                    while not are_still_so(touched(plans)):
                        plans = matcher.plan(preparing(one.entry) for one in batch)
                    del batch  # the next one is in memory before this one is done
                    write(plans, run, meanwhile=ahead.go_on)
                    _advance(run, plans, **_about(book))
                    _remember_rejected(run, plans)
                    del plans
    _finish(run, ImportRun.Stage.APPLIED, total=F("done"))


def estimate(path: Path) -> int:
    """About how many entries a text has, for the progress bar; 0 for a workbook, which tells nothing from outside."""
    with path.open("rb") as file:
        piece = file.read(1 << 18)
        if piece.startswith(b"PK"):
            return 0
        mark = b"BEGIN:VCARD" if b"BEGIN:VCARD" in piece.upper() else b"\n"
        count = 0
        while piece:
            count += piece.upper().count(mark)
            piece = file.read(1 << 18)
    return count


def take_back(run: ImportRun) -> None:
    """Undo the import, the latest change first."""
    to_do = run.changes.exclude(verb=Change.Verb.UNDONE).order_by("-pk")
    while True:
        with transaction.atomic():
            changes = list(to_do[:BATCH])
            if not changes:
                break
            to_do = to_do.filter(pk__lt=changes[-1].pk)  # past the lines that this leaves in the history
            undone = undo(changes, run)
            run.changes.filter(pk__in=[change.pk for change in changes]).update(run=None)
            _beat(run, done=F("done") + len(changes), kept=F("kept") + undone.kept)
    _finish(run, ImportRun.Stage.UNDONE)


def bring_back(run: ImportRun) -> None:
    """Take out of the bin what the undo of the import has put there. It can be taken back once more."""
    while True:
        with transaction.atomic():
            changes = list(run.changes.filter(verb=Change.Verb.UNDONE).order_by("pk")[:BATCH])
            if not changes:
                break
            brought = restore(changes, run)
            run.changes.filter(pk__in=[change.pk for change in changes]).update(run=None)
            restored, kept = F("restored") + brought.restored, F("kept") + brought.kept
            _beat(run, done=F("done") + len(changes), restored=restored, kept=kept)
    run.refresh_from_db(fields=["restored"])
    _finish(run, ImportRun.Stage.APPLIED if run.restored else ImportRun.Stage.UNDONE)


def wishes_of(run: ImportRun) -> Wishes:
    return Wishes(
        region=run.region,
        shelf=run.shelf,
        group_id=run.group_id,
        owner_id=run.owner_id,
        tags=tuple(run.tags),
        overwrites=run.overwrites,
    )


def batches(cards: Iterable[T]) -> Iterator[list[T]]:
    cards = iter(cards)
    while batch := list(islice(cards, BATCH)):
        yield batch


def _advance(run: ImportRun, plans: list[Plan], **columns: object) -> None:
    found = Counter(plan.verdict for plan in plans)
    counts = {name: F(name) + found[verdict] for verdict, name in COUNTED.items()}
    _beat(run, done=F("done") + len(plans), **counts, **columns)


def _about(book: Book) -> dict[str, object]:
    return {"format": book.format, "headings": list(book.headings), "ignored": list(book.ignored)}


def _begin(run: ImportRun, **columns: object) -> None:
    _beat(run, done=0, sentence="", **columns)


def _finish(run: ImportRun, stage: ImportRun.Stage, **columns: object) -> None:
    _beat(run, stage=stage, **columns)
    run.refresh_from_db()


def _beat(run: ImportRun, **columns: object) -> None:
    """Write how far the job is, if it is still ours. Raises TakenOver."""
    ours = ImportRun.objects.filter(pk=run.pk, attempt=run.attempt, stage=run.stage)
    if not ours.update(beat_at=timezone.now(), tries=0, **columns):
        raise TakenOver


def _remember(run: ImportRun, plans: list[Plan]) -> None:
    """What the page of the preview shows. New contacts are many and alike: the first ones, and those with a remark."""
    ImportEntry.objects.bulk_create(
        ImportEntry(
            run=run,
            row=plan.row,
            verdict=plan.verdict,
            name=plan.name,
            sentence=plan.sentence,
            contact=plan.contact,
            fields=plan.changed,
            source=plan.source,
        )
        for plan in plans
        if plan.verdict != Verdict.SAME and (plan.verdict != Verdict.CREATED or plan.row <= SHOWN_NEW or plan.sentence)
    )


def _remember_rejected(run: ImportRun, plans: list[Plan]) -> None:
    """Those that a preview has not found already: between looking and doing nothing stands still."""
    rejected = {plan.row: plan for plan in plans if plan.verdict == Verdict.REJECTED}
    known = set(run.entries.filter(verdict=Verdict.REJECTED, row__in=rejected).values_list("row", flat=True))
    ImportEntry.objects.bulk_create(
        ImportEntry(run=run, row=row, verdict=plan.verdict, sentence=plan.sentence, source=plan.source)
        for row, plan in rejected.items()
        if row not in known
    )
