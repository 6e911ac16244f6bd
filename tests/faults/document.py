"""The fault matrix as a document for people."""

from __future__ import annotations

from pathlib import Path

from clicktocall.calls.models import Call
from tests.faults.matrix import MATRIX
from tests.faults.row import Row, Where

DOCUMENT = Path(__file__).resolve().parent.parent.parent / "docs" / "fault-matrix.md"
HEAD = """# Fault matrix

What can go wrong between a click and the end of a call, and what must hold then. Each row is a test that brings the
fault about, for real; `make faults` runs them. `python -m tests.faults` writes this file from
`tests/faults/matrix.py`, and a test checks that it is current.

In every row:

- one click rings at most once: the PBX places no more calls than there are dial requests in the third column;
- every call ends, with one outcome, and its phone is free again for the next click;
- no message of the PBX that has reached us stays unapplied.

**Dial requests** counts those that reach the PBX, without those that it refuses for their login before it looks at
them. Where there are several outcomes, there were several clicks. Rows marked * run against a broker, a web server and
a worker as processes of their own; the others run the same code in one process, over real HTTP to the PBX and back.
"""
TABLE = "| What | Dial requests | Outcome | The user reads |\n|---|---|---|---|\n"


def document() -> str:
    parts = [HEAD]
    for where in Where:
        rows = [row for row in MATRIX if row.where is where]
        parts += [f"\n## {where[0].upper()}{where[1:]}\n\n", TABLE]
        parts += [_line(row) for row in rows]
    parts.append(f"\n{len(MATRIX)} rows.\n")
    return "".join(parts)


def _line(row: Row) -> str:
    outcomes = ", ".join(str(Call.Outcome(outcome).label) for outcome in row.outcomes)
    return f"| {row.what}{' *' if row.in_processes else ''} | {row.dials} | {outcomes} | {row.sentence} … |\n"
