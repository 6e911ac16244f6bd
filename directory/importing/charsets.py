"""Which characters the bytes of a text file stand for: UTF-8, UTF-16 and UTF-32, Windows-1252, Mac Roman."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from pathlib import Path

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
AS_WINDOWS = "as-windows"
"""How single bytes are read that do not fit the encoding of the rest of a file."""


def encoding_of(path: Path) -> str:
    """UTF-16 or UTF-32 by its mark or its zeros, UTF-8 if nearly all of it is, else what Windows or a Mac writes."""
    with path.open("rb") as file:
        beginning = file.read(_BEGINNING)
        if wide := wide_encoding(beginning):
            return wide
        decoder = codecs.getincrementaldecoder("utf-8-sig")()
        try:
            decoder.decode(beginning)
            while piece := file.read(_PIECE):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return _narrow_encoding(path)
    return "utf-8-sig"


def wide_encoding(beginning: bytes) -> str:
    """The name of an encoding with two or four bytes a character; empty for others."""
    if marked := next((name for mark, name in _MARKS if beginning.startswith(mark)), ""):
        return marked
    half = len(beginning) // 2
    first, second = beginning[: 2 * half : 2].count(0), beginning[1 : 2 * half : 2].count(0)
    if half and max(first, second) > 0.7 * half and min(first, second) < 0.1 * half:
        return "utf-16-le" if second > first else "utf-16-be"
    return ""


def _narrow_encoding(path: Path) -> str:
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
            found["line feeds"] += piece.count(b"\n")
    if found["sequences"] > 2 and found["in sequences"] >= 0.75 * found["high"]:
        return "utf-8-sig"
    is_of_an_old_mac = not found["line feeds"] and not found["windows"]
    return "mac_roman" if found["mac"] > found["windows"] or is_of_an_old_mac else "cp1252"


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(AS_WINDOWS, _as_windows)
