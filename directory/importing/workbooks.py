"""XLSX, XLS and ODS: taken apart by a process of its own, read here a row at a time."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from itertools import chain, dropwhile, islice
from pathlib import Path
from threading import Timer
from typing import IO, Any, cast

from django.utils.translation import gettext as _

from directory.importing.bounds import LONGEST_CELL, LONGEST_ROW, MOST_PARTS, MOST_ROWS, MOST_UNPACKED_BYTES
from directory.importing.faults import Unreadable
from directory.importing.heading_rows import understood
from directory.importing.tables import Line, Table, table_of

PROGRAM = Path(__file__).with_name("workbook_process.py")
MOST_SECONDS = 120


@contextmanager
def open_workbook(path: Path) -> Iterator[Table]:
    """The first visible sheet with headings that we know, else the first that is not empty; and behind it the rows of
    other sheets with the same headings. Raises Unreadable.
    """
    if zipfile.is_zipfile(path):
        _refuse_a_bomb(path)
    with ExitStack() as stack:
        place, table = 0, stack.enter_context(_open_sheet(path, 0))
        if not understood(table.headings) and (better := next(_places(path, understood), 0)):
            place, table = better, stack.enter_context(_open_sheet(path, better))
        every = chain(table.lines, _further(path, place, table.headings))
        yield Table(headings=table.headings, lines=_no_more_than_a_file_has(every))


def _no_more_than_a_file_has(lines: Iterator[Line]) -> Iterator[Line]:
    """However many sheets they stand on."""
    for count, line in enumerate(lines, start=1):
        if count > MOST_ROWS:
            raise Unreadable(_too_many_rows())
        yield line


def _further(path: Path, place: int, headings: tuple[str, ...]) -> Iterator[Line]:
    """The rows of sheets behind that place which have these headings, too: a list for each town, or each letter."""

    def is_alike(cells: Sequence[str]) -> bool:
        return _without_blanks(cells) == _without_blanks(headings)

    for other in [other for other in _places(path, is_alike) if other > place]:
        with _reading(path, f"{other}") as process:
            below = dropwhile(lambda line: not is_alike(line.cells), _lines(process))
            for line in islice(below, 1, None):  # what stands outside the columns has no heading
                yield Line(number=line.number, cells=line.cells[: len(headings)])


def _places(path: Path, has_headings: Callable[[Sequence[str]], object]) -> Iterator[int]:
    """Of the sheets behind the first one those that have such headings. One process looks at all of them."""
    place, seen = -1, 0
    with suppress(Unreadable), _reading(path, "beginnings") as process:  # those before a broken one may be readable
        for cells in _rows(process):
            place += cells is None
            if place > seen and cells and has_headings(cells):
                seen = place
                yield place


def _without_blanks(cells: Sequence[str]) -> list[str]:
    """Of sheets of different widths the blank cells at the right say nothing."""
    stripped = [cell.strip() for cell in cells]
    return stripped[: max((place + 1 for place, cell in enumerate(stripped) if cell), default=0)]


@contextmanager
def _open_sheet(path: Path, place: int) -> Iterator[Table]:
    with _reading(path, f"{place}") as process:
        yield table_of(_lines(process))


@contextmanager
def _reading(path: Path, what: str) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-I", str(PROGRAM), str(path), what]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:  # noqa: S603 -- our own program
        clock = Timer(MOST_SECONDS, process.kill)
        clock.daemon = True
        clock.start()
        try:
            yield process
        finally:
            clock.cancel()
            process.kill()


def _refuse_a_bomb(path: Path) -> None:
    """What the archive says of itself; the process that unpacks it holds if that is a lie."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise Unreadable(_("The workbook is damaged. Open it in a spreadsheet program and save it as CSV.")) from None
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED_BYTES:
        raise Unreadable(_too_large())


def _lines(process: subprocess.Popen[bytes]) -> Iterator[Line]:
    for number, cells in enumerate(_rows(process), start=1):
        if number > MOST_ROWS:
            raise Unreadable(_too_many_rows())
        if any(cells):
            if max(map(len, cells)) > LONGEST_CELL:
                raise Unreadable(_("Row %d has a cell longer than any text. Shorten it.") % number)
            yield Line(number=number, cells=cells)


def _rows(process: subprocess.Popen[bytes]) -> Iterator[Any]:
    """What the process prints: the cells of a row each, or None."""
    printed, complained = cast("IO[bytes]", process.stdout), cast("IO[bytes]", process.stderr)
    while raw := _readline(printed):
        yield json.loads(raw)
    complaint = complained.read(200).decode("ascii", "replace")
    code = process.wait()
    if code:
        raise Unreadable(_why(code, complaint))


def _readline(pipe: IO[bytes]) -> bytes:
    """One line of JSON, in which a character may take six signs."""
    line = pipe.readline(6 * LONGEST_ROW)
    if line and not line.endswith(b"\n"):
        raise Unreadable(_too_large())
    return line


def _why(code: int, complaint: str) -> str:
    if complaint == "PasswordError":
        return _("The workbook is protected by a password. Save it without one.")
    if code == -signal.SIGXCPU or code in {-signal.SIGKILL, -signal.SIGABRT, -signal.SIGSEGV} or "Memory" in complaint:
        return _too_large()
    return _("The workbook cannot be read. Open it in a spreadsheet program and save it as CSV.")


def _too_many_rows() -> str:
    return _("The file has more than %d rows. Divide it.") % MOST_ROWS


def _too_large() -> str:
    return _("The workbook is too large once it is unpacked. Save the sheet with the contacts as CSV.")
