"""What the queue runs for the audit trail: old lines go."""

from __future__ import annotations

from clicktocall.audit import pruning
from clicktocall.celery import app


@app.task(name="audit.prune")
def prune() -> None:
    """Delete the lines that are older than KEEP_AUDIT_DAYS."""
    pruning.prune()
