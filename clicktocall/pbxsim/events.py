"""The events of the API: format 2.0.0, and the older one that comes when nobody asked for 2.0.0."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from clicktocall.pbxsim.calls import Call
from clicktocall.pbxsim.office import Office

Event = dict[str, Any]
PRESENT_VERSION = "2.0.0"


def call_status(call: Call) -> Event:
    return {"event": "CallStatus", **call.told()}


def call_failed(call: Call, reason: str) -> Event:
    members = [member.told(with_status=False) for member in call.members]
    return {"event": "CallFailed", "callid": call.callid, "reason": reason, "members": members}


def extension_status(number: str, status: str) -> Event:
    """For a SIP phone the end of a call shows as Busy -> Registered. Source: S-Series API 2.0.0, ExtensionStatus."""
    words = {"Unavailable": "Unregistered", "Hold": "Busy"}
    event = {"event": "ExtensionStatus", "extension": number, "status": words.get(status, status)}
    if status != "Unavailable":
        event["registeredIP"] = f"192.168.6.{int(number[-2:]) + 20}:5060"
    return event


def new_cdr(call: Call, office: Office, *, now: float) -> Event:
    """The record of a call. `dsttrcunkname` is the PBX's spelling. Source: S-Series API 2.0.0, event NewCdr."""
    far_callee = next((member for member in call.callees if member.kind == "outbound"), None)
    far_caller = next((member for member in call.callers if member.kind != "ext"), None)
    talked = 0 if call.answered_at is None else now - call.answered_at
    return {
        "event": "NewCdr",
        "callid": call.callid,
        "timestart": call.placed_on.strftime("%Y-%m-%d %H:%M:%S"),
        "callfrom": _party(call.order.caller, [member.number for member in call.callers], office),
        "callto": _party(call.callee, [member.number for member in call.callees], office),
        "callduraction": str(int(now - call.placed_at)),
        "talkduraction": str(int(talked)),
        "srctrunkname": far_caller.trunk if far_caller else "",
        "dsttrcunkname": far_callee.trunk if far_callee else "",
        "pincode": "",
        "status": "ANSWERED" if call.answered_at is not None else call.failure or "NO ANSWER",
        "type": "Outbound" if far_callee or far_caller else "Internal",
        "recording": "",
        "didnumber": "",
        "agentringtime": "0",
    }


def _party(number: str, members: list[str], office: Office) -> str:
    """`6200(1002)` for a group of which one took part."""
    return f"{number}({members[0]})" if office.members(number) and len(members) == 1 else number


def about(event: Mapping[str, Any]) -> str:
    """The event in a few words, for the page."""
    match event["event"]:
        case "CallStatus":
            parties = [fields for member in event["members"] for fields in member.values()]
            return ", ".join(f"{party.get('number', party.get('to'))} {party['memberstatus']}" for party in parties)
        case "CallFailed":
            return str(event["reason"])
        case "NewCdr":
            return f"{event['callfrom']} to {event['callto']}: {event['status']}, talked {event['talkduraction']} s"
        case "ExtensionStatus":
            return f"{event['extension']} {event['status']}"
    return ""


def encode(event: Mapping[str, Any], *, version: str, trailing_comma: bool) -> list[str]:
    """The bodies to post. The old format has one for each state that CallStatus shows, and none for being held."""
    bodies = [json.dumps(event, separators=(",", ":"))] if version == PRESENT_VERSION else _old(event)
    if trailing_comma and event["event"] == "CallFailed":
        bodies = [re.sub(r'"\}\}', '",}}', body, count=1) for body in bodies]
    return bodies


def _old(event: Mapping[str, Any]) -> list[str]:
    """Format 1.0.0: `action`, and members as repeated keys. Source: S-Series API 1.x, events; its guide's samples."""
    fields = {name: value for name, value in event.items() if name not in {"event", "members"}}
    if "dsttrcunkname" in fields:
        fields["desttrunkname"] = fields.pop("dsttrcunkname")
    if "extension" in fields:
        fields["extid"] = fields.pop("extension")
        fields.pop("registeredIP", None)
    members = event.get("members", [])
    if event["event"] != "CallStatus":
        return [_repeated(event["event"], fields, members)]
    bodies = []
    for status in ("RING", "ALERT", "ANSWER", "ANSWERED", "BYE"):
        concerned = [member for member in members if next(iter(member.values()))["memberstatus"] == status]
        if concerned:
            bodies.append(_repeated(status, fields, concerned))
    return bodies


def _repeated(action: str, fields: Mapping[str, str], members: list[dict[str, dict[str, str]]]) -> str:
    pairs = [("action", action), *fields.items(), *(_old_member(member) for member in members)]
    return "{" + ",".join(f"{json.dumps(key)}:{json.dumps(value, separators=(',', ':'))}" for key, value in pairs) + "}"


def _old_member(member: dict[str, dict[str, str]]) -> tuple[str, dict[str, str]]:
    ((kind, fields),) = member.items()
    if kind == "ext":
        return kind, {"extid": fields["number"]}
    leg = fields["channelid"].rpartition("-")[2]
    return kind, {"from": fields["from"], "to": fields["to"], "trunk": fields["trunkname"], f"{kind}id": leg}
