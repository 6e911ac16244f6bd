"""What a PBX tells about itself and its extensions, in our words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PhoneState(StrEnum):
    """Whether an extension's phone can be rung."""

    FREE = "free"
    RINGING = "ringing"
    BUSY = "busy"
    OFFLINE = "offline"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionReport:
    """One extension as the PBX knows it. `raw_state` is the PBX's own word."""

    number: str
    name: str
    state: PhoneState
    raw_state: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionDetails:
    """How an extension is set up, without its passwords. None where the PBX does not say.

    `dnd`: do not disturb. `may_call_out`: whether a route to the outside is open to it.
    """

    number: str
    name: str = ""
    email: str = ""
    mobile: str = ""
    dnd: bool | None = None
    may_call_out: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceReport:
    """What kind of PBX answers. Empty where it does not say. `clock` is its own local time, as text."""

    model: str = ""
    firmware: str = ""
    serial: str = ""
    clock: str = ""
