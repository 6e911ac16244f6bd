"""What the programs of the demo write: kept in files, the errors shown on the screen as well."""

from __future__ import annotations

import re
from pathlib import Path
from typing import BinaryIO

START_ANEW_BYTES = 2_000_000
ERROR = re.compile(r"\b(ERROR|CRITICAL)\b(?!.*Service Unavailable: /readyz$)")  # that was somebody asking too early
SHOWN_AT_ONCE = 5


class Log:
    """The file of one program."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > START_ANEW_BYTES:
            path.replace(path.with_suffix(".old.log"))
        path.touch()
        self._seen = path.stat().st_size
        self._begun = self._seen

    def open(self) -> BinaryIO:
        return self.path.open("ab")

    def new_errors(self) -> list[str]:
        """Lines that tell of an error and have not been returned before; of very many, the first few."""
        return [line for line in self._lines_since_last_time() if ERROR.search(line)][:SHOWN_AT_ONCE]

    def last_lines(self, count: int) -> list[str]:
        """The end of what was written since this run began."""
        with self.path.open("rb") as file:
            file.seek(self._begun)
            return [line.decode(errors="replace").rstrip() for line in file.readlines()[-count:]]

    def _lines_since_last_time(self) -> list[str]:
        if self.path.stat().st_size <= self._seen:
            return []
        with self.path.open("rb") as file:
            file.seek(self._seen)
            whole, _newline, _rest = file.read().rpartition(b"\n")
        self._seen += len(whole) + 1 if whole else 0
        return whole.decode(errors="replace").splitlines()
