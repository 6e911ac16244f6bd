"""Brings in a do-not-call list from CSV: number, reason, source, until. What is there already is brought up to date."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from clicktocall.audit.recording import What, record
from clicktocall.numbering.numbering_plan import NumberingPlan
from clicktocall.numbering.parsing import NotANumber, read
from clicktocall.pbx.models import Pbx
from clicktocall.policies import rulebook
from clicktocall.policies.models import DoNotCall

LARGEST_FILE = 10 * 1024 * 1024
MOST_ROWS = 200_000
MOST_FAULTS = 50
HEADINGS = {"number": "number", "phone": "number", "reason": "reason", "source": "source", "until": "until",
            "expires": "until", "expiry": "until"}  # fmt: skip
ORDER = ("number", "reason", "source", "until")


class NotAList(Exception):
    """The file as a whole cannot be read; str() is the sentence."""


@dataclass(slots=True)
class Report:
    """What became of the rows. `faults` has a sentence for each that was left out, up to MOST_FAULTS."""

    kept: int = 0
    left_out: int = 0
    faults: list[str] = field(default_factory=list)


def bring_in(content: bytes, *, who: str, address: str = "", source: str = "") -> Report:
    """All rows that can be read, in one transaction. Raises NotAList."""
    report = Report()
    with transaction.atomic():
        for batch in _batches(_entries(content, report, source)):
            DoNotCall.objects.bulk_create(
                batch,
                update_conflicts=True,
                unique_fields=["number", "is_prefix"],
                update_fields=["reason", "source", "expires_on"],
            )
        rulebook.changed()
        rows, left_out = report.kept, report.left_out
        subject = _("do-not-call list")
        record(What.IMPORTED, who=who, address=address, subject=subject, rows=rows, left_out=left_out)
    return report


def _batches(entries: Iterator[DoNotCall]) -> Iterator[list[DoNotCall]]:
    """Up to 500 at a time, each number once: one statement cannot bring the same row up to date twice."""
    batch: dict[tuple[str, bool], DoNotCall] = {}
    for entry in entries:
        batch[entry.number, entry.is_prefix] = entry
        if len(batch) == 500:
            yield list(batch.values())
            batch = {}
    if batch:
        yield list(batch.values())


def _entries(content: bytes, report: Report, source: str) -> Iterator[DoNotCall]:
    plan = plan_of_the_office()
    for line, row in enumerate(_rows(content), 2):
        if line > MOST_ROWS + 1:
            raise NotAList(_("The file has more than %(most)s rows. Nothing was kept; bring it in parts.") % {
                "most": MOST_ROWS
            })  # fmt: skip
        try:
            entry = _entry(row, plan=plan, source=source)
        except (NotANumber, ValidationError, ValueError) as error:
            report.left_out += 1
            if len(report.faults) < MOST_FAULTS:
                report.faults.append(_("Row %(line)s: %(fault)s") % {"line": line, "fault": _sentence(error)})
            continue
        report.kept += 1
        yield entry


def _rows(content: bytes) -> Iterator[dict[str, str]]:
    """With a row of headings, or without one in the order of ORDER."""
    if len(content) > LARGEST_FILE:
        raise NotAList(_("The file is larger than 10 MB. Nothing was kept; bring it in parts."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    lines = csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=delimiter)
    try:
        head = next(lines, [])
        named = [HEADINGS.get(cell.strip().lower(), "") for cell in head]
        columns = named if "number" in named else ORDER
        if "number" not in named and head:
            yield dict(zip(columns, head, strict=False))
        yield from (dict(zip(columns, row, strict=False)) for row in lines if any(row))
    except csv.Error:
        raise NotAList(_("This is no CSV file that can be read. Nothing was kept.")) from None


def _entry(row: dict[str, str], *, plan: NumberingPlan, source: str) -> DoNotCall:
    """A number that ends with * means all that begin so."""
    typed = row.get("number", "").strip().lstrip("'")
    is_prefix = typed.endswith("*") and typed.startswith("+")
    if typed.endswith("*") and typed[0] not in "+*":
        raise ValidationError(_("Write a beginning with + and the country code, as +49 900*."))
    number = compared_as(typed, plan=plan, is_prefix=is_prefix)
    until = row.get("until", "").strip()
    entry = DoNotCall(
        number=number,
        is_prefix=is_prefix,
        reason=row.get("reason", "").strip()[:200],
        source=(row.get("source", "").strip() or source)[:100],
        expires_on=date.fromisoformat(until) if until else None,
    )
    entry.clean_fields()
    entry.clean()
    return entry


def compared_as(typed: str, *, plan: NumberingPlan, is_prefix: bool) -> str:
    """What calls are compared with, in whatever way it is spelled. Raises NotANumber."""
    if is_prefix and typed.strip().startswith("+"):
        return "+" + "".join(filter(str.isdigit, typed))
    if is_prefix:
        return "".join(typed.split())
    found = read(typed, plan)
    return found.e164 or found.digits


def _sentence(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    if isinstance(error, NotANumber):
        return _(str(error))
    return _("The date is written 2027-12-31.")


def plan_of_the_office() -> NumberingPlan:
    pbx = Pbx.objects.filter(is_active=True).order_by("pk").first()
    return pbx.numbering_plan() if pbx else NumberingPlan(region=settings.DEFAULT_REGION)
