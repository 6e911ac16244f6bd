"""Files made to hurt: each ends in a sentence, with memory and processor time that do not grow with the file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import NamedTuple

import pytest
from django.conf import settings

pytestmark = [pytest.mark.processes, pytest.mark.timeout(240)]
MB = b"x" * 1_000_000
ROWS = b"name,phone\n"
CARD = b"BEGIN:VCARD\nFN:Anna\n"
END = b"END:VCARD\n"
MOST_MB = 60
MOST_SECONDS = 40
"""Of processor time, of which a busy machine takes more. The longest needs a quarter of it."""


class Hostile(NamedTuple):
    """A file of `beginning`, `times` the `piece`, and `end`; and the sentence to which it must come."""

    beginning: bytes
    piece: bytes
    times: int
    end: bytes
    sentence: str


FILES = {
    "one line": Hostile(ROWS, MB, 60, b"", "A row is longer than 1000000 characters."),
    "larger than the limit": Hostile(ROWS, MB, 100, b"", "The file is larger than 64 megabytes."),
    "200,000 columns": Hostile(b"", b"a,", 200_000, b"phone\n", "It has more than 1000 columns."),
    "rows of 400,000 cells": Hostile(ROWS, b"a" + b",x" * 400_000 + b"\n", 40, b"", "It has more cells than"),
    "a quoted cell that never closes": Hostile(ROWS + b'"', b"a,b\n", 15_000_000, b"", "a quotation mark is missing"),
    "blank lines": Hostile(b"", b"\n", 60_000_000, b"", "The file has more than 500000 rows."),
    "thousands of numbers in a cell": Hostile(ROWS, b"a," + b"1 ::: " * 16_000 + b"\n", 600, b"", ""),
    "a vCard in one line": Hostile(b"BEGIN:VCARD\nNOTE:", MB, 60, b"", "A line is longer than any address book"),
    "a folded line that never ends": Hostile(CARD + b"NOTE:", b"x" * 70 + b"\n ", 800_000, b"", "A line is longer"),
    "a folded photo that never ends": Hostile(
        CARD + b"PHOTO:", b"x" * 70 + b"\n ", 800_000, b"", "The card has no end"
    ),
    "a folded logo that never ends": Hostile(CARD + b"LOGO:", b"x" * 70 + b"\n ", 800_000, b"", "The card has no end"),
    "quoted-printable that never ends": Hostile(
        CARD + b"N;ENCODING=QUOTED-PRINTABLE:", b"x=\n", 20_000_000, b"", "A line is longer"
    ),
    "a card of thousands of lines": Hostile(CARD, b"TEL:1\n", 160_000, END, "The card has more than 5000 lines."),
    "a card of a million lines": Hostile(CARD, b"X:\n", 5_000_000, b"", "The card has"),
    "a line of thousands of parameters": Hostile(CARD + b"TEL", b";a", 400_000, b":1\n" + END, ""),
    "cards within cards": Hostile(b"", b"BEGIN:VCARD\nAGENT:\n", 2_000_000, b"", "Cards stand inside cards"),
}


def outcome(path: Path) -> dict[str, object]:
    """What a process that reads it says: see `reading_in_bounds`."""
    answer = subprocess.run(  # noqa: S603 -- our own program
        [sys.executable, "-m", "tests.directory.reading_in_bounds", str(path)],
        cwd=settings.BASE_DIR, env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
        stdout=subprocess.PIPE, check=True,
    )  # fmt: skip
    found: dict[str, object] = json.loads(answer.stdout)
    return found


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_text_ends_in_a_sentence_and_in_bounds(tmp_path: Path, name: str) -> None:
    hostile, path = FILES[name], tmp_path / "hostile"
    with path.open("wb") as file:
        file.write(hostile.beginning)
        at_once = max(1, 1_000_000 // len(hostile.piece))
        for begin in range(0, hostile.times, at_once):
            file.write(hostile.piece * min(at_once, hostile.times - begin))
        file.write(hostile.end)

    found = outcome(path)

    assert hostile.sentence in f"{found['sentence']} {found['faults']}"
    assert float(str(found["mb"])) < MOST_MB, found
    assert float(str(found["seconds"])) < MOST_SECONDS, found


@pytest.mark.parametrize("kind", ["one cell", "cells", "words", "nested"])
def test_an_ods_that_unpacks_to_more_than_it_weighs_ends_in_a_sentence(tmp_path: Path, kind: str) -> None:
    row = b"<table:table-row>"
    cell = b'<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'
    begin, piece, times = {
        "one cell": (row + cell.partition(b"x")[0], MB, 400),
        "cells": (row, cell * 10_000, 400),
        "words": (b"", (row + cell * 1_000 + b"</table:table-row>") * 10, 400),
        "nested": (row, b"<text:p>" * 100_000, 400),
    }[kind]
    spaces = (b"office", b"table", b"text")
    names = b"".join(b' xmlns:%s="urn:oasis:names:tc:opendocument:xmlns:%s:1.0"' % (one, one) for one in spaces)
    table = b'<table:table table:name="a">'
    path = tmp_path / "bomb.ods"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest:manifest/>")
        with archive.open("content.xml", "w", force_zip64=True) as content:
            content.write(b"<office:document-content%s><office:body><office:spreadsheet>" % names + table + begin)
            for _ in range(times):
                content.write(piece)

    found = outcome(path)

    assert "workbook" in str(found["sentence"])
    assert float(str(found["mb"])) < MOST_MB, found
