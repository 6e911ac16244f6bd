"""What a driver promises that can read the PBX's own records of calls that are over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from clicktocall.pbx.drivers.base import PbxEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordReport:
    """One record. `started_at` is by our clock; None where the PBX does not tell what its own one says."""

    cdr: PbxEvent
    started_at: datetime | None


class Records(Protocol):
    """Part of every driver. The verb is there to be used where `Driver.can` has RECORDS."""

    def records(self, numbers: Sequence[str], *, since: datetime, until: datetime) -> tuple[RecordReport, ...]:
        """The records of calls that began in that time, some before and after it included.

        Of these extensions; without any, of everybody. Raises NotSent, Refused or Unanswered.
        """
        ...
