"""The endpoints that only tell: extensions and their calls, trunks, queues, IVRs and the device."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from clicktocall.pbxsim.api import Answer, Asked, Endpoint
from clicktocall.pbxsim.clock import Clock
from clicktocall.pbxsim.errnos import Errno, Refused
from clicktocall.pbxsim.exchange import Exchange


class ListEndpoints:
    def __init__(self, exchange: Exchange, clock: Clock) -> None:
        self._exchange = exchange
        self._office = exchange.office
        self._clock = clock

    def table(self) -> Mapping[str, Endpoint]:
        return {
            "extension/list": self._extensions,
            "extension/query": self._extension_details,
            "extension/query_call": self._calls_of_extensions,
            "trunk/list": self._trunks,
            "queue/query": self._queues,
            "queue/query_status": self._queue_status,
            "ivr/query": self._ivrs,
            "deviceinfo/query": self._device,
        }

    def _extensions(self, _asked: Asked) -> Answer:
        with self._exchange.lock:
            return {
                "extlist": [
                    {
                        "number": number,
                        "status": self._exchange.phone_status(number),
                        "type": "SIP",
                        "username": phone.name,
                    }
                    for number, phone in self._office.phones.items()
                ]
            }

    def _extension_details(self, asked: Asked) -> Answer:
        numbers = _chosen(asked.need("number"), self._office.phones, missing=Errno.NO_SUCH_EXTENSION)
        with self._exchange.lock:
            return {"extinfos": [self._extension(number) for number in numbers]}

    def _extension(self, number: str) -> dict[str, str]:
        """All values are texts, the registration password among them. Source: S-Series API 2.0.0, extension/query."""
        phone = self._office.phones[number]
        secret = hashlib.sha256(f"registration of {number}".encode()).hexdigest()
        routes = ("outroute", "") if phone.may_call_out else ("", "outroute")
        return {
            "number": number,
            "username": phone.name,
            "status": self._exchange.phone_status(number),
            "type": "SIP",
            "callerid": number,
            "registername": number,
            "registerpassword": secret[:12],
            "maxregistrations": "1",
            "loginpassword": secret[-32:],
            "email": "",
            "mobile": "",
            "language": "system",
            "hasvoicemail": "off",
            "enablevmtoemail": "off",
            "vmsecret": number,
            "alwaysforward": "off",
            "noanswerforward": "off",
            "busyforward": "off",
            "allowbeingmonitored": "off",
            "monitormode": "disabled",
            "ringtimeout": str(int(self._exchange.config.ring_timeout)),
            "maxduration": "follow",
            "dnd": "on" if phone.dnd else "off",
            "callrestriction": "off" if phone.may_call_out else "on",
            "agentid": "",
            "selectoutroute": routes[0],
            "unselectoutroute": routes[1],
        }

    def _calls_of_extensions(self, asked: Asked) -> Answer:
        numbers = _chosen(asked.need("number"), self._office.phones, missing=Errno.NO_SUCH_EXTENSION)
        with self._exchange.lock:
            return {"calllist": [{"number": number, "numbercalls": self._calls_of(number)} for number in numbers]}

    def _calls_of(self, number: str) -> list[dict[str, object]]:
        call = self._exchange.call_at(number)
        return [call.told()] if call else []

    def _trunks(self, _asked: Asked) -> Answer:
        return {"trunklist": [{"trunkname": self._office.trunk, "id": "1", "type": "SIP", "status": "Registered"}]}

    def _queues(self, asked: Asked) -> Answer:
        numbers = _chosen(asked.need("number"), self._office.queues, missing=Errno.NO_SUCH_QUEUE)
        return {
            "queues": [
                {
                    "number": number,
                    "password": "",
                    "queuename": self._office.names.get(number, f"Queue {number}"),
                    "ringstrategy": "ringall",
                    "failoveraction": "hangup",
                    "failoverdest": "",
                    "agents": "".join(f"{agent}," for agent in self._office.queues[number]),
                    "dynamicagents": "",
                }
                for number in numbers
            ]
        }

    def _queue_status(self, asked: Asked) -> Answer:
        numbers = _chosen(asked.need("number"), self._office.queues, missing=Errno.NO_SUCH_QUEUE)
        with self._exchange.lock:
            return {"queues": [{"number": number, "queuestatus": [self._status_of(number)]} for number in numbers]}

    def _status_of(self, queue: str) -> dict[str, object]:
        """Agents by number of state, and who waits. Source: S-Series API 2.0.0, queue/query_status."""
        words = {"Registered": "1", "Busy": "2", "Unavailable": "5", "Ringing": "6", "Hold": "8"}
        agents = [
            {"agent": agent, "agentstatus": words[self._exchange.phone_status(agent)]}
            for agent in self._office.queues[queue]
            if agent in self._office.phones
        ]
        now = self._clock.now()
        waiting = [
            {"callernum": caller.number, "waittime": str(int(now - call.placed_at)), "channelid": caller.channelid}
            for call in self._exchange.calls.values()
            if call.callee == queue and call.answered_at is None
            for caller in call.callers
            if caller.status == "ALERT"
        ]
        return {"callercount": str(len(waiting)), "members": agents, "callers": waiting}

    def _ivrs(self, asked: Asked) -> Answer:
        numbers = _chosen(asked.need("number"), self._office.ivrs, missing=Errno.NO_SUCH_IVR)
        return {
            "ivr": [
                {
                    "number": number,
                    "ivrname": self._office.ivrs[number],
                    "prompt": "default",
                    "promptrepeat": "3",
                    "responsetimeout": "3",
                    "digittimeout": "3",
                    "dialext": "on",
                    "dialoutboundroutes": "off",
                    "dialtocheckvoicemail": "off",
                }
                for number in numbers
            ]
        }

    def _device(self, _asked: Asked) -> Answer:
        phones = [self._exchange.phone_status(number) for number in self._office.phones]
        online = len(phones) - phones.count("Unavailable")
        minutes, _seconds = divmod(int(self._clock.now()), 60)
        return {
            "deviceinfo": {
                "devicename": self._office.model,
                "sn": self._office.serial,
                "hardwarever": "V1.20",
                "firmwarever": self._office.firmware,
                "systemtime": _system_time(datetime.now(tz=UTC).astimezone()),
                "uptime": f"{minutes // 60}:{minutes % 60:02d}",
                "extensionstatus": f"{online}/{len(phones)}",
            }
        }


def _chosen(told: str, known: Iterable[str], *, missing: Errno) -> list[str]:
    """`1000`, `1000,1001` or `all`. Raises Refused if one of them does not exist."""
    known = list(known)
    if told.strip() == "all":
        return known
    numbers = [number.strip() for number in told.split(",") if number.strip()]
    if not numbers:
        raise Refused(Errno.BLANK_NUMBER)
    if not set(numbers) <= set(known):
        raise Refused(missing)
    return numbers


def _system_time(now: datetime) -> str:
    """`2019-10-17 23:07:43 UTC-8`, with minutes only where a zone has them."""
    offset = now.utcoffset()
    minutes = int(offset.total_seconds() // 60) if offset else 0
    hours, rest = divmod(abs(minutes), 60)
    zone = f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02d}" if rest else "")
    return f"{now:%Y-%m-%d %H:%M:%S} {zone}"
