"""One search: what is asked, by whom, and which contacts stand above those that a stage finds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from directory.finding.conditions import (
    LAST_WORD_FIRST,
    Condition,
    Sight,
    has_no_internal,
    has_none_of,
    is_sqlite,
    joined,
    none_of,
    not_begins,
    not_by_last_word,
    not_written,
)
from directory.finding.initials import not_by_initials
from directory.finding.keys import INITIALS, LAST_WORD, LAST_WORD_KEYS, NUMBER, Key
from directory.keypad import letters_of
from directory.spelling import Asked


@dataclass(frozen=True, kw_only=True)
class Looking:
    """One search of one user."""

    asked: Asked
    sight: Sight
    preferred: tuple[int, ...]
    after: Key | None
    limit: int

    def later(self, rank: int) -> Key | None:
        """From where a stage goes on: None if the page begins before it."""
        return self.after if self.after and self.after.rank == rank else None

    def is_over(self, rank: int) -> bool:
        return self.after is not None and self.after.rank > rank

    @cached_property
    def letters(self) -> list[str]:
        """Those of each key that was typed. None on SQLite: its trigrams find them, and stop when a page is full."""
        return [] if is_sqlite() else letters_of(self.asked.keys)

    @property
    def initials(self) -> str:
        """Those that were typed. Empty on SQLite: its trigrams find them, too."""
        return "" if is_sqlite() else self.asked.initials

    def others(self, rank: int, found: Sequence[Key]) -> Condition:
        """Those who do not stand above that rank. On the first page these are few, and known."""
        above = none_of([*self.preferred, *(key.pk for key in found)] if self.after else [key.pk for key in found])
        return joined(" AND ", [above, *(self._found_before(rank) if self.after else ())])

    def _found_before(self, rank: int) -> Iterator[Condition]:
        """That somebody stands on no earlier page: is neither called so, nor found by a number, keys or initials."""
        asked = self.asked
        if rank > LAST_WORD and asked.beginning:
            yield not_begins("c.name_key", asked.beginning)
            yield not_by_last_word(asked.beginning)
        if rank > NUMBER and asked.numbers:
            yield has_none_of(asked.numbers)
        if rank > NUMBER and asked.internal:
            yield has_no_internal(asked.internal)
        if rank > LAST_WORD_KEYS and self.letters:
            yield from (not_written(key, self.letters) for key in ("c.name_key", LAST_WORD_FIRST))
        if rank > INITIALS and self.initials:
            yield not_by_initials(self.initials)
