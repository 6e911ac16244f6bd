"""Which index finds candidates, and what it is asked. What it says is looked up in the row before it counts.

PostgreSQL has two in one: words that begin so, and digits anywhere (a text search vector, which errs about little, but
reads whatever begins so), and three signs anywhere in words (trigrams, which err the more the commoner they are, but of
several texts read little more than what has them all). SQLite has the second, of words and numbers, with spaces in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from string import ascii_lowercase
from string import digits as every_digit

from directory.finding import digits
from directory.finding.conditions import Condition, any_of, is_sqlite, joined, simplest
from directory.finding.trigrams import TELLING, match, plain, tellable
from directory.keypad import MARK, is_as_keys
from directory.spelling import Criterion

LETTERS = "split_part(c.search_text, E'\\n\\n', 1)"
"""The part of a search text that is no number; as in the index of the migration."""
VECTOR = f"(to_tsvector('simple', {LETTERS}) || directory_digits(c.search_text))"
"""Its words, with keypad and initials, and the digits of `directory.finding.digits`; as in the same index."""
WORDS = " ~^"
CONTACTS = "directory_contact AS c"


def source(wanted: Sequence[Criterion]) -> tuple[str, Condition]:
    """The tables to be read, the index first, and the condition for it."""
    asked = tellable(wanted)
    if is_sqlite():
        tables = "directory_contact_trigrams AS t CROSS JOIN directory_contact AS c ON c.id = t.rowid"
        return tables, Condition(sql="t.directory_contact_trigrams MATCH %s", values=(match(asked),))
    texts = [letters(criterion) for criterion in asked]
    if len(texts) > 1 and all(texts):
        return CONTACTS, joined(" AND ", [has_one(some) for some in texts])
    begun = [criterion for criterion in asked if all(piece[0] in WORDS for pieces in criterion for piece in pieces)]
    if len(begun) == len(asked):
        return CONTACTS, vector([_begun_by_all(begun)])
    return CONTACTS, joined(" AND ", [_either(criterion) for criterion in asked])


def letters(criterion: Criterion) -> list[str]:
    """As `plain`, where all of them stand in words; none if it may be met by a number."""
    return [] if _has_digits(criterion) else plain(criterion)


def has_one(texts: Sequence[str]) -> Condition:
    """As one condition, so that the index is asked for all criteria at once: an OR it would be asked for apart.

    Beside another criterion a few signs of each are enough to tell contacts apart, and each sign costs time.
    """
    if common := _common_part(texts):
        return _has(common)
    beginnings = dict.fromkeys(re.escape(text[:TELLING]) for text in texts)
    return Condition(sql=f"{LETTERS} ~ %s", values=("|".join(beginnings),))


def _common_part(texts: Sequence[str]) -> str:
    """A text of a few signs that all of these have: of muller and mueller it is ller; empty if there is none."""
    first, others = texts[0][:TELLING] if len(texts) == 1 else texts[0], texts[1:]
    parts = (first[place : place + size] for size in (TELLING, TELLING - 1) for place in range(len(first) - size + 1))
    return next((part for part in parts if all(part in other for other in others)), "" if others else first)


def _has(text: str) -> Condition:
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return Condition(sql=f"{LETTERS} LIKE %s", values=(f"%{escaped}%",))


def whole_words(alternatives: Sequence[Sequence[Sequence[str]]]) -> Condition:
    """For `vector`: one of the alternatives, of which each piece is one of some words.

    A word with a * behind it stands for all that begin so.
    """
    asked = [_one(" & ", [_one(" | ", map(_quoted, words)) for words in some]) for some in alternatives]
    return _words(_one(" | ", asked))


def _one(sign: str, several: Iterable[str]) -> str:
    return f"({sign.join(several)})"


def _quoted(word: str) -> str:
    quoted = "'{}'".format(word.rstrip("*").replace("\\", "\\\\").replace("'", "''"))
    return f"{quoted}:*" if word.endswith("*") else quoted


def is_number(criterion: Criterion) -> bool:
    """Whether the vector knows all that meet it, and it is about the digits of numbers."""
    known = (_digits(pieces) or all(piece[0] in WORDS for piece in pieces) for pieces in simplest(criterion))
    return _has_digits(criterion) and all(known)


def number(criterion: Criterion) -> Condition:
    """For `vector`: digits in a number, or words that begin so."""
    told, begun = [], []
    for pieces in simplest(criterion):
        if asked := _digits(pieces):
            told.append(asked)
        else:
            begun.append(_begun(pieces))
    either = joined(" || ", [*([_words(" | ".join(begun))] if begun else []), _told(" | ".join(told))])
    return Condition(sql=f"({either.sql})", values=either.values)


def vector(asked: Sequence[Condition]) -> Condition:
    """All of these queries at once. Digits are no text that PostgreSQL would read as it reads words."""
    every = joined(" && ", asked)
    return Condition(sql=f"{VECTOR} @@ ({every.sql})", values=every.values)


def _words(query: str) -> Condition:
    return Condition(sql="to_tsquery('simple', %s)", values=(query,))


def _begun_by_all(criteria: Sequence[Criterion]) -> Condition:
    """Each word as a beginning: ('anna':*) & ('rossi':* | '0rossi':*)."""
    return _words(" & ".join([_one(" | ", map(_begun, simplest(criterion))) for criterion in criteria]))


def _told(query: str) -> Condition:
    return Condition(sql="%s::tsquery", values=(query,))


def _digits(pieces: Sequence[str]) -> str:
    """What all of these pieces are asked as, that are digits; empty if the vector knows none of them."""
    asked = [query for piece in pieces if digits.is_of_digits(piece) and (query := digits.query(piece))]
    return _one(" & ", asked) if asked else ""


def _has_digits(criterion: Criterion) -> bool:
    return any(digits.is_of_digits(piece) for pieces in criterion for piece in pieces)


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
        longer = [f"'{MARK}{digit}':*" for digit in every_digit]
        return f"('{MARK}' | {' | '.join(longer)})"
    if sign == "^" and is_as_keys(word.removeprefix(MARK)):
        more = [f"'{word}{one}'" if is_as_keys(one) else f"'{word}{one}':*" for one in ascii_lowercase + every_digit]
        return f"('{word}' | {' | '.join(more)})"
    return f"('{word}':* | '~{word}':*)" if sign == "~" else f"'{word}':*"


_AS_SPACES = str.maketrans(dict.fromkeys(WORDS + "'\\\n", " "))


def _either(criterion: Criterion) -> Condition:
    """Each piece by the index that knows it best, the vector last, for which rows are cut into words again."""
    alternatives = sorted(simplest(criterion), key=lambda pieces: any(piece[0] in WORDS for piece in pieces))
    return any_of([joined(" AND ", [_holds(piece) for piece in pieces]) for pieces in alternatives])


def _holds(piece: str) -> Condition:
    if piece[0] in WORDS:
        return vector([_words(_begun([piece]))])
    if not digits.is_of_digits(piece):
        return _has(piece)
    asked = digits.query(piece)
    return vector([_told(asked)]) if asked else _in_the_row(piece)


def _in_the_row(piece: str) -> Condition:
    return Condition(sql="strpos(c.search_text, %s) > 0", values=(piece,))
