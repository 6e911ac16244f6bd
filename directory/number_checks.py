"""Tries numbers under a plan, and finds what another plan would change for the whole directory. Changes nothing."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from django.utils.translation import gettext as _

from clicktocall.numbering.classifying import is_known_by_its_phone
from clicktocall.numbering.numbering_plan import NumberingPlan
from clicktocall.numbering.parsing import NotANumber, read
from clicktocall.pbx.models import Pbx
from directory.models import PhoneNumber
from directory.parties import inside_numbers
from directory.previewing import Preview, preview, preview_of

MOST_TRIED = 500
MOST_BYTES = 200_000
CHUNK = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What became of one spelling: a preview, or the sentence that refuses it."""

    typed: str
    preview: Preview | None = None
    before: Preview | None = None
    """Under the saved plan, where that sends something else."""
    refusal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A number of the directory for which the two plans send something different."""

    before: Preview
    after: Preview


@dataclass(slots=True, kw_only=True)
class Comparison:
    """What the edited plan would change: how many, and the first of them."""

    looked_at: int = 0
    changed: int = 0
    first: list[Moved] = field(default_factory=list)
    is_cut_short: bool = False
    """There are more numbers than were looked at."""


def try_numbers(typed: list[str], *, saved: NumberingPlan, edited: NumberingPlan, pbx: Pbx) -> list[Tried]:
    """Each spelling under the edited plan of that PBX, and under the saved one where that sends something else."""
    inside = {number for _pbx, number in inside_numbers([pbx.pk])}
    return [_try(spelling, saved, edited, office=pbx.name, inside=inside) for spelling in typed[:MOST_TRIED]]


def _try(typed: str, saved: NumberingPlan, edited: NumberingPlan, *, office: str, inside: set[str]) -> Tried:
    try:
        now = _previewed(typed, edited, office=office, inside=inside)
    except NotANumber as error:
        return Tried(typed=typed, refusal=_(str(error)))
    try:
        before = _previewed(typed, saved, office=office, inside=inside)
    except NotANumber:
        return Tried(typed=typed, preview=now)
    return Tried(typed=typed, preview=now, before=before if before.sent.digits != now.sent.digits else None)


def _previewed(typed: str, plan: NumberingPlan, *, office: str, inside: set[str]) -> Preview:
    """`inside`: what the PBX is known to have."""
    number = read(typed, plan)
    if number.digits in inside and is_known_by_its_phone(number, plan):
        plan = plan.knowing(number.digits)
    return preview_of(number, plan, office=office)


def lines_of(text: str) -> list[str]:
    """One number a line, as pasted."""
    return list(islice((line.strip() for line in text.splitlines() if line.strip()), MOST_TRIED))


def cells_of(text: str) -> list[str]:
    """The cells of a CSV file that may be numbers, whatever separates them."""
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    rows = csv.reader(text.splitlines(), delimiter=delimiter)
    return list(islice(_with_digits(rows), MOST_TRIED))


def _with_digits(rows: Iterator[list[str]]) -> Iterator[str]:
    try:
        for row in rows:
            yield from (cell.strip() for cell in row if len(re.findall(r"\d", cell)) > 1)
    except csv.Error:
        return  # a cell longer than the csv module takes: what came before it counts


def moved(*, saved: NumberingPlan, edited: NumberingPlan, office: str) -> Iterator[Moved | None]:
    """One item for each number of the directory: None where both plans send the same. Memory stays flat."""
    kept = PhoneNumber.objects.order_by("pk").only("typed", "e164", "digits", "extension")
    for number in kept.iterator(chunk_size=CHUNK):
        before, after = preview(number, saved, office=office), preview(number, edited, office=office)
        yield Moved(before=before, after=after) if before.sent.digits != after.sent.digits else None


HEADINGS = ("number", "sent now", "rule now", "sent then", "rule then")


def row_of(change: Moved) -> tuple[str, ...]:
    """For a table with those headings."""
    before, after = change.before, change.after
    return (before.number.e164 or before.number.digits, before.sent.digits, before.rule, after.sent.digits, after.rule)


def compare(
    *, saved: NumberingPlan, edited: NumberingPlan, office: str, most: int | None = None, shown: int = 200
) -> Comparison:
    """Over the first `most` numbers of the directory, all of them if None. The first `shown` changes are kept."""
    found = Comparison()
    for change in moved(saved=saved, edited=edited, office=office):
        if found.looked_at == most:
            found.is_cut_short = True
            break
        found.looked_at += 1
        if change is not None:
            found.changed += 1
            if found.changed <= shown:
                found.first.append(change)
    return found
