"""Messages of a Yeastar S-Series about one call, and how it delivers them."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

from clicktocall.pbx.models import Pbx

CALLID = "1571620483.18"


def push(client: Client, pbx: Pbx, event: dict[str, Any] | str) -> int:
    """What the PBX does to tell an event. Returns the HTTP status."""
    body = event if isinstance(event, str) else json.dumps(event)
    return client.post(pbx.events_path, body, content_type="application/json").status_code


def ext(state: str, number: str = "1000", channelid: str = "PJSIP/1000-1") -> dict[str, Any]:
    return {"ext": {"number": number, "channelid": channelid, "memberstatus": state}}


def outbound(state: str, to: str = "03023125100", channelid: str = "PJSIP/trunk-2") -> dict[str, Any]:
    return {"outbound": {"from": "1000", "to": to, "trunkname": "trunk", "channelid": channelid, "memberstatus": state}}


def status(*members: dict[str, Any], callid: str = CALLID) -> dict[str, Any]:
    return {"event": "CallStatus", "callid": callid, "members": list(members), "sn": "1"}


def failed(reason: str, *members: dict[str, Any]) -> dict[str, Any]:
    return {"event": "CallFailed", "callid": CALLID, "reason": reason, "members": list(members), "sn": "1"}


def cdr(disposition: str, talked: int = 0) -> dict[str, Any]:
    return {
        "event": "NewCdr",
        "callid": CALLID,
        "timestart": "2026-11-23 10:00:00",
        "callfrom": "1000",
        "callto": "03023125100",
        "callduraction": str(talked + 5),
        "talkduraction": str(talked),
        "srctrunkname": "",
        "dsttrcunkname": "trunk",
        "pincode": "",
        "status": disposition,
        "type": "Outbound",
        "recording": "",
        "didnumber": "",
        "agentringtime": "0",
        "sn": "1",
    }
