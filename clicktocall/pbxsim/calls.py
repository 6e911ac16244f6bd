"""A call as the PBX keeps it: who is in it, on which channel, and how far it has come."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from clicktocall.pbxsim.outbox import Outbox
from clicktocall.pbxsim.scripts import Script


class Phase(Enum):
    RINGING_CALLER = "ringing caller"
    RINGING_CALLEE = "ringing callee"
    TALKING = "talking"
    OVER = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What call/dial asked for."""

    caller: str
    callee: str
    dial_permission: str = ""
    autoanswer: bool = False


@dataclass(slots=True, kw_only=True)
class Member:
    """One party of a call. `kind` and `status` are the PBX's words: ext, inbound, outbound; RING, ALERT, ..."""

    kind: str
    number: str
    channelid: str
    status: str
    is_caller: bool
    near_end: str = ""
    """For a party outside: the number on our side."""
    trunk: str = ""
    callpath: str = ""
    is_muted: bool = False

    def told(self, *, with_status: bool = True) -> dict[str, dict[str, str]]:
        """As answers and events have it."""
        fields = {"number": self.number}
        if self.kind == "outbound":
            fields = {"from": self.near_end, "to": self.number, "trunkname": self.trunk}
        elif self.kind == "inbound":
            fields = {"from": self.number, "to": self.near_end, "trunkname": self.trunk}
        fields["channelid"] = self.channelid
        if with_status:
            fields["memberstatus"] = self.status
        if self.callpath:
            fields["callpath"] = self.callpath
        return {self.kind: fields}

    def connect(self) -> None:
        self.status = "ANSWERED" if self.is_caller else "ANSWER"


@dataclass(slots=True, kw_only=True)
class Call:
    callid: str
    order: Order
    callee: str
    """Where it goes now: a transfer changes it."""
    script: Script
    outbox: Outbox
    placed_at: float
    """On the PBX's clock."""
    placed_on: datetime
    phase: Phase = Phase.RINGING_CALLER
    members: list[Member] = field(default_factory=list)
    answered_at: float | None = None
    failure: str = ""
    """NewCdr's status if it was never answered."""
    reason: str = ""
    """CallFailed's, if it failed."""
    lifted: bool = False
    """Whether the caller's side was ever lifted."""
    turn: int = 0
    """Counts the turns it has taken: what was due before the last one is not done any more."""

    @property
    def is_live(self) -> bool:
        return self.phase is not Phase.OVER

    @property
    def callers(self) -> list[Member]:
        return [member for member in self.members if member.is_caller]

    @property
    def callees(self) -> list[Member]:
        return [member for member in self.members if not member.is_caller]

    def extension(self, number: str) -> Member | None:
        return next((member for member in self.members if member.kind == "ext" and member.number == number), None)

    def far_end(self) -> Member | None:
        """The party outside: the callee, else a caller who is outside."""
        outside = [member for member in [*self.callees, *self.callers] if member.kind != "ext"]
        return outside[0] if outside else None

    def turns(self, phase: Phase) -> None:
        self.phase = phase
        self.turn += 1

    def told(self) -> dict[str, object]:
        return {"callid": self.callid, "members": [member.told() for member in self.members]}
