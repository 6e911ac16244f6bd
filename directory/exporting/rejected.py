"""The entries that an import has left out, as a file that can be mended and imported again."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import Protocol

from directory.importing.cells import guarded, one_line
from directory.importing.opening import WHY


class Rejected(Protocol):
    @property
    def sentence(self) -> str: ...
    @property
    def source(self) -> Iterable[str]: ...


def rejected_lines(headings: Iterable[str], entries: Iterable[Rejected]) -> Iterator[str]:
    """A table like the one that came, with the reasons in a column of their own; without headings, the vCards."""
    headings = list(headings)
    if not headings:
        for entry in entries:
            for card in entry.source:
                begin, _line_break, rest = card.partition("\n")
                yield f"{begin}\nX-WHY-REJECTED:{one_line(entry.sentence)}\n{rest}".replace("\n", "\r\n")
        return
    writer = csv.writer(_Echo())
    yield "\N{ZERO WIDTH NO-BREAK SPACE}" + writer.writerow(guarded(cell) for cell in (*headings, WHY))
    for entry in entries:
        cells = [*entry.source, *[""] * len(headings)]
        extra = " ".join(cell for cell in cells[len(headings) :] if cell)
        why = f"{entry.sentence} ({extra})" if extra else entry.sentence
        yield writer.writerow(guarded(cell) for cell in (*cells[: len(headings)], why))


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text
