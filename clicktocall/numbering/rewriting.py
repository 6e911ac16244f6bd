"""The small language of rules: a pattern of a number, and what is sent instead of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from clicktocall.numbering.spelling import gettext_noop

LONGEST_PATTERN = 40


class NotARule(ValueError):
    """What was written is no rule. Its text is a sentence for the person who wrote it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One line of a plan. `X` stands for one digit, a `.` at the end for all that follow, one or more.

    Whatever stands for digits in the pattern stands for the same digits, in their order, in the replacement. So no
    digit is ever lost by accident, and matching takes one pass.
    """

    pattern: str
    replacement: str
    comment: str = ""
    beginning: str = field(init=False, repr=False, compare=False)
    """What digits must begin with, which rules out most of them at once."""

    is_international: bool = field(init=False, repr=False, compare=False)
    """Whether it is about E.164 forms, rather than about digits as they are dialled."""

    def __post_init__(self) -> None:
        """Both follow from the pattern, and are asked of each rule for each number."""
        object.__setattr__(self, "beginning", re.split("[X.]", self.pattern, maxsplit=1)[0])
        object.__setattr__(self, "is_international", self.pattern.startswith("+"))

    def apply(self, digits: str) -> str | None:
        """What is sent instead of `digits`; None where this rule is not about them."""
        found = _compiled(self.pattern).fullmatch(digits) if digits.startswith(self.beginning) else None
        if found is None:
            return None
        groups = iter(found.groups())
        return "".join(next(groups) if place in "X." else place for place in self.replacement)


def read_rule(pattern: str, replacement: str, comment: str = "") -> Rule:
    """A rule as somebody wrote it: blanks, dashes, slashes and brackets do not count. Raises NotARule."""
    pattern, replacement = _plain(pattern), _plain(replacement)
    if max(len(pattern), len(replacement)) > LONGEST_PATTERN:
        raise NotARule(gettext_noop("Neither side may be longer than 40 characters."))
    if not _PATTERN.fullmatch(pattern):
        raise NotARule(
            gettext_noop("The left side may have digits, *, #, X for any digit, + in front and a full stop at the end.")
        )
    if not _REPLACEMENT.fullmatch(replacement):
        raise NotARule(
            gettext_noop("The right side may have digits, *, #, one +, the X of the left side and its full stop.")
        )
    if _open_places(pattern) != _open_places(replacement):
        raise NotARule(gettext_noop("Both sides need the same number of X, and the full stop on both or on neither."))
    return Rule(pattern=pattern, replacement=replacement, comment=comment.strip())


def _plain(written: str) -> str:
    return re.sub(r"[\s()/-]", "", written).upper()


def _open_places(side: str) -> str:
    return re.sub("[^X.]", "", side)


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile("".join(_PLACES.get(place, re.escape(place)) for place in pattern))


_PLACES = {"X": "([0-9])", ".": "([0-9]+)"}
_PATTERN = re.compile(r"\+?[0-9X*#]*(?<=[0-9X*#+])\.?")
_REPLACEMENT = re.compile(r"(?=.)[0-9X*#]*(?:\+(?=[0-9X.]))?[0-9X*#]*\.?")
