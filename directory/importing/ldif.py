"""LDIF, as Thunderbird and LDAP servers write it: each record as the row of a table whose headings are the attributes.

Source: RFC 2849. What stands elsewhere (`attribute:< file:...`) is never fetched.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from django.utils.translation import gettext as _

from directory.importing.bounds import LONGEST_CELL, LONGEST_ROW, MOST_COLUMNS, MOST_ROWS
from directory.importing.charsets import AS_WINDOWS, encoding_of
from directory.importing.faults import Unreadable
from directory.importing.heading_rows import REACHED_BY
from directory.importing.tables import Line, Table
from directory.importing.words import meaning

BEGINNING = re.compile(rb"(?:version:\s*1\s+)?(?:#[^\n]*\n\s*)*dn::?[ \t]*\S", re.IGNORECASE)
_NOT_WANTED = frozenset({
    "objectclass", "changetype", "control", "version", "modifytimestamp", "jpegphoto", "photo", "userpassword",
    "usercertificate", "usersmimecertificate",
})  # fmt: skip
_SEVERAL = " ::: "


@contextmanager
def open_ldif(path: Path, *, region: str) -> Iterator[Table]:
    """The file is read twice: which attributes there are is known at its end. Raises Unreadable."""
    names: dict[str, str] = {}
    with path.open(encoding=encoding_of(path, region=region), errors=AS_WINDOWS) as file:
        for record in _records(file):
            for name, _value in record:
                names.setdefault(name.lower(), name)
            if len(names) > MOST_COLUMNS:
                raise Unreadable(_("It has more than %d columns. Leave out those that are not needed.") % MOST_COLUMNS)
        file.seek(0)
        yield Table(headings=tuple(names.values()), lines=_rows(file, names))


def _rows(file: TextIO, names: dict[str, str]) -> Iterator[Line]:
    have_several = {name for name in names if meaning(names[name]).field in REACHED_BY}
    for number, record in enumerate(_records(file), start=2):
        if number > MOST_ROWS:
            raise Unreadable(_("The file has more than %d rows. Divide it.") % MOST_ROWS)
        said: dict[str, str] = {}
        for attribute, value in record:
            name = attribute.lower()
            if name not in said:
                said[name] = value
            elif name in have_several:
                said[name] += f"{_SEVERAL}{value}"
        yield Line(number=number, cells=[said.get(name, "") for name in names])


def _records(file: TextIO) -> Iterator[list[tuple[str, str]]]:
    """The attributes of each record and their values."""
    record: list[tuple[str, str]] = []
    length = 0
    for line in _unfolded(file):
        if not line.strip():
            if record:
                yield record
            record, length = [], 0
            continue
        length += len(line)
        if length > LONGEST_ROW:
            raise Unreadable(_too_long())
        if (found := _attribute(line)) is not None:
            record.append(found)
    if record:
        yield record


def _unfolded(file: TextIO) -> Iterator[str]:
    """Whole lines: one that begins with a blank continues the one before it."""
    whole = ""
    while line := file.readline(LONGEST_ROW + 1):
        if line.startswith(" ") and whole:
            whole += line[1:].rstrip("\n")
        else:
            yield whole
            whole = line.rstrip("\n")
        if len(whole) > LONGEST_ROW:
            raise Unreadable(_too_long())
    yield whole


def _attribute(line: str) -> tuple[str, str] | None:
    name, colon, value = line.partition(":")
    name = name.partition(";")[0].strip()
    if not colon or line.startswith("#") or name.lower() in _NOT_WANTED or value.startswith("<"):
        return None
    if value.startswith(":"):
        try:
            value = base64.b64decode(value[1:].strip()).decode("utf-8", AS_WINDOWS)
        except ValueError:
            return None
    return name, value.strip()[:LONGEST_CELL]


def _too_long() -> str:
    return _("A row is longer than %d characters. Perhaps a quotation mark is missing.") % LONGEST_ROW
