"""The stages of a search, from what fits best to what fits at all; each is asked only if those before it found too few.

0 names that begin so, 1 names that begin so when their last word comes first, 2 numbers that begin so, 3 and 4 names as
0 and 1 as the keys of a keypad write them, 5 words that begin so (initials and keypad too), 6 anywhere, 7 slips.
Preferred contacts, such as favourites, come before all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice, zip_longest

from directory.finding import indexes, slips, statements
from directory.finding.conditions import (
    LAST_WORD_FIRST,
    Condition,
    Sight,
    has_no_internal,
    has_none_of,
    is_sqlite,
    meets,
    none_of,
    not_begins,
    not_by_last_word,
    not_written,
)
from directory.finding.keys import KEYS, LAST_WORD, LAST_WORD_KEYS, LOOSE, NAME, NUMBER, SLIP, STRICT, Key
from directory.finding.numbered import by_number
from directory.keypad import letters_of
from directory.spelling import Asked, Criterion

RARE_DIGITS = 4
"""So many digits in a row one in some hundred contacts has: nobody is met on a walk through the names."""
ENOUGH = 10
"""Who finds so many as they typed it has not slipped."""


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

    def others(self, rank: int, found: Sequence[Key]) -> Condition:
        """Those who do not stand above that rank. On the first page these are few, and known."""
        above = none_of([*self.preferred, *(key.pk for key in found)] if self.after else [key.pk for key in found])
        return _all([above, *(self._found_before(rank) if self.after else ())])

    def _found_before(self, rank: int) -> Iterator[Condition]:
        """Who stands on an earlier page: neither called so, nor found by a number, nor by keys."""
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


def keys(asked: Asked, *, sight: Sight, preferred: Sequence[int], after: Key | None, limit: int) -> list[Key]:
    """At most `limit` contacts that are meant and may be seen, the best first, behind `after`."""
    looking = Looking(
        asked=asked,
        sight=sight,
        preferred=tuple(preferred),
        after=after,
        limit=limit,
    )
    found: list[Key] = []
    for stage in (_preferred, _names, _numbers, _keypad, _words, _slips):
        found += stage(looking, found)
        if len(found) >= limit:
            break
    return found[:limit]


def _preferred(looking: Looking, _found: list[Key]) -> list[Key]:
    """Those of the preferred contacts that are meant, in the order of the preference."""
    if looking.after or not looking.preferred or not looking.asked.loose:
        return []
    condition = looking.sight.all & meets(looking.asked.loose)
    meant = statements.among(looking.preferred, condition)
    return [Key(NAME, "", pk) for pk in looking.preferred if pk in meant]


def _names(looking: Looking, found: list[Key]) -> list[Key]:
    if looking.is_over(LAST_WORD) or (looking.asked.loose and not looking.asked.beginning):
        return []
    also = looking.others(NAME, found)
    return statements.by_name(
        looking.sight, looking.asked.beginning, also=also, after=looking.after, limit=looking.limit
    )


def _numbers(looking: Looking, found: list[Key]) -> list[Key]:
    asked = looking.asked
    if looking.is_over(NUMBER) or not (asked.numbers or asked.internal):
        return []
    also, later = looking.others(NUMBER, found), looking.later(NUMBER)
    return by_number(looking.sight, asked.numbers, asked.internal, also=also, after=later, limit=looking.limit)


def _keypad(looking: Looking, found: list[Key]) -> list[Key]:
    if looking.is_over(LAST_WORD_KEYS) or not looking.letters:
        return []
    also = looking.others(KEYS, found)
    return statements.by_keys(looking.sight, looking.letters, also=also, after=looking.after, limit=looking.limit)


def _words(looking: Looking, found: list[Key]) -> list[Key]:
    """Words that begin so, then what holds it anywhere. What is common is met on a walk, the rest by an index."""
    if looking.is_over(LOOSE) or not looking.asked.loose:
        return []
    room, words = looking.limit - len(found), Words(looking=looking, others=looking.others(STRICT, found))
    if looking.is_over(STRICT):
        return words.anywhere(room, met=words.walk(words.only_loose, after=looking.after))
    met = words.walk(words.strict if looking.after else words.loose, after=looking.later(STRICT))
    if words.ask_alike and not looking.after and [key.rank for key in met].count(STRICT) < room:
        return words.both(met=met)
    begun = words.begun(room, met=[key for key in met if key.rank == STRICT])
    room -= len(begun)
    if room <= 0 or looking.asked.strict == looking.asked.loose:
        return begun
    rest = words.walk(words.only_loose, after=None) if looking.after else [key for key in met if key.rank == LOOSE]
    return begun + words.anywhere(room, met=rest)


@dataclass(frozen=True, kw_only=True)
class Words:
    """The stages STRICT and LOOSE of one page."""

    looking: Looking
    others: Condition
    """Nobody who was found by a name, a number or keys is found again as a word."""

    @cached_property
    def strict(self) -> Condition:
        return meets(self.looking.asked.strict)

    @cached_property
    def loose(self) -> Condition:
        return meets(self.looking.asked.loose)

    @property
    def only_loose(self) -> Condition:
        return self.loose & Condition(sql=f"NOT ({self.strict.sql})", values=self.strict.values)

    def walk(self, wanted: Condition, *, after: Key | None) -> list[Key]:
        looking = self.looking
        if min(map(len, looking.asked.internal), default=0) >= RARE_DIGITS:
            return []
        return statements.walk(looking.sight, wanted, self.strict, also=self.others, after=after, limit=looking.limit)

    def begun(self, room: int, *, met: list[Key]) -> list[Key]:
        return self._completed(met, self.looking.asked.strict, self.strict, rank=STRICT, room=room)

    def anywhere(self, room: int, *, met: list[Key]) -> list[Key]:
        """Of a single word or number only that is asked for which did not count before: the rest was found then."""
        strict, loose = self.looking.asked.strict, self.looking.asked.loose
        asked = [loose[0] - strict[0] or loose[0]] if len(strict) == len(loose) == 1 else loose
        return self._completed(met, asked, self.only_loose, rank=LOOSE, room=room)

    @property
    def ask_alike(self) -> bool:
        """Whether PostgreSQL's index would be asked the same twice, and read all twice. SQLite's stops at the first."""
        strict, loose = self._left(self.looking.asked.strict), self._left(self.looking.asked.loose)
        return not is_sqlite() and all(strict) and all(loose) and indexes.source(strict) == indexes.source(loose)

    def both(self, *, met: list[Key]) -> list[Key]:
        """Words that begin so and what holds it anywhere, in one."""
        held, limit = self.looking.sight.all & self.loose & self.others, self.looking.limit
        hits = statements.indexed_by_rank(self._left(self.looking.asked.loose), held, self.strict, limit=limit)
        return sorted({*met, *hits})

    def _left(self, asked: Sequence[Criterion]) -> list[Criterion]:
        """Without the beginnings of numbers, and whole numbers, which were looked for before."""
        begun = tuple(self.looking.asked.numbers)
        return (
            [frozenset(pieces for pieces in one if not _is_begun(pieces, begun)) for one in asked]
            if begun
            else [*asked]
        )

    def _completed(
        self, met: list[Key], asked: Sequence[Criterion], wanted: Condition, *, rank: int, room: int
    ) -> list[Key]:
        """With what an index has, if too few were met."""
        left = self._left(asked)
        if len(met) >= room or not all(left):
            return met[:room]
        held = self.looking.sight.all & wanted & self.others
        later, limit = self.looking.later(rank), self.looking.limit
        hits = statements.indexed(left, held, rank=rank, after=later, limit=limit)
        return sorted({*met, *hits})[:room]


def _slips(looking: Looking, found: list[Key]) -> list[Key]:
    """Whom the same words without a slip would have found; one page, a few of each word that may have been meant.

    Mostly a name was meant, which is found at once; the indexes of words are asked for what no name begins with.
    """
    if looking.after or len(found) >= ENOUGH:
        return []
    corrections, others = _corrections(looking.asked), looking.others(SLIP, found)
    beginnings = [beginning for correction in corrections for beginning in correction.beginnings]
    named = statements.begun_by_any(looking.sight, beginnings, also=others, limit=looking.limit)
    lists = [list(chain.from_iterable(named[one] for one in correction.beginnings)) for correction in corrections]
    if len(set(chain.from_iterable(lists))) < ENOUGH:
        lists = [names or _meant(looking, one, others) for names, one in zip(lists, corrections, strict=True)]
    in_turn = chain.from_iterable(zip_longest(*lists))
    room = looking.limit - len(found)
    return list(islice(dict.fromkeys(key for key in in_turn if key), room - 1))


def _meant(looking: Looking, correction: Correction, others: Condition) -> list[Key]:
    held = looking.sight.all & others & meets(correction.criteria)
    return statements.indexed(correction.criteria, held, rank=SLIP, after=None, limit=looking.limit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What may have been meant: how names begin, and what must be met elsewhere."""

    beginnings: list[str]
    criteria: tuple[Criterion, ...]


def _corrections(asked: Asked) -> list[Correction]:
    """What was asked with one of its words replaced by one that may have been meant.

    A single word's are asked apart, so that the likeliest is not lost among those whom a commoner one finds. Beside
    another word there are few of each, and all are asked at once.
    """
    corrected: list[Correction] = []
    for place, (word, meant) in enumerate(zip(asked.words, slips.meant(asked.words), strict=True)):
        slipped = frozenset({frozenset({f" {word}"}), frozenset({word})})
        for some in [meant] if meant and len(asked.strict) > 1 else [[one] for one in meant]:
            replaced = frozenset({frozenset({f" {known}"}) for known in some})
            corrected.append(
                Correction(
                    beginnings=[" ".join([*asked.words[:place], known, *asked.words[place + 1 :]]) for known in some],
                    criteria=tuple(replaced if criterion & slipped else criterion for criterion in asked.strict),
                )
            )
    return corrected[: slips.MOST]


def _is_begun(pieces: frozenset[str], beginnings: tuple[str, ...]) -> bool:
    return any(piece.startswith(beginnings) for piece in pieces)


def _all(conditions: Sequence[Condition]) -> Condition:
    joined = Condition(sql="1 = 1")
    for condition in conditions:
        joined = joined & condition
    return joined
