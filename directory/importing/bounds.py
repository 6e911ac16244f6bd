"""How large a file of contacts may be. Whoever brings more is told so in a sentence; nobody waits for it."""

from __future__ import annotations

MOST_BYTES = 64 * 1024 * 1024
MOST_ROWS = 500_000
MOST_COLUMNS = 1_000
LONGEST_CELL = 100_000
"""Characters, as much as a note may sensibly have."""
LONGEST_ROW = 1_000_000
"""Characters of one row or one vCard, photos not counted."""
MOST_UNPACKED_BYTES = 600 * 1024 * 1024
"""What the parts of a workbook may have together once they are unpacked."""
MOST_PARTS = 5_000
