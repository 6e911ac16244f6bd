"""Which characters the bytes of a text file stand for: Unicode, a code page of Windows, Mac Roman."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from pathlib import Path

from directory.importing.codepages import CENTRAL_EUROPEAN, WESTERN, code_page_of

_PIECE = 1 << 18
_BEGINNING = 4096
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HIGH = re.compile(rb"[\x80-\xff]")
_IN_UTF_8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_IN_WINDOWS = re.compile(rb"[A-Za-z][\xdf-\xff](?=[a-z])")
"""Small letters with accents inside a word. A Mac has signs and capitals there."""
_ON_A_MAC = re.compile(rb"[A-Za-z][\x81\x8a\x8d-\x90\x9d\x9f](?=[a-z])")
"""What a Mac writes for accented letters inside a word, and Windows for capitals or for nothing."""
_IN_POLAND = re.compile(rb"[A-Za-z][\xb3\xb9](?=[a-z])|(?<![A-Za-z0-9])\xa3[a-z]")
"""Small l and a as Poland writes them inside a word, or its capital L before one. Elsewhere these are signs."""
AS_WINDOWS = "as-windows"
"""How single bytes are read that do not fit the encoding of the rest of a file."""


def encoding_of(path: Path, *, region: str = "") -> str:
    """UTF-16 or UTF-32 by its mark or its zeros, UTF-8 if nearly all of it is, else what Windows or a Mac writes.

    What Windows writes depends on the country that its numbers are of.
    """
    with path.open("rb") as file:
        beginning = file.read(_BEGINNING)
    if wide := wide_encoding(beginning):
        return wide
    return "utf-8-sig" if _is_written_in("utf-8-sig", path) else _narrow_encoding(path, code_page_of(region))


def wide_encoding(beginning: bytes) -> str:
    """The name of an encoding with two or four bytes a character; empty for others."""
    if marked := next((name for mark, name in _MARKS if beginning.startswith(mark)), ""):
        return marked
    half = len(beginning) // 2
    first, second = beginning[: 2 * half : 2].count(0), beginning[1 : 2 * half : 2].count(0)
    if half and max(first, second) > 0.7 * half and min(first, second) < 0.1 * half:
        return "utf-16-le" if second > first else "utf-16-be"
    return ""


def _is_written_in(encoding: str, path: Path) -> bool:
    """Whether all bytes of a file stand for characters there."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _narrow_encoding(path: Path, code_page: str) -> str:
    """What a file is written in that is not UTF-8 from end to end, by all of its letters that are not plain."""
    found: Counter[str] = Counter()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            found["high"] += len(_HIGH.findall(piece))
            sequences = _IN_UTF_8.findall(piece)
            found["sequences"] += len(sequences)
            found["in sequences"] += sum(map(len, sequences))
            found["windows"] += len(_IN_WINDOWS.findall(piece))
            found["mac"] += len(_ON_A_MAC.findall(piece))
            found["poland"] += len(_IN_POLAND.findall(piece))
            found["line feeds"] += piece.count(b"\n")
    if found["sequences"] > 2 and found["in sequences"] >= 0.75 * found["high"]:
        return "utf-8-sig"
    if code_page != WESTERN and _is_written_in(code_page, path):
        return code_page
    if found["poland"] and _is_written_in(CENTRAL_EUROPEAN, path):
        return CENTRAL_EUROPEAN
    is_of_an_old_mac = not found["line feeds"] and not found["windows"]
    return "mac_roman" if found["mac"] > found["windows"] or is_of_an_old_mac else WESTERN


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(AS_WINDOWS, _as_windows)
