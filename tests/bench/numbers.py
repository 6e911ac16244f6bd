"""What the preview of a number costs, beside what the library needs to parse and format it; and the worst input."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import perf_counter
from typing import TypeVar

import phonenumbers
from phonenumbers import PhoneNumberFormat

from clicktocall.numbering.numbering_plan import NumberingPlan
from clicktocall.numbering.parsing import NotANumber, read
from clicktocall.numbering.plan_texts import read_own_numbers, read_ranges, read_rules
from directory.previewing import preview
from tests.bench.figures import Report, percentile, ratio

Given = TypeVar("Given")
A_PAGE = 50
HOSTILE = ("1", "+", "(0)", "a1", "x9", ",9", "#", "٣", "tel:", "1x", ";ext=", "aaa1")
BERLIN = NumberingPlan(
    region="DE",
    area_code="30",
    outside_prefix="0",
    internal_ranges=read_ranges("1XX, 7000-7099"),
    own_numbers=read_own_numbers("+49 30 23125 1XX = 1XX"),
    rules=read_rules("\n".join(f"+43{area}. = 7{area}." for area in range(10, 30))),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    typed: str
    e164: str
    digits: str
    extension: str = ""


def measure(rounds: int) -> Report:
    """Pages of 50 numbers: never seen before, and seen before by this process."""
    bare, new, again, worst = [], [], [], []
    for page in range(rounds * 20):
        numbers = [_kept(page * A_PAGE + place) for place in range(A_PAGE)]
        bare.append(_seconds(_parse_and_format, numbers))
        new.append(_seconds(_preview, numbers))
        again.append(_seconds(_preview, numbers))
        worst += [_seconds(_read, [(unit * 64)[:60] + f"{page:04}"]) for unit in HOSTILE]
    return {
        "bare_us": round(percentile(bare, 0.5) / A_PAGE * 1e6, 1),
        "new_us": round(percentile(new, 0.5) / A_PAGE * 1e6, 1),
        "again_us": round(percentile(again, 0.5) / A_PAGE * 1e6, 1),
        "new_times_bare": ratio(new, bare),
        "again_times_bare": ratio(again, bare),
        "worst_input_p99_ms": round(percentile(worst, 0.99) * 1e3, 3),
    }


def _kept(place: int) -> Kept:
    e164 = f"+4930{4_000_000 + place}"
    return Kept(typed=e164, e164=e164, digits=e164[1:])


def _parse_and_format(number: Kept) -> object:
    return phonenumbers.format_number(phonenumbers.parse(number.e164, None), PhoneNumberFormat.NATIONAL)


def _preview(number: Kept) -> object:
    shown = preview(number, BERLIN, office="berlin")
    return shown.is_as_written, shown.tooltip


def _read(typed: str) -> object:
    try:
        return read(typed, BERLIN)
    except NotANumber as refusal:
        return refusal


def _seconds(work: Callable[[Given], object], given: Iterable[Given]) -> float:
    started = perf_counter()
    for one in given:
        work(one)
    return perf_counter() - started
