"""What stands inside the S-Series' answers and events: texts, lists and the members of calls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from clicktocall.pbx.drivers.base import CallReport, LegReport, LegState
from clicktocall.pbx.drivers.lenient_json import Json, JsonObject
from clicktocall.pbx.drivers.reports import PhoneState

STATES: Mapping[str, LegState] = MappingProxyType(
    {
        "RING": LegState.RINGING,
        "ALERT": LegState.RINGBACK,
        "ANSWER": LegState.TALKING,
        "ANSWERED": LegState.TALKING,
        "HOLD": LegState.HELD,
        "BYE": LegState.GONE,
    }
)

PHONE_STATES: Mapping[str, PhoneState] = MappingProxyType(
    {
        "registered": PhoneState.FREE,
        "idle": PhoneState.FREE,
        "ringing": PhoneState.RINGING,
        "busy": PhoneState.BUSY,
        "hold": PhoneState.BUSY,
        "unavailable": PhoneState.OFFLINE,
        "unregistered": PhoneState.OFFLINE,
        "malfunction": PhoneState.OFFLINE,
        "fxsnoport": PhoneState.OFFLINE,
    }
)
"""Source: Yeastar S-Series API 2.0.0, extension/list and event ExtensionStatus, field `status`."""

NUMBER_KEYS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "ext": ("number", "extid"),
        # The other field is our own end: the extension that calls out, the number that was called.
        "outbound": ("to",),
        "inbound": ("from",),
    }
)
"""Kind of member -> the fields with the number of its far end. `extid` is what API 1.x calls an extension's number."""


def phone_state(said: str) -> PhoneState:
    """What an extension's phone does, from the PBX's word for it."""
    return PHONE_STATES.get(said.lower(), PhoneState.UNKNOWN)


def text_of(value: Json) -> str:
    """The text, without what no database takes (NULs, halves of surrogate pairs); empty for what is no text."""
    if not isinstance(value, str):
        return ""
    return value.replace("\0", "").encode("utf-8", "replace").decode().strip()


def first_text(of: JsonObject, *keys: str) -> str:
    """The first of these fields that is filled: the PBX spells some of them in several ways, and with capitals."""
    found = next((text for key in keys if (text := text_of(of.get(key)))), "")
    return found or next((text for name, value in of.pairs if name.lower() in keys and (text := text_of(value))), "")


def list_in(of: JsonObject, key: str) -> Json:
    """What stands under that key, with or without capitals; None where there is no such key."""
    return of[key] if key in of else next((value for name, value in of.pairs if name.lower() == key), None)


def objects_of(value: Json) -> Iterator[JsonObject]:
    """Every object of a list, or the single one that stands where a list should."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, JsonObject):
            yield item


def legs_of(members: Json, *, raw_state: str = "") -> tuple[LegReport, ...]:
    """The legs of a call, in the PBX's order. `raw_state` is for members that do not say theirs.

    Each member is an object with one key (`ext`, `inbound`, `outbound`); keys repeated in one object count as well.
    Source: Yeastar S-Series API 2.0.0, event CallStatus, fields `members` and `memberstatus`.
    """
    return tuple(
        _leg(kind, member, raw_state)
        for group in objects_of(members)
        for name, value in group.pairs
        if (kind := name.lower()) in NUMBER_KEYS
        for member in objects_of(value)
    )


def _leg(kind: str, member: JsonObject, raw_state: str) -> LegReport:
    number = first_text(member, *NUMBER_KEYS[kind])
    said = first_text(member, "memberstatus") or raw_state
    return LegReport(
        numbers=(number,) if number else (),
        channelid=first_text(member, "channelid"),
        state=STATES.get(said.upper(), LegState.UNKNOWN),
        raw_state=said,
        is_outside=kind != "ext",
        via=first_text(member, "callpath"),
    )


def calls_in(value: Json) -> Iterator[CallReport]:
    """The calls of a list of `{"callid": ..., "members": [...]}`."""
    for call in objects_of(value):
        yield CallReport(callid=first_text(call, "callid"), legs=legs_of(list_in(call, "members")))
