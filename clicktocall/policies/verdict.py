"""What a rule has decided about a call."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Which rule has decided, and if it says no, what the user reads: what is not allowed, until when, whom to ask."""

    rule: str
    no: str = ""

    def about(self, sentence: str) -> Verdict:
        """The same no, with a sentence before it that says what it is about."""
        return Verdict(rule=self.rule, no=f"{sentence} {self.no}")
