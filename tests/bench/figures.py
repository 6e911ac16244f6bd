"""Percentiles, medians and tables: what is done with the figures once they are measured."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from statistics import median
from typing import TypeAlias

Report: TypeAlias = "dict[str, float | int | str | list[float] | Report]"


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest rank: of 300 values the 0.99 is the third highest."""
    ordered = sorted(values)
    return ordered[max(0, ceil(share * len(ordered)) - 1)]


def milliseconds(seconds: Sequence[float]) -> Report:
    return {
        "count": len(seconds),
        "p50_ms": round(percentile(seconds, 0.5) * 1000, 3),
        "p99_ms": round(percentile(seconds, 0.99) * 1000, 3),
    }


def ratio(subject: Sequence[float], reference: Sequence[float]) -> float:
    """The median of the ratios of pairs, each pair measured right after one another."""
    return round(median(ours / theirs for ours, theirs in zip(subject, reference, strict=True)), 3)


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Markdown, aligned so that it can be read as it is."""
    cells = [[str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in cells
    ]
    return "\n".join([lines[0], "| " + " | ".join("-" * width for width in widths) + " |", *lines[1:]])
