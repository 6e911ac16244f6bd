"""A worker's part of an import: it does what the stage asks for, and finds what other workers have left behind."""

from __future__ import annotations

import logging
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.importing import jobs
from directory.importing.faults import Unreadable
from directory.importing.opening import Unmapped, mapping_key, open_book, open_table
from directory.importing.storing import as_file, forget
from directory.models import ImportMapping, ImportRun

log = logging.getLogger(__name__)
Stage = ImportRun.Stage
SILENCE = timedelta(seconds=180)
"""Longer than a workbook may take to open."""
MOST_TRIES = 3
KEPT = timedelta(days=14)
_AFTER_TROUBLE = {
    Stage.READING: Stage.FAILED,
    Stage.APPLYING: Stage.APPLIED,
    Stage.UNDOING: Stage.APPLIED,
    Stage.RESTORING: Stage.UNDONE,
}
"""What was brought in before the trouble is in the directory, and can be taken back; what the bin has, brought back."""


def work_at(run_pk: int, attempt: int) -> None:
    """Do what the stage of the import asks for. Delivered twice or to two workers, one of them does it."""
    run = ImportRun.objects.filter(pk=run_pk, attempt=attempt, stage__in=ImportRun.UNDER_WAY).first()
    if run is None:
        return
    log.info("import=%s step=%s attempt=%s outcome=begun", run.pk, run.stage, attempt)
    try:
        _work(run)
    except jobs.TakenOver:
        log.info("import=%s step=%s attempt=%s outcome=taken_over", run.pk, run.stage, attempt)
    except Unmapped as error:
        _end(run, Stage.MAPPING, str(error))
    except Unreadable as error:
        _end(run, _AFTER_TROUBLE[Stage(run.stage)], str(error))


def _work(run: ImportRun) -> None:
    if run.stage == Stage.UNDOING:
        jobs.take_back(run)
        return
    if run.stage == Stage.RESTORING:
        jobs.bring_back(run)
        return
    with as_file(run) as path:
        if run.stage == Stage.READING:
            recall_mapping(run, path)
            jobs.preview(run, path)
        else:
            jobs.apply(run, path)
            forget(run)


def recall_mapping(run: ImportRun, path: Path) -> None:
    """Where the columns say nothing by themselves: what somebody has said for an earlier file with these headings."""
    if run.mapping is not None:
        return
    try:
        with open_book(path, region=run.region):
            return
    except Unmapped:
        with open_table(path, region=run.region) as table:
            digest = digest_of(table.headings)
    run.mapping = ImportMapping.objects.filter(key=digest).values_list("mapping", flat=True).first()
    run.save(update_fields=["mapping"])


def digest_of(headings: tuple[str, ...]) -> str:
    return sha256(mapping_key(headings).encode()).hexdigest()


def _end(run: ImportRun, stage: Stage, sentence: str) -> None:
    ours = ImportRun.objects.filter(pk=run.pk, attempt=run.attempt)
    ours.update(stage=stage, sentence=sentence, total=F("done"), beat_at=timezone.now())


def forgotten() -> list[ImportRun]:
    """Imports whose worker is gone, to be given to another one; those that end workers again and again are given up."""
    found = []
    for run in ImportRun.objects.silent_since(timezone.now() - SILENCE):
        ours = ImportRun.objects.filter(pk=run.pk, attempt=run.attempt)
        if run.tries >= MOST_TRIES:
            _end(
                run,
                _AFTER_TROUBLE[Stage(run.stage)],
                _("It was begun several times and never finished. Divide the file."),
            )
        elif ours.update(attempt=F("attempt") + 1, tries=F("tries") + 1, beat_at=timezone.now()):
            run.refresh_from_db()
            found.append(run)
    return found


def forget_old() -> None:
    """Files that nobody has brought in for a while, and imports that were taken back, once the bin has none of them."""
    idle, now = [Stage.MAPPING, Stage.READY, Stage.FAILED], timezone.now()
    ImportRun.objects.filter(stage__in=idle, created_at__lt=now - KEPT).delete()
    emptied = now - max(KEPT, timedelta(days=settings.KEEP_DELETED_DAYS))
    ImportRun.objects.filter(stage=Stage.UNDONE, beat_at__lt=emptied).delete()


def _given_up() -> str:
    return _("It was begun several times and never finished. Divide the file.")
