"""XLSX, XLS and ODS: taken apart by a process of its own, read here a row at a time."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from threading import Timer
from typing import IO, Any

from django.utils.translation import gettext as _

from directory.importing.bounds import LONGEST_CELL, LONGEST_ROW, MOST_PARTS, MOST_ROWS, MOST_UNPACKED_BYTES
from directory.importing.faults import Unreadable
from directory.importing.heading_rows import understood
from directory.importing.tables import Line, Table, table_of

PROGRAM = Path(__file__).with_name("workbook_process.py")
MOST_SECONDS = 120


@contextmanager
def open_workbook(path: Path) -> Iterator[Table]:
    """The first visible sheet with headings that we know, else the first that is not empty. Raises Unreadable."""
    if zipfile.is_zipfile(path):
        _refuse_a_bomb(path)
    with ExitStack() as stack:
        table = stack.enter_context(_open_sheet(path, 0))
        if not understood(table.headings) and (better := _better_sheet(path)):
            table = stack.enter_context(_open_sheet(path, better))
        yield table


def _better_sheet(path: Path) -> int:
    """Which sheet behind the first one has headings that we know; 0 if none has. One process looks at all of them."""
    place = -1
    with suppress(Unreadable), _reading(path, "beginnings") as process:  # the first one may well be readable
        for cells in _rows(process):
            place += cells is None
            if place > 0 and cells and understood(cells):
                return place
    return 0


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
            raise Unreadable(_("The file has more than %d rows. Divide it.") % MOST_ROWS)
        if any(cells):
            if max(map(len, cells)) > LONGEST_CELL:
                raise Unreadable(_("Row %d has a cell longer than any text. Shorten it.") % number)
            yield Line(number=number, cells=cells)


def _rows(process: subprocess.Popen[bytes]) -> Iterator[Any]:
    """What the process prints: the cells of a row each, or None."""
    assert process.stdout is not None and process.stderr is not None  # noqa: PT018, S101 -- both are pipes, see above
    while raw := _readline(process.stdout):
        yield json.loads(raw)
    complaint = process.stderr.read(200).decode("ascii", "replace")
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


def _too_large() -> str:
    return _("The workbook is too large once it is unpacked. Save the sheet with the contacts as CSV.")
