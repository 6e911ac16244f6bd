"""What can be wrong with a file of contacts: all of it, or one entry in it."""

from __future__ import annotations

from dataclasses import dataclass


class Unreadable(Exception):
    """The file cannot be read (any further). str() is a sentence for whoever brought it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Why an entry of a file stays out. `source` is the entry as it came, to be handed back and mended."""

    row: int
    sentence: str
    source: tuple[str, ...] = ()
