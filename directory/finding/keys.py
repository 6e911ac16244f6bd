"""Where somebody stands in a list of results: pages go on from there, not from a number of rows."""

from __future__ import annotations

from dataclasses import dataclass

LONGEST_PK = 18
NAME, LAST_WORD, NUMBER, KEYS, LAST_WORD_KEYS, INITIALS, STRICT, HELD, HELD_LAST, LOOSE, SLIP = range(11)
"""How well somebody fits; see `stages`."""


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """A row's place: how well it fits, then its folded name, then its id. By the last word, that stands in front."""

    rank: int
    name_key: str
    pk: int

    def __str__(self) -> str:
        """As it stands in the address of the next page."""
        return f"{self.rank}.{self.pk}.{self.name_key}"


def key_from(text: str) -> Key | None:
    """What `str(key)` wrote; None for anything else, from which a list begins at its beginning."""
    rank, _dot, rest = text.partition(".")
    pk, _dot, name_key = rest.partition(".")
    if not (rank.isascii() and rank.isdecimal() and pk.isascii() and pk.isdecimal() and len(pk) <= LONGEST_PK):
        return None
    return Key(int(rank[:2]), name_key.replace("\0", ""), int(pk))
