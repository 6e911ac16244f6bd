"""Which index finds candidates for several criteria at once. What it says is looked up in the row before it counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from django.db.models import BooleanField, F, Func
from django.db.models.sql.compiler import SQLCompiler

from directory.finding import indexes, spelled
from directory.finding.conditions import Condition, is_sqlite, joined, simplest
from directory.finding.trigrams import plain, tellable
from directory.spelling import FEWEST_DIGITS, Criterion

Source: TypeAlias = tuple[str, Condition]
"""The tables to be read, the index first, and the condition for it."""


def source(wanted: Sequence[Criterion], *, rare: Sequence[Criterion] = ()) -> Source | None:
    """None: there are no such words, and nobody is meant.

    On PostgreSQL one index is asked for all at once: for digits, for the words that are known to have the letters, and
    for letters that too many words have. `rare` are those among short words that fewer have than the digits.
    """
    if is_sqlite():
        return indexes.source(wanted)
    numbers = [criterion for criterion in wanted if indexes.is_number(criterion)]
    words = tellable([criterion for criterion in wanted if criterion not in numbers])
    if numbers:
        words = [criterion for criterion in words if indexes.letters(criterion)]
    elif _is_begun_alone(words):
        return indexes.source(wanted)
    known = spelled.exactly(words, long=spelled.LONG_BESIDE_COMMON if _are_common(numbers) else spelled.LONG)
    if [] in known:
        return None
    exact = [one for one in known if one is not None]
    if not (numbers or exact):
        return indexes.source(wanted)
    begun = map(indexes.begun, rare)
    held = [indexes.vector([*map(indexes.number, numbers), *map(indexes.whole_words, exact), *begun])]
    unknown = [indexes.letters(word) for word, one in zip(words, known, strict=True) if one is None]
    held += [indexes.has_one(texts) for texts in unknown if texts]
    return indexes.CONTACTS, joined(" AND ", held)


def _are_common(numbers: Sequence[Criterion]) -> bool:
    """Whether of each number only three digits are asked for, in any place."""
    shortest = [min(len(piece) for pieces in simplest(one) for piece in pieces) for one in numbers]
    return bool(shortest) and max(shortest) == FEWEST_DIGITS


def digits_and_short_words(asked: Sequence[Criterion]) -> tuple[list[Criterion], list[Criterion]]:
    """The numbers that PostgreSQL's index knows, and the words too short for any index to tell much by them."""
    numbers = [criterion for criterion in asked if indexes.is_number(criterion)]
    words = [one for one in asked if all(piece[0] == " " for pieces in one for piece in pieces)]
    return numbers, [word for word in words if word not in numbers and not plain(word)]


def are_asked_alike(strict: Sequence[Criterion], loose: Sequence[Criterion]) -> bool:
    """Whether an index would be asked the same twice, or nearly so, and read all twice."""
    one, other = ([plain(criterion) for criterion in tellable(asked)] for asked in (strict, loose))
    if is_sqlite():
        return len(other) > 1
    return [*strict] == [*loose] or (len(one) > 1 and all(one) and one == other)


class Hint(Func):
    """A condition on `c` in a QuerySet of contacts, whatever that calls their table."""

    def __init__(self, condition: Condition) -> None:
        super().__init__(F("search_text"), output_field=BooleanField())
        self.condition = condition

    def as_sql(self, compiler: SQLCompiler, *_connection: Any, **_more: Any) -> tuple[str, tuple[Any, ...]]:
        column, _no_values = compiler.compile(self.get_source_expressions()[0])
        return f"({self.condition.sql.replace('c.search_text', column)})", self.condition.values


def hint(wanted: Sequence[Criterion]) -> Condition:
    """For PostgreSQL: by what its index finds all who meet the criteria.

    In one query of whoever asks it, so that no words are looked up.
    """
    numbers = [indexes.number(criterion) for criterion in wanted if indexes.is_number(criterion)]
    words = [texts for criterion in wanted if (texts := indexes.letters(criterion))]
    asked = [*([indexes.vector(numbers)] if numbers else []), *map(indexes.has_one, words)]
    return joined(" AND ", asked) if asked else indexes.source(wanted)[1]


def _is_begun_alone(words: Sequence[Criterion]) -> bool:
    """For the beginning of one word the index is as quick as for the words that begin so."""
    pieces = [piece for criterion in words for some in criterion for piece in some]
    return len(pieces) == 1 and pieces[0][0] == " "
