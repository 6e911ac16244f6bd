"""The stages of a search, from what fits best to what fits at all; each is asked only if those before it found too few.

0 names that begin so, 1 names that begin so when their last word comes first, 2 numbers that begin so, 3 and 4 names as
0 and 1 as the keys of a keypad write them, 5 names by two initials, 6 words that begin so (initials and keypad too), 7
and 8 names by a first or last word that holds it, 9 anywhere, 10 slips.
Preferred contacts, such as favourites, come before all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, islice, zip_longest

from directory.finding import slips, statements
from directory.finding.conditions import Condition, Sight, meets
from directory.finding.initials import by_initials
from directory.finding.keys import INITIALS, KEYS, LAST_WORD, LAST_WORD_KEYS, NAME, NUMBER, SLIP, Key
from directory.finding.looking import Looking
from directory.finding.numbered import by_number
from directory.finding.words import by_words
from directory.spelling import Asked, Criterion

ENOUGH = 10
"""Who finds so many as they typed it has not slipped."""
TELLING = 3
"""Nor has who finds somebody that has so many words."""


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
    for stage in (_preferred, _names, _numbers, _keypad, _initials, by_words, _slips):
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


def _initials(looking: Looking, found: list[Key]) -> list[Key]:
    if looking.is_over(INITIALS) or not looking.initials:
        return []
    also, later = looking.others(INITIALS, found), looking.later(INITIALS)
    return by_initials(looking.sight, looking.initials, also=also, after=later, limit=looking.limit)


def _slips(looking: Looking, found: list[Key]) -> list[Key]:
    """Whom the same words without a slip would have found; one page, a few of each word that may have been meant.

    Mostly a name was meant, which is found at once; the indexes of words are asked for what no name begins with.
    """
    if looking.after or len(found) >= (1 if len(looking.asked.words) >= TELLING else ENOUGH):
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
    spelled = {piece for criterion in asked.strict for pieces in criterion for piece in pieces}
    for place, (word, near) in enumerate(zip(asked.words, slips.meant(asked.words), strict=True)):
        slipped = frozenset({frozenset({f" {word}"}), frozenset({word})})
        meant = [known for known in near if f" {known}" not in spelled]
        for some in [meant] if meant and len(asked.strict) > 1 else [[one] for one in meant]:
            replaced = frozenset({frozenset({f" {known}"}) for known in some})
            corrected.append(
                Correction(
                    beginnings=[" ".join([*asked.words[:place], known, *asked.words[place + 1 :]]) for known in some],
                    criteria=tuple(replaced if criterion & slipped else criterion for criterion in asked.strict),
                )
            )
    return corrected[: slips.MOST]
