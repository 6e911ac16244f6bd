"""The report as tables in Markdown, as they stand in docs/performance.md."""

from __future__ import annotations

from typing import Any

from tests.bench.figures import Report, table

DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def of(report: Report) -> str:
    measured: Any = report
    parts = [_conditions(measured["conditions"])]
    for part, write in (("clicks", _clicks), ("polls", _polls), ("events", _events)):
        figures = {shown: measured[name][part] for name, shown in DATABASES.items() if part in measured.get(name, {})}
        if figures:
            parts.append(write(figures))
    return "\n\n".join(parts) + "\n"


def _conditions(about: dict[str, Any]) -> str:
    lines = [
        f"- {about['cores']} cores, {about['processor']}; {about['system']}; Python {about['python']}",
        f"- {about['packages']}; {about['programs']}",
        f"- fsync {about['fsync_ms']} ms; load before the run {about['load_before']}",
    ]
    return "\n".join(lines)


def _clicks(figures: dict[str, Any]) -> str:
    head = ["click to PBX", "p50 / p99 ms", "x bare", "x (bare + hop)", "requests a dial", "answer to the browser ms"]
    rows: list[list[object]] = []
    for database, one in figures.items():
        rows += [
            [f"bare request ({database} run)", _pair(one["bare_request"]), 1, "", "", ""],
            [f"hop through the broker ({database} run)", _pair(one["broker_hop"]), "", "", "", ""],
            [
                f"**click, {database}**",
                f"**{_pair(one['click_to_pbx'])}**",
                f"**{one['times_bare']:.1f}**",
                f"{one['times_bare_and_hop']:.1f}",
                f"{one['pbx_requests_per_dial']:g}",
                _pair(one["answer_to_browser"]),
            ],
        ]
    return table(head, rows)


def _polls(figures: dict[str, Any]) -> str:
    head = ["poll", "answers/s", "CPU ms", "share of bare by CPU", "by answers/s"]
    rows: list[list[object]] = []
    for database, one in figures.items():
        for name, shown in (("bare", "empty view, no middleware"), ("unchanged", "unchanged"), ("changed", "changed")):
            speed = one[name]
            shares = [f"{speed['share_by_cpu']:.2f}", f"{speed['share_by_rate']:.2f}"]
            rows.append([f"{shown}, {database}", speed["per_second"], f"{speed['cpu_ms']:.3f}", *shares])
    return table(head, rows)


def _events(figures: dict[str, Any]) -> str:
    head = ["events", "applied/s", "UPDATE + commit/s", "share", "answer p50 / p99 ms", "sent", "lost or twice"]
    rows = [
        [
            database,
            one["per_second"],
            one["driver_updates_per_second"],
            f"{one['share_of_driver']:.2f}",
            _pair(one["answer"]),
            one["sent"],
            one["lost_or_twice"],
        ]
        for database, one in figures.items()
    ]
    return table(head, rows)


def _pair(figures: dict[str, float]) -> str:
    return f"{figures['p50_ms']:.2f} / {figures['p99_ms']:.2f}"
