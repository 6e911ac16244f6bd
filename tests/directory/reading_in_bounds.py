"""Reads one file in a process of its own and prints as JSON what came of it, the memory that it took, and the time.

`python -m tests.directory.reading_in_bounds FILE`
"""

from __future__ import annotations

import json
import re
import sys
import time
from pathlib import Path

import django

from directory.importing.faults import Fault, Unreadable
from directory.importing.opening import open_book


def main(path: str) -> None:
    django.setup()
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak is counted from here
    before, began = _peak(), time.process_time()
    cards, sentence = 0, ""
    faults: list[str] = []
    try:
        with open_book(Path(path)) as book:
            for entry in book.cards:
                cards += 1
                if isinstance(entry, Fault) and len(faults) < 3:
                    faults.append(entry.sentence)
    except Unreadable as error:
        sentence = str(error)
    took = time.process_time() - began
    found = {"cards": cards, "faults": faults, "sentence": sentence, "mb": _peak() - before, "seconds": took}
    sys.stdout.write(json.dumps(found))


def _peak() -> float:
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    assert found is not None
    return int(found[1]) / 1024


if __name__ == "__main__":
    main(sys.argv[1])
