"""What one row of the fault matrix says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.faults.scene import Scene


class Where(StrEnum):
    WEB = "web"
    BROKER = "broker"
    WORKER = "worker"
    NETWORK = "network"
    PBX = "PBX"
    WEBHOOK = "webhook"
    DATABASE = "database"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One fault. `outcomes` and `sentence` are those of the calls it leaves, in the order in which they were placed."""

    where: Where
    what: str
    produced: Callable[[Scene], object]
    """Brings the fault about and clicks. Afterwards the phone is lifted when it rings, and put down when they talk."""
    dials: int = 1
    """Dial requests that arrive at the PBX, without those that it refuses for their token before it looks at them."""
    outcomes: tuple[str, ...]
    sentence: str
    """How the sentence about the last call begins."""
    lifted: bool = True
    speed: float = 20
    """How much faster than a real one the simulated PBX lives."""
    in_processes: bool = False
    """Needs broker, web server and worker as processes of their own."""
