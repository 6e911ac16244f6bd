"""What people decide about an import: begin it, map its columns, bring it in, take it back. The queue does the work."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from kombu.exceptions import OperationalError

from clicktocall.accounts.models import User
from directory.importing.jobs import COUNTED
from directory.importing.opening import open_table
from directory.importing.storing import as_file, keep
from directory.importing.working import digest_of
from directory.models import Change, ImportMapping, ImportRun
from directory.tasks import work_at_import

log = logging.getLogger(__name__)
Stage = ImportRun.Stage


@transaction.atomic
def begin(run: ImportRun, chunks: Iterable[bytes]) -> None:
    """Keep the file and have it read."""
    run.stage = Stage.READING
    run.save(force_insert=True)
    keep(run, chunks)
    transaction.on_commit(partial(send, run))


@transaction.atomic
def map_columns(run: ImportRun, mapping: Mapping[str, str]) -> bool:
    """Read the file with these meanings of its headings, and remember them. False if it is too late for that."""
    with as_file(run) as path, open_table(path, region=run.region) as table:
        key = digest_of(table.headings)
    ImportMapping.objects.update_or_create(key=key, defaults={"mapping": dict(mapping), "changed_at": timezone.now()})
    return _move(run, {Stage.MAPPING, Stage.READY, Stage.FAILED}, Stage.READING, mapping=dict(mapping))


@transaction.atomic
def bring_in(run: ImportRun) -> bool:
    """Do what the preview has shown. False if that was begun already."""
    return _move(run, {Stage.READY}, Stage.APPLYING, **dict.fromkeys(COUNTED.values(), 0))


@transaction.atomic
def take_back(run: ImportRun, *, by: User) -> bool:
    """Undo the import. False if it is not in the directory."""
    total = run.changes.exclude(verb=Change.Verb.UNDONE).count()
    return _move(run, {Stage.APPLIED}, Stage.UNDOING, total=total, kept=0, restored=None, undone_by=by)


@transaction.atomic
def bring_back(run: ImportRun, *, by: User) -> bool:
    """Take out of the bin what the undo has put there. False if nothing of it is there."""
    total = run.changes.filter(verb=Change.Verb.UNDONE).count()
    return bool(total) and _move(run, {Stage.UNDONE}, Stage.RESTORING, total=total, kept=0, restored=0, restored_by=by)


def discard(run: ImportRun) -> bool:
    """Forget a file that was not brought in. False if it was."""
    idle = ImportRun.objects.filter(pk=run.pk, stage__in=[Stage.MAPPING, Stage.READY, Stage.FAILED, Stage.UNDONE])
    return bool(idle.delete()[0])


def _move(run: ImportRun, may_come_from: set[Stage], stage: Stage, **columns: Any) -> bool:
    """Of two clicks one moves it."""
    here = ImportRun.objects.filter(pk=run.pk, stage__in=may_come_from)
    fresh = {"attempt": F("attempt") + 1, "beat_at": timezone.now(), "done": 0, "tries": 0, "sentence": ""}
    if not here.update(stage=stage, **fresh, **columns):
        return False
    run.refresh_from_db()
    transaction.on_commit(partial(send, run))
    return True


def send(run: ImportRun) -> None:
    """Hand the import to the workers. Without a broker it waits, and the clock sends it again."""
    try:
        work_at_import.apply_async((run.pk, run.attempt), retry=False)
    except OperationalError as error:
        log.warning("import=%s step=enqueue outcome=no_broker error=%s", run.pk, type(error).__name__)
