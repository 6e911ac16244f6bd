"""JSON as telephone systems write it: stray commas, repeated keys, odd bytes. Nothing that was sent is lost."""

from __future__ import annotations

import codecs
import json
import re
from typing import TypeAlias

Json: TypeAlias = "JsonObject | list[Json] | str | bool | None"

LONGEST = 8_000_000

# A string, which may lack its end, or a comma before a closing bracket. Possessive: never read twice, however hostile.
STRING_OR_STRAY_COMMA = re.compile(r'("(?:[^"\\]++|\\.)*+"?)|,(?=\s*+[}\]])', re.DOTALL)


class JsonObject(dict[str, "Json"]):
    """A JSON object. `pairs` has every key and value as sent; by key one gets the last value, as usual."""

    def __init__(self, pairs: list[tuple[str, Json]]) -> None:
        super().__init__(pairs)
        self.pairs = tuple(pairs)


def loads(text: str | bytes) -> Json:
    """What the JSON says. Numbers stay text, digit by digit: an id such as 1571620483.180 is no number.

    Takes a byte order mark, NULs, control characters in strings and commas before a closing bracket; bytes that are
    not UTF-8 are read as Latin-1. Raises ValueError for everything else, also for what is too long or too deep.
    """
    if len(text) > LONGEST:
        raise ValueError("too long")
    plain = (_decoded(text) if isinstance(text, bytes) else text).replace("\0", "").removeprefix("\ufeff")
    try:
        return _strict(plain)
    except json.JSONDecodeError:
        return _strict(STRING_OR_STRAY_COMMA.sub(r"\1", plain))


def _decoded(text: bytes) -> str:
    text = text.removeprefix(codecs.BOM_UTF8)
    try:
        return text.decode()
    except UnicodeDecodeError:
        return text.decode("latin-1")


def _strict(text: str) -> Json:
    try:
        value: Json = json.loads(
            text, strict=False, object_pairs_hook=JsonObject, parse_int=str, parse_float=str, parse_constant=str
        )
    except RecursionError:
        raise ValueError("nested too deeply") from None
    return value
