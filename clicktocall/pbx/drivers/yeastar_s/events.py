"""The S-Series' messages in our words: format 2.0.0, and the older 1.x that comes while the PBX was not told better."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from types import MappingProxyType
from urllib.parse import unquote_to_bytes

from django.utils.translation import gettext as _

from clicktocall.pbx.drivers.base import SELF_TEST, Disposition, EventKind, LegReport, PbxEvent
from clicktocall.pbx.drivers.framing import Framer
from clicktocall.pbx.drivers.lenient_json import Json, JsonObject, loads
from clicktocall.pbx.drivers.yeastar_s.members import STATES, first_text, legs_of, list_in, objects_of, phone_state

KINDS: Mapping[str, EventKind] = MappingProxyType(
    {
        "callstatus": EventKind.CALL_STATUS,
        "callfailed": EventKind.CALL_FAILED,
        "newcdr": EventKind.CDR,
        "extensionstatus": EventKind.EXTENSION_STATUS,
        "bootup": EventKind.BOOT_UP,
    }
)

REASONS: Mapping[str, Disposition] = MappingProxyType(
    {
        "404": Disposition.INVALID_NUMBER,
        "408": Disposition.NO_ANSWER,  # no answer, or the phone is off
        "410": Disposition.INVALID_NUMBER,
        "480": Disposition.NO_ANSWER,
        "484": Disposition.INVALID_NUMBER,
        "486": Disposition.BUSY,
        "487": Disposition.NO_ANSWER,
        "503": Disposition.FAILED,
        "603": Disposition.NO_ANSWER,  # the S-Series says "Declined" when the ring time has run out
    }
)
"""SIP's number at the beginning of a reason. Source: Yeastar S-Series API 2.0.0 and 1.1.0, event CallFailed."""

WORDS: tuple[tuple[str, Disposition], ...] = (
    ("outbound restriction", Disposition.NOT_PERMITTED),
    ("permission", Disposition.NOT_PERMITTED),
    ("congestion", Disposition.FAILED),
    ("service unavailable", Disposition.FAILED),
    ("unreachable", Disposition.FAILED),
    ("dnd", Disposition.REJECTED),
    ("do not disturb", Disposition.REJECTED),
    ("user busy", Disposition.REJECTED),  # the guide: somebody pressed "decline"
    ("busy", Disposition.BUSY),
    ("not found", Disposition.INVALID_NUMBER),
    ("address incomplete", Disposition.INVALID_NUMBER),
    ("gone", Disposition.INVALID_NUMBER),
    ("request time", Disposition.NO_ANSWER),
    ("request terminated", Disposition.NO_ANSWER),
    ("unavailable", Disposition.NO_ANSWER),
    ("no answer", Disposition.NO_ANSWER),
    ("declined", Disposition.NO_ANSWER),
)
"""Words of a reason, the first that fits counts."""

CDR_STATUSES: tuple[tuple[str, Disposition], ...] = (
    ("answer", Disposition.ANSWERED),
    ("noanswer", Disposition.NO_ANSWER),
    ("voicemail", Disposition.NO_ANSWER),  # a machine took it: nobody was spoken to
    ("busy", Disposition.BUSY),
    ("fail", Disposition.FAILED),
)
"""How the status of a CDR begins, without blanks: the guide itself writes "NO ANSWER", "NO ANSWERED" and "ANSWERD"."""


EVENT_KEY = re.compile(rb'"(?:event|action)"\s*:')


def read_event(body: bytes) -> PbxEvent:
    """What the message says. `subject` is the callid or the extension's number, `reason` the PBX's own word.

    Raises ValueError, with a sentence, for what is no message of this PBX.
    """
    message = _message(body)
    raw_kind = first_text(message, "event", "action")
    if not raw_kind:
        raise ValueError(_("This message does not say which event it is. Check what else posts to this address."))
    if raw_kind.upper() in STATES:
        return _old_call_status(message, raw_kind)
    kind = KINDS.get(raw_kind.lower(), EventKind.OTHER)
    if kind is EventKind.CDR:
        return cdr_of(message, raw_kind)
    if kind is EventKind.EXTENSION_STATUS:
        return PbxEvent(
            kind=kind,
            subject=first_text(message, "extension", "extid"),
            reason=first_text(message, "status"),
            serial=first_text(message, "sn"),
            raw_kind=raw_kind,
            phone=phone_state(first_text(message, "status")),
        )
    reason = first_text(message, "reason")
    return PbxEvent(
        kind=kind,
        subject=first_text(message, "callid", "extid", "extension"),
        callid=first_text(message, "callid"),
        legs=legs_of(list_in(message, "members")) or _old_legs(message, ""),
        disposition=_failure(reason) if kind is EventKind.CALL_FAILED else None,
        reason=reason,
        serial=first_text(message, "sn"),
        raw_kind=raw_kind,
    )


