"""Reads what staff write into the plan of a PBX: ranges of internal numbers, own numbers, extra rules."""

from __future__ import annotations

import re
from functools import lru_cache

from clicktocall.numbering.numbering_plan import InternalRange
from clicktocall.numbering.rewriting import NotARule, Rule, read_rule
from clicktocall.numbering.spelling import gettext_noop

MOST_RANGES = 40
MOST_RULES = 50
LONGEST_COMMENT = 80


class NotAPlan(ValueError):
    """A line of a plan that cannot be read. Its text is a sentence; `line` counts from 1, or is 0 for the whole."""

    def __init__(self, sentence: str, *, line: int = 0) -> None:
        super().__init__(sentence)
        self.line = line


@lru_cache(maxsize=256)
def read_ranges(text: str) -> tuple[InternalRange, ...]:
    """`100-199, 2XXX, 70`: ranges, numbers with X at their end, single numbers. Raises NotAPlan."""
    written = [piece.strip().upper() for piece in re.split(r"[,;\n]", text)]
    pieces = [piece for piece in written if piece]
    if len(pieces) > MOST_RANGES:
        raise NotAPlan(gettext_noop("There are more than 40 ranges. Put some of them together."))
    return tuple(_range(piece, line=number) for number, piece in enumerate(pieces, 1))


def _range(piece: str, *, line: int) -> InternalRange:
    if found := re.fullmatch(r"(?P<first>[0-9]{1,10})\s*[-–]\s*(?P<last>[0-9]{1,10})", piece):  # noqa: RUF001 -- as pasted
        first, last = found["first"], found["last"]
        if len(first) != len(last) or first > last:
            raise NotAPlan(gettext_noop("A range goes from a lower to a higher number of the same length."), line=line)
        return first, last
    if len(piece) <= 10 and re.fullmatch(r"[0-9]*X*", piece):
        return piece.replace("X", "0"), piece.replace("X", "9")
    raise NotAPlan(gettext_noop("Write ranges such as 100-199 or 2XXX, with commas between them."), line=line)


@lru_cache(maxsize=256)
def read_rules(text: str) -> tuple[Rule, ...]:
    """One rule a line, `pattern = replacement ; comment`. Empty lines do not count. Raises NotAPlan."""
    rules = tuple(_rule(line, number) for number, line in enumerate(text.splitlines(), 1) if line.strip())
    if len(rules) > MOST_RULES:
        raise NotAPlan(gettext_noop("There are more than 50 rules. Use X and the full stop to put some together."))
    return rules


@lru_cache(maxsize=256)
def read_own_numbers(text: str) -> tuple[Rule, ...]:
    """As `read_rules`, from public numbers to internal ones. Raises NotAPlan."""
    rules = read_rules(text)
    lines = (number for number, line in enumerate(text.splitlines(), 1) if line.strip())
    for line, rule in zip(lines, rules, strict=True):
        if not rule.is_international:
            raise NotAPlan(gettext_noop("Write the public number with + and the country code."), line=line)
        if not re.fullmatch("[0-9X]+", rule.replacement):
            raise NotAPlan(gettext_noop("An internal number has digits and X only."), line=line)
    return rules


def _rule(line: str, number: int) -> Rule:
    text, _semicolon, comment = line.partition(";")
    pattern, equals, replacement = text.partition("=")
    if not equals:
        raise NotAPlan(gettext_noop("Write a pattern, an equals sign and what is sent instead."), line=number)
    if len(comment.strip()) > LONGEST_COMMENT:
        raise NotAPlan(gettext_noop("The comment is longer than 80 characters."), line=number)
    try:
        return read_rule(pattern, replacement, comment)
    except NotARule as error:
        raise NotAPlan(str(error), line=number) from None
