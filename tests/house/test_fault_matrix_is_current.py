"""docs/fault-matrix.md says what tests/faults checks."""

from __future__ import annotations

from collections import Counter

from tests.faults.document import DOCUMENT, document
from tests.faults.matrix import MATRIX


def test_the_document_is_what_the_table_says() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document(), "run: python -m tests.faults"


def test_no_fault_is_listed_twice() -> None:
    assert [what for what, times in Counter((row.where, row.what) for row in MATRIX).items() if times > 1] == []


def test_no_row_lets_one_click_ring_twice() -> None:
    assert [row.what for row in MATRIX if row.dials > len(row.outcomes)] == []
