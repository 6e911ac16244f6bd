"""Which index finds candidates, and what it is asked. What it says is looked up in the row before it counts.

PostgreSQL has two: words that begin so (a text search vector, which errs about nothing, but reads whatever begins so),
and three signs anywhere (trigrams, which err the more the commoner they are, but of several texts read little more than
what has them all). SQLite has the second, with spaces in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from string import ascii_lowercase, digits

from directory.finding.conditions import Condition, any_of, is_sqlite, joined, simplest
from directory.finding.trigrams import TELLING, match, plain, tellable
from directory.keypad import MARK, is_as_keys
from directory.spelling import Criterion

VECTOR = "to_tsvector('simple', split_part(c.search_text, E'\\n\\n', 1))"
"""The words of a search text, with keypad and initials; as in the index of the migration."""
WORDS = " ~^"
LONG = 6


def source(wanted: Sequence[Criterion]) -> tuple[str, Condition]:
    """The tables to be read, the index first, and the condition for it."""
    asked = tellable(wanted)
    if is_sqlite():
        tables = "directory_contact_trigrams AS t CROSS JOIN directory_contact AS c ON c.id = t.rowid"
        return tables, Condition(sql="t.directory_contact_trigrams MATCH %s", values=(match(asked),))
    texts = [plain(criterion) for criterion in asked]
    if len(texts) > 1 and all(texts):
        return "directory_contact AS c", joined(" AND ", [_has_one(some) for some in texts])
    begun = [criterion for criterion in asked if all(piece[0] in WORDS for pieces in criterion for piece in pieces)]
    if len(begun) == len(asked):
        return "directory_contact AS c", _vector(_query(begun))
    return "directory_contact AS c", joined(" AND ", [_either(criterion) for criterion in asked])


def _has_one(texts: Sequence[str]) -> Condition:
    """As one condition, so that the index is asked for all criteria at once: an OR it would be asked for apart.

    Beside another criterion a few signs of each are enough to tell contacts apart, and each sign costs time.
    """
    if common := _common_part(texts):
        return _has(common)
    beginnings = dict.fromkeys(re.escape(text[:TELLING]) for text in texts)
    return Condition(sql="c.search_text ~ %s", values=("|".join(beginnings),))


def _common_part(texts: Sequence[str]) -> str:
    """A text of a few signs that all of these have: of muller and mueller it is ller; empty if there is none."""
    first, others = texts[0][:TELLING] if len(texts) == 1 else texts[0], texts[1:]
    parts = (first[place : place + size] for size in (TELLING, TELLING - 1) for place in range(len(first) - size + 1))
    return next((part for part in parts if all(part in other for other in others)), "" if others else first)


def _has(text: str) -> Condition:
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return Condition(sql="c.search_text LIKE %s", values=(f"%{escaped}%",))


def whole_words(wanted: Sequence[Sequence[Sequence[Sequence[str]]]]) -> tuple[str, Condition]:
    """Who meets all criteria, by an alternative each, of which each piece is one of some words. For PostgreSQL.

    A word with a * behind it stands for all that begin so.
    """
    criteria = [
        _one(" | ", [_one(" & ", [_one(" | ", map(_quoted, words)) for words in some]) for some in one])
        for one in wanted
    ]
    return "directory_contact AS c", _vector(" & ".join(criteria))


def _one(sign: str, several: Iterable[str]) -> str:
    return f"({sign.join(several)})"


def _quoted(word: str) -> str:
    quoted = "'{}'".format(word.rstrip("*").replace("\\", "\\\\").replace("'", "''"))
    return f"{quoted}:*" if word.endswith("*") else quoted


def _vector(query: str) -> Condition:
    return Condition(sql=f"{VECTOR} @@ to_tsquery('simple', %s)", values=(query,))


def _query(criteria: Sequence[Criterion]) -> str:
    """Each word as a beginning: ('anna':*) & ('rossi':* | '0rossi':*)."""
    asked = []
    for criterion in criteria:
        alternatives = [_begun(pieces) for pieces in simplest(criterion)]
        asked.append(f"({' | '.join(alternatives)})")
    return " & ".join(asked)


def _begun(pieces: Sequence[str]) -> str:
    words = [(piece[0], word) for piece in pieces for word in piece.lower().translate(_AS_SPACES).split()]
    return "({})".format(" & ".join(_beginning(word, sign) for sign, word in words))


def _beginning(word: str, sign: str) -> str:
    """PostgreSQL takes the sign before the second and later keypad words of a line for a part of them.

    Initials of letters by which keys are written, too, begin the keys of thousands of names. They are asked for as they
    stand, or with one more, and behind one that no keys have with any more. Behind a 0, with which all keys and
    initials begin, no letters are asked for.
    """
    if sign == " " and word == MARK:
        longer = [f"'{MARK}{digit}':*" for digit in digits]
        return f"('{MARK}' | {' | '.join(longer)})"
    if sign == "^" and is_as_keys(word.removeprefix(MARK)):
        more = [f"'{word}{one}'" if is_as_keys(one) else f"'{word}{one}':*" for one in ascii_lowercase + digits]
        return f"('{word}' | {' | '.join(more)})"
    return f"('{word}':* | '~{word}':*)" if sign == "~" else f"'{word}':*"


_AS_SPACES = str.maketrans(dict.fromkeys(WORDS + "'\\\n", " "))


def _either(criterion: Criterion) -> Condition:
    """Each piece by the index that knows it best, the vector last, for which rows are cut into words again."""
    alternatives = sorted(simplest(criterion), key=lambda pieces: any(piece[0] in WORDS for piece in pieces))
    return any_of([joined(" AND ", [_holds(piece) for piece in pieces]) for pieces in alternatives])


def _holds(piece: str) -> Condition:
    """A long number without the sign before it: trigrams know of no signs, and half of all numbers begin with +49.

    Few digits keep it: they stand in the middle of thousands of numbers.
    """
    if piece[0] in WORDS:
        return _vector(_begun([piece]))
    return _has(piece.lstrip("+=") if len(piece) > LONG else piece)
