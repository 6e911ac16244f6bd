"""The stages of words: those that begin so, names by a word that holds it, and what holds it anywhere.

What is common is met on a walk through the names, the rest is found by an index.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from directory.finding import sources, spelled, statements
from directory.finding.conditions import Condition, is_sqlite, meets, none_of, not_matching
from directory.finding.keys import HELD_LAST, LOOSE, STRICT, Key
from directory.finding.looking import Looking
from directory.finding.sources import are_asked_alike
from directory.spelling import Criterion

FEW_SIGNS = 7
"""Letters and digits in all. By so few in several words an index of PostgreSQL knows tens of thousands of contacts."""
RARE_DIGITS = 4
"""So many digits in a row one in some hundred contacts has: nobody is met on a walk through the names."""


def by_words(looking: Looking, found: list[Key]) -> list[Key]:
    if looking.is_over(LOOSE) or not looking.asked.loose:
        return []
    words = Words(looking=looking, others=looking.others(STRICT, found))
    room = looking.limit - len(found)
    return words.later(room) if looking.after else words.first(room)


@dataclass(frozen=True, kw_only=True)
class Words:
    """The stages from STRICT to LOOSE of one page."""

    looking: Looking
    others: Condition
    """Nobody who was found by a name, a number or keys is found again as a word."""

    def first(self, room: int) -> list[Key]:
        """Of the first page, on which one walk is enough for all stages."""
        met = self._walk(self.loose)
        strict = [key for key in met if key.rank == STRICT]
        if self._asks_alike and len(strict) < room and (both := self._both(met)) is not None:
            return both
        found = self._begun(room, met=strict)
        if len(found) < room and self.looking.asked.strict != self.looking.asked.loose:
            found += self._named()
            pks = [key.pk for key in found]
            loose = [key for key in met if key.rank == LOOSE and key.pk not in pks]
            found += self._anywhere(self.loose & none_of(pks), room - len(found), met=loose)
        return found

    def later(self, room: int) -> list[Key]:
        looking, found = self.looking, []
        if not looking.is_over(STRICT):
            found = self._begun(room, met=self._walk(self.strict, after=looking.later(STRICT)))
        if len(found) < room and looking.asked.strict != looking.asked.loose:
            found += self._named()
            wanted = self._only_loose & self._not_named
            if len(found) < room:
                met = self._walk(wanted, after=looking.later(LOOSE))
                found += self._anywhere(wanted, room - len(found), met=met)
        return found

    @cached_property
    def strict(self) -> Condition:
        return meets(self.looking.asked.strict)

    @cached_property
    def loose(self) -> Condition:
        return meets(self.looking.asked.loose)

    @property
    def _only_loose(self) -> Condition:
        return self.loose & Condition(sql=f"NOT ({self.strict.sql})", values=self.strict.values)

    @cached_property
    def _only_anywhere(self) -> list[Criterion]:
        """What is asked for anywhere. Of a single word or number only what did not count before: the rest was found."""
        strict, loose = self.looking.asked.strict, self.looking.asked.loose
        return [loose[0] - strict[0] or loose[0]] if len(strict) == len(loose) == 1 else [*loose]

    @cached_property
    def _holding(self) -> list[str] | None:
        """The words that hold the letters that were typed, but begin otherwise.

        None where there are too many, where something else was typed, and on SQLite.
        """
        letters = "".join(self.looking.asked.words[:1])
        if is_sqlite() or self._only_anywhere != [frozenset({frozenset({letters})})]:
            return None
        return spelled.others_with(letters)

    @property
    def _not_named(self) -> Condition:
        """That neither the first nor the last word of a name holds it, where names are looked for by such words."""
        if not self._holding:
            return Condition(sql="1 = 1")
        letters = self.looking.asked.words[0]
        return not_matching("c.name_key", f"^[^ ]*{letters}") & not_matching("c.name_key", f"{letters}[^ ]*$")

    def _walk(self, wanted: Condition, *, after: Key | None = None) -> list[Key]:
        looking = self.looking
        if min(map(len, looking.asked.internal), default=0) >= RARE_DIGITS:
            return []
        return statements.walk(
            looking.sight, wanted & self.others, self.strict, after=after, limit=looking.limit, is_dear=self._is_dear
        )

    @property
    def _is_dear(self) -> bool:
        """Whether several words or numbers were typed of which each tells little."""
        asked = self.looking.asked
        return not is_sqlite() and len(asked.strict) > 1 and len(asked.beginning.replace(" ", "")) <= FEW_SIGNS

    def _begun(self, room: int, *, met: list[Key]) -> list[Key]:
        return self._completed(met, self.looking.asked.strict, self.strict, rank=STRICT, room=room)

    def _named(self) -> list[Key]:
        """Names by a first or last word that holds it: in the order of an index, however many there are."""
        looking = self.looking
        if looking.is_over(HELD_LAST) or not self._holding:
            return []
        also = self.others & Condition(sql=f"NOT ({self.strict.sql})", values=self.strict.values)
        letters = looking.asked.words[0]
        return statements.by_whole_words(
            looking.sight, self._holding, letters, also=also, after=looking.after, limit=looking.limit
        )

    def _anywhere(self, wanted: Condition, room: int, *, met: list[Key]) -> list[Key]:
        if room <= 0 or self._holding == []:
            return []
        return self._completed(met, self._only_anywhere, wanted, rank=LOOSE, room=room)

    @property
    def _asks_alike(self) -> bool:
        """Whether an index would be asked the same twice, or nearly so, and read all twice."""
        strict, loose = self._left(self.looking.asked.strict), self._left(self.looking.asked.loose)
        if not all(strict) or not all(loose):
            return False
        return are_asked_alike(strict, loose)

    def _both(self, met: list[Key]) -> list[Key] | None:
        """Words that begin so and what holds it anywhere, in one. None if there are too many for that."""
        held, limit = self.looking.sight.all & self.loose & self.others, self.looking.limit
        left = self._left(self.looking.asked.loose)
        hits = statements.indexed_by_rank(left, held, self.strict, limit=limit, rare=self._rare)
        return None if hits is None else sorted({*met, *hits})

    @cached_property
    def _rare(self) -> list[Criterion]:
        """The short words, if fewer contacts have them than the digits beside them: an index is asked for both then."""
        asked = self.looking.asked
        digits, words = sources.digits_and_short_words(asked.strict) if self._is_dear else ([], [])
        short = [word for word in words if word in asked.loose]  # elsewhere "gue" is looked for in rodriguez
        if not (digits and short):
            return []
        have_words, have_digits = statements.shares(self.looking.sight, [meets(short), meets(digits)])
        return short if have_words < have_digits else []

    def _left(self, asked: Sequence[Criterion]) -> list[Criterion]:
        """Without the beginnings of numbers, and whole numbers, which were looked for before."""
        begun = tuple(self.looking.asked.numbers)
        return [frozenset([pieces for pieces in one if not _is_begun(pieces, begun)]) for one in asked]

    def _completed(
        self, met: list[Key], asked: Sequence[Criterion], wanted: Condition, *, rank: int, room: int
    ) -> list[Key]:
        """With what an index has, if too few were met."""
        left = self._left(asked)
        if len(met) >= room or not all(left):
            return met[:room]
        held = self.looking.sight.all & wanted & self.others
        later, limit = self.looking.later(rank), self.looking.limit
        hits = statements.indexed(left, held, rank=rank, after=later, limit=limit, rare=self._rare)
        return sorted({*met, *hits})[:room]


def _is_begun(pieces: frozenset[str], beginnings: tuple[str, ...]) -> bool:
    return any(piece.startswith(beginnings) for piece in pieces)
