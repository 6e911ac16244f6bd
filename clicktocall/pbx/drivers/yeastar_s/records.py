"""The S-Series' call records: asked for once, downloaded as CSV, dated by the PBX's own clock."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from django.utils import timezone

from clicktocall.pbx.drivers.base import Refused
from clicktocall.pbx.drivers.lenient_json import JsonObject
from clicktocall.pbx.drivers.records import RecordReport
from clicktocall.pbx.drivers.yeastar_s.client import Client, unreadable
from clicktocall.pbx.drivers.yeastar_s.events import cdr_of
from clicktocall.pbx.drivers.yeastar_s.members import first_text, text_of

COLUMNS = (
    "callid", "timestart", "callfrom", "callto", "callduraction", "talkduraction", "srctrunkname", "dsttrunkname",
    "status", "type", "pincode", "recording", "didnumber", "sn",
)  # fmt: skip
"""In this order where the file has no head of its own."""
NO_RECORDS = "20021"
MARGIN = timedelta(seconds=5)
ANY_ZONE = timedelta(hours=15)
"""How far the time on a PBX's wall may be from UTC, where it does not tell it."""
TOLD = re.compile(r"(\d{4})[-/](\d\d?)[-/](\d\d?)[T ]+(\d\d?):(\d\d):(\d\d)")


def read(
    client: Client, numbers: Sequence[str], *, since: datetime, until: datetime, clock: str
) -> tuple[RecordReport, ...]:
    """`clock` is what the PBX says that it is now, in its own zone.

    Source: Yeastar S-Series API 2.0.0, cdr/get_random and cdr/download: times are the PBX's, the second request repeats
    the numbers and times of the first, and what the first one gives is valid once, for 30 seconds.
    """
    ahead = _ahead(clock)
    span = _span(since, until, ahead)
    wanted = {"number": ",".join(numbers) or "all", **span}
    try:
        pass_word = first_text(client.ask("cdr/get_random", wanted), "random")
        if not pass_word:
            raise unreadable()
        sheet = client.download("cdr/download", {**wanted, "random": pass_word})
    except Refused as refusal:
        if refusal.code != NO_RECORDS:
            raise
        return ()
    try:
        return tuple(_report(row, ahead) for row in _rows(sheet))
    except csv.Error:
        raise unreadable() from None


def _ahead(clock: str) -> timedelta | None:
    """How far the time on the PBX's wall is ahead of UTC now, whatever its zone is called."""
    told = _moment(clock)
    return told - timezone.now() if told else None


def _span(since: datetime, until: datetime, ahead: timedelta | None) -> dict[str, str]:
    margin = ANY_ZONE if ahead is None else MARGIN
    ahead = ahead or timedelta()
    ends = {"starttime": since - margin + ahead, "endtime": until + margin + ahead}
    return {name: moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S") for name, moment in ends.items()}


def _moment(text: str) -> datetime | None:
    """What stands on a wall clock, as if it were UTC."""
    match = TOLD.search(text)
    if match is None:
        return None
    year, month, day, hour, minute, second = map(int, match.groups())
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None


def _rows(sheet: bytes) -> Iterator[JsonObject]:
    """Raises Unanswered for what is no such sheet: a web page, nothing at all."""
    if not sheet.strip():
        raise unreadable()
    lines = csv.reader(io.StringIO(sheet.decode("utf-8-sig", "replace")))
    names: Sequence[str] = COLUMNS
    for row in lines:
        cells = [cell.strip() for cell in row]
        if "callid" in [cell.lower() for cell in cells]:
            names = [cell.lower() for cell in cells]
        elif any(cells):
            if len(cells) < len(COLUMNS) // 2:
                raise unreadable()
            yield JsonObject([(name, text_of(cell)) for name, cell in zip(names, cells, strict=False)])


def _report(row: JsonObject, ahead: timedelta | None) -> RecordReport:
    begun = _moment(first_text(row, "timestart"))
    return RecordReport(
        cdr=cdr_of(row, "NewCdr"), started_at=begun - ahead if begun is not None and ahead is not None else None
    )
