"""The endpoints of the call records: ask for them, then download them once. Source: S-Series API 2.0.0, cdr/*."""

from __future__ import annotations

import csv
import io
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime

from clicktocall.pbxsim.api import Answer, Asked, Endpoint, Reply
from clicktocall.pbxsim.clock import Clock
from clicktocall.pbxsim.errnos import Errno, Refused
from clicktocall.pbxsim.events import Event
from clicktocall.pbxsim.exchange import Exchange

VALID_SECONDS = 30.0
ASKED_FOR = ("number", "starttime", "endtime")
COLUMNS = (
    "callid", "timestart", "callfrom", "callto", "callduraction", "talkduraction", "srctrunkname", "dsttrunkname",
    "status", "type", "pincode", "recording", "didnumber", "sn",
)  # fmt: skip


class RecordEndpoints:
    def __init__(self, exchange: Exchange, clock: Clock) -> None:
        self._exchange = exchange
        self._clock = clock
        self._passes: dict[str, tuple[float, Mapping[str, str]]] = {}

    def table(self) -> Mapping[str, Endpoint]:
        return {"cdr/get_random": self._get_random, "cdr/download": self._download}

    def _get_random(self, asked: Asked) -> Answer:
        wanted = {name: asked.need(name) for name in ASKED_FOR}
        _chosen(wanted, self._exchange.records)
        given = secrets.token_hex(8)
        with self._exchange.lock:
            self._passes[given] = (self._clock.now() + VALID_SECONDS, wanted)
        return {"random": given}

    def _download(self, asked: Asked) -> Answer:
        with self._exchange.lock:
            until, wanted = self._passes.pop(asked.fields.get("random", ""), (0.0, {}))
            if self._clock.now() > until or any(asked.fields.get(name) != wanted[name] for name in ASKED_FOR):
                raise Refused(Errno.WRONG_CDR_RANDOM)
            found = _chosen(wanted, self._exchange.records)
        sheet = io.StringIO()
        writer = csv.writer(sheet)
        writer.writerow(COLUMNS)
        for record in found:
            row = {**record, "dsttrunkname": record["dsttrcunkname"], "sn": self._exchange.office.serial}
            writer.writerow([row[name] for name in COLUMNS])
        return Reply(body={}, sheet=sheet.getvalue())


def _chosen(wanted: Mapping[str, str], records: Iterable[Event]) -> list[Event]:
    """Raises Refused if there is none."""
    try:
        since, until = (datetime.fromisoformat(wanted[name]) for name in ("starttime", "endtime"))
    except ValueError:
        raise Refused(Errno.WRONG_CDR_TIME) from None
    numbers = {number.strip() for number in wanted["number"].split(",")}
    found = [record for record in list(records) if _is_of(record, numbers) and since <= _begun(record) <= until]
    if not found:
        raise Refused(Errno.NO_CDR)
    return found


def _begun(record: Event) -> datetime:
    return datetime.fromisoformat(record["timestart"])


def _is_of(record: Event, numbers: set[str]) -> bool:
    parties = {part for name in ("callfrom", "callto") for part in record[name].rstrip(")").split("(")}
    return "all" in numbers or bool(parties & numbers)
