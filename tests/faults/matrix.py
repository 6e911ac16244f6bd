"""The fault matrix: what can go wrong, and what must hold then. `python -m tests.faults` writes it as a document."""

from __future__ import annotations

from tests.faults import (
    clicks,
    health,
    kinds,
    late_answers,
    lost_messages,
    messages,
    networks,
    pbx_answers,
    processes,
    tokens,
)
from tests.faults.row import Row

MATRIX: tuple[Row, ...] = (
    *clicks.ROWS,
    *processes.ROWS,
    *networks.ROWS,
    *pbx_answers.ROWS,
    *late_answers.ROWS,
    *tokens.ROWS,
    *messages.ROWS,
    *lost_messages.ROWS,
    *health.ROWS,
    *kinds.ROWS,
)