def messages_in(body: bytes) -> list[bytes]:
    """One body as its messages: mostly it is one. Some boxes may put several into a list or one behind the other, or
    send the text as a form would: `data=...`, or the text itself with an equals sign behind it.

    Source: Yeastar S-Series API 1.1.0, cross-origin requests: bodies are read whatever their Content-Type says.
    """
    if b"%22" in body and b'"' not in body:
        body = unquote_to_bytes(body.replace(b"+", b" "))
    if len(EVENT_KEY.findall(body)) < 2:
        is_bare = body.lstrip().startswith(b"{") and body.rstrip(b"\0 \r\n\t").endswith(b"}")
        return [body if is_bare else body[body.find(b"{") : body.rfind(b"}") + 1] or body]
    framer = Framer(largest=len(body), keys=("event", "action"))
    frames = [frame for frame in framer.feed(body) if EVENT_KEY.search(frame)]
    return frames if len(frames) > 1 or body.lstrip().startswith(b"[") else [body]


def self_test_event(mark: str) -> bytes:
    return json.dumps({"event": SELF_TEST, "sn": mark}).encode()


def _message(body: bytes) -> JsonObject:
    with suppress(ValueError):
        message = loads(body)
        if isinstance(message, JsonObject):
            return _unwrapped(message) or message
    raise ValueError(_("This is not JSON as the PBX sends it. Check what else posts to this address."))


def _unwrapped(message: Json, *, layers: int = 2) -> JsonObject | None:
    """The message, where something on the way has put it into another object, as it is or as text; None if there is
    none. The P-Series puts its own into `msg` as text.
    """
    if isinstance(message, str) and message.lstrip().startswith("{"):
        with suppress(ValueError):
            message = loads(message)
    for candidate in objects_of(message):
        if first_text(candidate, "event", "action"):
            return candidate
        inside = (_unwrapped(value, layers=layers - 1) for _key, value in candidate.pairs) if layers else ()
        found = next(filter(None, inside), None)
        if found is not None:
            return found
    return None


def _old_call_status(message: JsonObject, raw_kind: str) -> PbxEvent:
    """RING, ALERT, ANSWER, ANSWERED or BYE of API 1.x: the action is the state of every member that it names."""
    return PbxEvent(
        kind=EventKind.CALL_STATUS,
        subject=first_text(message, "callid"),
        callid=first_text(message, "callid"),
        legs=_old_legs(message, raw_kind),
        serial=first_text(message, "sn"),
        raw_kind=raw_kind,
    )


def cdr_of(message: JsonObject, raw_kind: str) -> PbxEvent:
    """The record of a call that is over. One whose status we do not know failed, unless somebody talked."""
    status = first_text(message, "status")
    bare = re.sub("[^a-z]", "", status.lower())
    talked = _seconds(first_text(message, "talkduraction", "talkduration"))
    otherwise = Disposition.ANSWERED if talked else Disposition.FAILED
    return PbxEvent(
        kind=EventKind.CDR,
        subject=first_text(message, "callid"),
        callid=first_text(message, "callid"),
        disposition=next((disposition for start, disposition in CDR_STATUSES if bare.startswith(start)), otherwise),
        reason=status,
        talk_seconds=talked,
        call_from=_party(first_text(message, "callfrom")),
        call_to=_party(first_text(message, "callto")),
        serial=first_text(message, "sn"),
        raw_kind=raw_kind,
    )


def _old_legs(message: JsonObject, raw_state: str) -> tuple[LegReport, ...]:
    """1.0.0 has the members beside the callid, keys repeated; 1.0.1 and later in a list `call`."""
    return legs_of(message, raw_state=raw_state) + legs_of(message.get("call"), raw_state=raw_state)


def _failure(reason: str) -> Disposition:
    words = " ".join(re.findall("[a-z0-9]+", reason.lower()))
    number = words.split(" ", 1)[0]
    if number in REASONS:
        return REASONS[number]
    return next((disposition for word, disposition in WORDS if word in words), Disposition.FAILED)


def _seconds(text: str) -> int | None:
    return int(text) if re.fullmatch("[0-9]{1,9}", text) else None


def _party(text: str) -> str:
    """The number that was called or called: of `Name<2005>` what is in brackets, of `6200(4002)` the group 6200."""
    bracketed = re.search("<([^<>]+)>", text)
    return bracketed[1].strip() if bracketed else text.partition("(")[0].strip() or text
