"""The stages of a search, from what fits best to what fits at all; each is asked only if those before it found too few.

0 names that begin so, 1 numbers that begin so, 2 words that begin so (initials and keypad too), 3 anywhere, 4 slips.
Preferred contacts, such as favourites, come before all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, islice, zip_longest

from clicktocall.accounts.models import User
from directory.finding import slips, statements
from directory.finding.conditions import Condition, Sight, has_none_of, meets, none_of, not_begins, sight_of
from directory.finding.keys import Key
from directory.spelling import Asked, Criterion

NAME, NUMBER, STRICT, LOOSE, SLIP = range(5)
ENOUGH = 10
"""Who finds so many as they typed it has not slipped."""


@dataclass(frozen=True, slots=True, kw_only=True)
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

    @property
    def others(self) -> Condition:
        """Those who do not stand above: neither preferred nor called so."""
        conditions = [none_of(self.preferred)] if self.preferred else []
        if self.asked.beginning:
            conditions.append(not_begins("c.name_key", self.asked.beginning))
        return _all(conditions)


def keys(asked: Asked, *, user: User, preferred: Sequence[int], after: Key | None, limit: int) -> list[Key]:
    """At most `limit` contacts that are meant and may be seen, the best first, behind `after`."""
    looking = Looking(
        asked=asked,
        sight=sight_of(user, statements.groups_of(user)),
        preferred=tuple(preferred),
        after=after,
        limit=limit,
    )
    found: list[Key] = []
    for stage in (_preferred, _names, _numbers, _words, _slips):
        found += stage(looking, limit - len(found), found)
        if len(found) >= limit:
            break
    return found[:limit]


def _preferred(looking: Looking, _room: int, _found: list[Key]) -> list[Key]:
    """Those of the preferred contacts that are meant, in the order of the preference."""
    if looking.after or not looking.preferred or not looking.asked.loose:
        return []
    condition = looking.sight.all & meets(looking.asked.loose)
    meant = statements.among(looking.preferred, condition)
    return [Key(NAME, "", pk) for pk in looking.preferred if pk in meant]


def _names(looking: Looking, room: int, _found: list[Key]) -> list[Key]:
    if looking.is_over(NAME) or (looking.asked.loose and not looking.asked.beginning):
        return []
    also = none_of(looking.preferred) if looking.preferred else None
    return statements.by_name(looking.sight, looking.asked.beginning, also=also, after=looking.later(NAME), limit=room)


def _numbers(looking: Looking, room: int, _found: list[Key]) -> list[Key]:
    if looking.is_over(NUMBER) or not looking.asked.numbers:
        return []
    return statements.by_number(
        looking.sight, looking.asked.numbers, also=looking.others, after=looking.later(NUMBER), limit=room
    )


def _words(looking: Looking, room: int, _found: list[Key]) -> list[Key]:
    """Words that begin so, then what holds it anywhere. What is common is met on a walk, the rest by an index."""
    if looking.is_over(LOOSE) or not looking.asked.loose:
        return []
    words = Words(looking=looking)
    if looking.is_over(STRICT):
        return words.anywhere(room, met=words.walk(words.only_loose, room, after=looking.after))
    met = words.walk(words.strict if looking.after else words.loose, room, after=looking.later(STRICT))
    begun = words.begun(room, met=[key for key in met if key.rank == STRICT])
    room -= len(begun)
    if room == 0 or looking.asked.strict == looking.asked.loose:
        return begun
    rest = (
        words.walk(words.only_loose, room, after=None) if looking.after else [key for key in met if key.rank == LOOSE]
    )
    return begun + words.anywhere(room, met=rest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The stages STRICT and LOOSE of one page."""

    looking: Looking

    @property
    def strict(self) -> Condition:
        return meets(self.looking.asked.strict)

    @property
    def loose(self) -> Condition:
        return meets(self.looking.asked.loose)

    @property
    def only_loose(self) -> Condition:
        return self.loose & Condition(sql=f"NOT ({self.strict.sql})", values=self.strict.values)

    @property
    def others(self) -> Condition:
        """Nobody who was found as a number is found again as a word."""
        numbers = self.looking.asked.numbers
        return self.looking.others & has_none_of(numbers) if numbers else self.looking.others

    def walk(self, wanted: Condition, room: int, *, after: Key | None) -> list[Key]:
        return statements.walk(self.looking.sight, wanted, self.strict, also=self.others, after=after, limit=room)

    def begun(self, room: int, *, met: list[Key]) -> list[Key]:
        return self._completed(met, self.looking.asked.strict, self.strict, rank=STRICT, room=room)

    def anywhere(self, room: int, *, met: list[Key]) -> list[Key]:
        return self._completed(met, self.looking.asked.loose, self.only_loose, rank=LOOSE, room=room)

    def _completed(
        self, met: list[Key], asked: Sequence[Criterion], wanted: Condition, *, rank: int, room: int
    ) -> list[Key]:
        """With what an index has, if too few were met."""
        found = {frozenset({number}) for number in self.looking.asked.numbers}
        left = [criterion - found for criterion in asked]
        if len(met) >= room or not all(left):
            return met[:room]
        held = self.looking.sight.all & wanted & self.others
        hits = statements.indexed(left, held, rank=rank, after=self.looking.later(rank), limit=room)
        return sorted({*met, *hits})[:room]


def _slips(looking: Looking, room: int, found: list[Key]) -> list[Key]:
    """Whom the same words without a slip would have found; one page, a few of each word that may have been meant."""
    if looking.after or len(found) >= ENOUGH:
        return []
    here = looking.sight.all & none_of([key.pk for key in found] or [0])
    lists = [
        statements.indexed(criteria, here & meets(criteria), rank=SLIP, after=None, limit=room)
        for criteria in _corrections(looking.asked)
    ]
    in_turn = chain.from_iterable(zip_longest(*lists))
    return list(islice(dict.fromkeys(key for key in in_turn if key), room - 1))


def _corrections(asked: Asked) -> list[tuple[Criterion, ...]]:
    """What was asked with one of its words replaced by one that may have been meant.

    A single word's are asked apart, so that the likeliest is not lost among those whom a commoner one finds. Beside
    another word there are few of each, and all are asked at once.
    """
    corrected = []
    for word in asked.words:
        slipped = frozenset({frozenset({f" {word}"}), frozenset({word})})
        meant = [frozenset({f" {known}"}) for known in slips.meant(word)]
        at_once = [frozenset(meant)] if meant and len(asked.strict) > 1 else [frozenset({one}) for one in meant]
        corrected += [
            tuple(replaced if criterion & slipped else criterion for criterion in asked.strict) for replaced in at_once
        ]
    return corrected[: slips.MOST]


def _all(conditions: Sequence[Condition]) -> Condition:
    joined = Condition(sql="1 = 1")
    for condition in conditions:
        joined = joined & condition
    return joined
