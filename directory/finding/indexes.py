"""Which index finds candidates, and what it is asked. What it says is looked up in the row before it counts.

PostgreSQL has two in one: words that begin so, and digits anywhere (a text search vector, which errs about little, but
reads whatever begins so), and three signs anywhere in words (trigrams, which err the more the commoner they are, but of
several texts read little more than what has them all). SQLite has the second, of words and numbers, with spaces in it.

What the vector is asked for is a tsquery, as text: its lexemes are made by a function of the database, not by a parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from directory.finding import digits
from directory.finding.conditions import Condition, any_of, is_sqlite, joined, simplest
from directory.finding.trigrams import TELLING, match, plain, tellable
from directory.spelling import Criterion

LETTERS = "split_part(split_part(c.search_text, E'\\n\\n', 1), E'\\n~', 1)"
"""The words of a search text; as in the index of the migration."""
VECTOR = "directory_lexemes(c.search_text)"
"""Its words, with keypad and initials, and the digits of `directory.finding.digits`; as in the same index."""
SIGNS = "~^"
WORDS = f" {SIGNS}"
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
    """As `plain`, where all of them stand in words; none if it may be met by a number, by keys or initials."""
    others = [piece for piece in _pieces_of(criterion) if digits.is_of_digits(piece) or piece[0] in SIGNS]
    return [] if others else plain(criterion)


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


def whole_words(alternatives: Sequence[Sequence[Sequence[str]]]) -> str:
    """For `vector`: one of the alternatives, of which each piece is one of some words.

    A word with a * behind it stands for all that begin so.
    """
    return _one(" | ", [_one(" & ", [_one(" | ", map(_word, words)) for words in some]) for some in alternatives])


def is_number(criterion: Criterion) -> bool:
    """Whether the vector knows all that meet it, and it is about the digits of numbers."""
    known = (_digits(pieces) or all(piece[0] in WORDS for piece in pieces) for pieces in simplest(criterion))
    return any(map(digits.is_of_digits, _pieces_of(criterion))) and all(known)


def number(criterion: Criterion) -> str:
    """For `vector`: digits in a number, or words that begin so."""
    return _one(" | ", [_digits(pieces) or _begun(pieces) for pieces in simplest(criterion)])


def begun(criterion: Criterion) -> str:
    """For `vector`: words that begin so."""
    return _one(" | ", map(_begun, simplest(criterion)))


def vector(asked: Sequence[str]) -> Condition:
    """All of these queries at once."""
    return Condition(sql=f"{VECTOR} @@ %s::tsquery", values=(" & ".join(asked),))


def _pieces_of(criterion: Criterion) -> list[str]:
    return [piece for pieces in criterion for piece in pieces]


def _one(sign: str, several: Iterable[str]) -> str:
    return f"({sign.join(several)})"


def _word(word: str) -> str:
    return _beginning(word.removesuffix("*")) if word.endswith("*") else _quoted(word)


def _beginning(word: str) -> str:
    return f"{_quoted(word)}:*"


def _quoted(word: str) -> str:
    return "'{}'".format(word.replace("\\", "\\\\").replace("'", "''"))


def _digits(pieces: Sequence[str]) -> str:
    """What all of these pieces are asked as, that are digits; empty if the vector knows none of them."""
    asked = [query for piece in pieces if digits.is_of_digits(piece) and (query := digits.query(piece))]
    return _one(" & ", asked) if asked else ""


def _begun(pieces: Sequence[str]) -> str:
    """Each word as a beginning: ('anna':* & 'rossi':*). Keys and initials have their sign before them there, too."""
    return _one(" & ", [_beginning(word) for piece in pieces for word in piece.split()])


def _begun_by_all(criteria: Sequence[Criterion]) -> str:
    """With alternatives: (('anna':*)) & (('muller':*) | ('mueller':*))."""
    return " & ".join(map(begun, criteria))


def _either(criterion: Criterion) -> Condition:
    """Each piece by the index that knows it best, the vector last, for which rows are cut into words again."""
    alternatives = sorted(simplest(criterion), key=lambda pieces: any(piece[0] in WORDS for piece in pieces))
    return any_of([joined(" AND ", [_holds(piece) for piece in pieces]) for pieces in alternatives])


def _holds(piece: str) -> Condition:
    if piece[0] in WORDS:
        return vector([_begun([piece])])
    if not digits.is_of_digits(piece):
        return _has(piece)
    asked = digits.query(piece)
    return vector([asked]) if asked else _in_the_row(piece)


def _in_the_row(piece: str) -> Condition:
    return Condition(sql="strpos(c.search_text, %s) > 0", values=(piece,))
