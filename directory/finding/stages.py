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
    looking = Looking(asked=asked, sight=sight_of(user), preferred=tuple(preferred), after=after, limit=limit)
    found: list[Key] = []
    for stage in (_preferred, _names, _numbers, _words, _slips):
        found += stage(looking, limit - len(found), found)
        if len(found) >= limit:
            break
    return found[:limit]


def _preferred(looking: Looking, _room: int, _found: list[Key]) -> list[Key]:
    """Those of the preferred contacts that are meant, in the order of the preference."""
    if looking.after or not looking.preferred:
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
    """Words that begin so, then what holds it anywhere. What is common is met on a walk, the rest by the index."""
    if looking.is_over(LOOSE) or not looking.asked.loose:
        return []
    words = Words(looking=looking, room=room, after=looking.later(STRICT) or looking.later(LOOSE))
    met = words.met()
    if len(met) >= room and met[-1].rank == words.first:
        return met
    hits, are_all = ([], False) if len(met) >= room else words.by_index()
    if not are_all:
        hits += words.begun_by_index()
        met += words.met_from_the_beginning()
    return sorted({*met, *hits})[:room]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The stages STRICT and LOOSE of one page."""

    looking: Looking
    room: int
    after: Key | None

    @property
    def first(self) -> int:
        return self.after.rank if self.after else STRICT

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

    def but_numbers(self, criteria: Sequence[Criterion]) -> list[Criterion]:
        """What is left to be asked of an index."""
        found = {frozenset({number}) for number in self.looking.asked.numbers}
        return [criterion - found for criterion in criteria]

    def met(self) -> list[Key]:
        """Those of the next names. Behind a page that ended among the strict ones, the loose ones begin anew."""
        wanted = self.loose if not self.after else self.strict if self.after.rank == STRICT else self.only_loose
        return self._walk(wanted, after=self.after)

    def met_from_the_beginning(self) -> list[Key]:
        is_new = self.after is not None and self.after.rank == STRICT
        return self._walk(self.only_loose, after=None) if is_new else []

    def by_index(self) -> tuple[list[Key], bool]:
        """The best of the index, and whether these are the best of all."""
        wanted = self.only_loose if self.first == LOOSE else self.loose
        hits, is_cut = self._ask_index(self.but_numbers(self.looking.asked.loose), wanted)
        return hits, not is_cut

    def begun_by_index(self) -> list[Key]:
        asked = self.but_numbers(self.looking.asked.strict)
        return self._ask_index(asked, self.strict)[0] if self.first == STRICT and all(asked) else []

    def _walk(self, wanted: Condition, *, after: Key | None) -> list[Key]:
        return statements.walk(self.looking.sight, wanted, self.strict, also=self.others, after=after, limit=self.room)

    def _ask_index(self, asked: Sequence[Criterion], wanted: Condition) -> tuple[list[Key], bool]:
        held = self.looking.sight.all & wanted & self.others
        return statements.indexed(asked, held, self.strict, after=self.after, limit=self.room)


def _slips(looking: Looking, room: int, found: list[Key]) -> list[Key]:
    """Whom the same words without a slip would have found; one page, a few of each word that may have been meant."""
    if looking.after or len(found) >= ENOUGH:
        return []
    lists = []
    here = looking.sight.all & none_of([key.pk for key in found] or [0])
    for criteria in _corrections(looking.asked):
        hits, _ = statements.indexed(criteria, here & meets(criteria), meets(criteria), after=None, limit=room)
        lists.append([Key(SLIP, key.name_key, key.pk) for key in hits])
    in_turn = chain.from_iterable(zip_longest(*lists))
    return list(islice(dict.fromkeys(key for key in in_turn if key), room - 1))


def _corrections(asked: Asked) -> list[tuple[Criterion, ...]]:
    """What was asked with one of its words replaced by one that may have been meant."""
    corrected = []
    for word in asked.words:
        slipped = frozenset({frozenset({f" {word}"}), frozenset({word})})
        for known in slips.meant(word):
            replaced = frozenset({frozenset({f" {known}"})})
            corrected.append(tuple(replaced if criterion & slipped else criterion for criterion in asked.strict))
    return corrected[: slips.MOST]


def _all(conditions: Sequence[Condition]) -> Condition:
    joined = Condition(sql="1 = 1")
    for condition in conditions:
        joined = joined & condition
    return joined
