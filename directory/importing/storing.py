"""Keeps a file that was brought in the database, and gives it to a worker as a file again."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from directory.models import ImportPiece, ImportRun

PIECE = 1 << 20


def keep(run: ImportRun, chunks: Iterable[bytes]) -> None:
    """Store the file piece by piece; never more than one of them in memory."""
    waiting = bytearray()
    position = 0
    for chunk in chunks:
        waiting += chunk
        while len(waiting) >= PIECE:
            ImportPiece.objects.create(run=run, position=position, content=bytes(waiting[:PIECE]))
            del waiting[:PIECE]
            position += 1
    ImportPiece.objects.create(run=run, position=position, content=bytes(waiting))


@contextmanager
def as_file(run: ImportRun) -> Iterator[Path]:
    """The file in a private folder, for as long as it is needed."""
    with tempfile.TemporaryDirectory(prefix="contacts-") as folder:
        path = Path(folder) / "file"
        with path.open("wb") as file:
            for piece in run.pieces.values_list("content", flat=True).iterator(chunk_size=4):
                file.write(piece)
        yield path


def forget(run: ImportRun) -> None:
    run.pieces.all().delete()
