"""What a PBX has to be told apart from the number itself: where it stands and how it is dialled there."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Self, TypeAlias

from clicktocall.numbering.rewriting import Rule

InternalRange: TypeAlias = tuple[str, str]
"""The first and the last number, both as long."""


class NationalForm(StrEnum):
    """How a number of the PBX's own country is sent."""

    USUAL = "usual"
    """As people there dial it: 030 in Germany, 02 in Italy, 1 and ten digits in North America."""
    WITHOUT = "without"
    """The same without the 0 or 1 in front."""
    OWN = "own"
    """Digits of the plan instead of the 0 or 1."""
    ABROAD = "abroad"
    """As if it were a number of another country."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberingPlan:
    """How one PBX reads and dials numbers. `Pbx.numbering_plan()` makes it of the row.

    A key of many caches: the longer fields take part in equality, not in the hash.
    """

    region: str
    """ISO alpha-2, upper case: the country where the PBX stands."""
    area_code: str = ""
    """Without a trunk prefix. Numbers that lack their area code are read with it."""
    outside_prefix: str = ""
    """`0-9*#`, sent before every outside number."""
    international_prefix: str = ""
    """`0-9*#+`, sent before a country code; empty: as people of `region` dial it."""
    national_form: NationalForm = NationalForm.USUAL
    national_prefix: str = ""
    """`0-9*#`, for NationalForm.OWN."""
    drops_area_code: bool = False
    """Whether numbers of the own area are sent without area code and prefix."""
    internal_ranges: tuple[InternalRange, ...] = field(default=(), hash=False)
    """Empty: every number of up to six digits that is no short code."""
    own_numbers: tuple[Rule, ...] = field(default=(), hash=False)
    """Public numbers of the PBX's own trunks, from E.164 to the internal number."""
    rules: tuple[Rule, ...] = field(default=(), hash=False)
    """Tried in their order, before all but emergency numbers, short codes and own numbers."""

    def has_internal(self, digits: str) -> bool:
        """Whether staff have said that these digits are a phone, group or queue of the PBX itself."""
        return any(len(first) == len(digits) and first <= digits <= last for first, last in self.internal_ranges)

    def knowing(self, digits: str) -> Self:
        """The same plan, in which these digits are a number of the PBX as well."""
        return replace(self, internal_ranges=(*self.internal_ranges, (digits, digits)))

    def internal_of(self, e164: str) -> str:
        """The internal number of somebody whose public number that is; empty for everybody else's."""
        for rule in self.own_numbers:
            if digits := rule.apply(e164):
                return digits
        return ""
