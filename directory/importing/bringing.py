"""Brings a file in while one waits: what the command line and the demo do. The same engine as the pages."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from directory.importing import jobs
from directory.importing.faults import Unreadable
from directory.importing.planning import Wishes
from directory.importing.undoing import COMMAND
from directory.models import ImportRun


def bring(
    path: Path, wishes: Wishes, *, mapping: Mapping[str, str] | None = None, user_name: str = COMMAND
) -> ImportRun:
    """The import, done. One that ends early says why in its `sentence`; what came before that is in the directory."""
    run = ImportRun.objects.create(
        user_name=user_name,
        file_name=path.name[:200],
        size=path.stat().st_size if path.exists() else 0,
        shelf=wishes.shelf,
        group_id=wishes.group_id,
        owner_id=wishes.owner_id,
        tags=list(wishes.tags),
        region=wishes.region,
        overwrites=wishes.overwrites,
        mapping=dict(mapping) if mapping else None,
        stage=ImportRun.Stage.APPLYING,
    )
    try:
        jobs.apply(run, path)
    except Unreadable as error:
        run.refresh_from_db()
        run.stage = ImportRun.Stage.APPLIED if run.done else ImportRun.Stage.FAILED
        run.sentence, run.total = str(error), run.done
        run.save(update_fields=["stage", "sentence", "total"])
    return run


def take_back(run: ImportRun) -> ImportRun:
    """Undo an import that is in the directory."""
    claimed = ImportRun.objects.filter(pk=run.pk, stage=ImportRun.Stage.APPLIED)
    if claimed.update(stage=ImportRun.Stage.UNDOING, done=0, kept=0, restored=None):
        run.refresh_from_db()
        jobs.take_back(run)
    return run
