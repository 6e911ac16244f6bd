"""What the queue runs for the rules: windows of limits that are long over go."""

from __future__ import annotations

from clicktocall.celery import app
from clicktocall.policies import counting


@app.task(name="policies.prune")
def prune() -> None:
    """Let go of the counts of windows that are long over."""
    counting.prune()
