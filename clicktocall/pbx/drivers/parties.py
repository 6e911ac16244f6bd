"""Who can be an end of a call, and what a driver promises about them: which kinds its PBX connects with which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Protocol

if TYPE_CHECKING:
    from clicktocall.pbx.drivers.base import CallReport


class PartyKind(StrEnum):
    """What answers at a number of a PBX."""

    EXTENSION = "extension"
    IVR = "ivr"
    RING_GROUP = "ring_group"
    QUEUE = "queue"
    PAGING_GROUP = "paging_group"
    CONFERENCE = "conference"
    EXTERNAL = "external"
    UNLISTED = "unlisted"  # an internal number of which nobody has told us what it is: a parking slot, a feature code


Pairs = Mapping[PartyKind, frozenset[PartyKind]]
"""Caller -> the callees that it may be connected with. A kind that is missing cannot call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeNumberReport:
    """A number of the PBX that is nobody's phone: a queue, an IVR. `name` is what it is called there."""

    number: str
    name: str
    kind: PartyKind


class Parties(Protocol):
    """Part of every driver. The verbs raise as those of `Driver` do."""

    connects: ClassVar[Pairs]
    lists: ClassVar[frozenset[PartyKind]]
    """The kinds of which the PBX can tell all that it has. Staff have to enter the others."""

    def office_numbers(self) -> tuple[OfficeNumberReport, ...]:
        """All numbers of the kinds in `lists`."""
        ...

    def calls_of(self, extension: str) -> tuple[CallReport, ...]:
        """The calls in which that extension takes part now."""
        ...

    def calls_outside(self) -> tuple[CallReport, ...]:
        """The calls that go out over a trunk now."""
        ...
