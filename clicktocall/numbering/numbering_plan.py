"""What a PBX has to be told apart from the number itself: where it stands and how it is dialled there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberingPlan:
    """How one PBX reads and dials numbers. `Pbx.numbering_plan()` makes it of the row."""

    region: str
    """ISO alpha-2, upper case: the country where the PBX stands."""
    outside_prefix: str = ""
    """`0-9*#`, sent before every outside number."""
