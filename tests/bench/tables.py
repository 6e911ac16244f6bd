"""The report as tables in Markdown, as they stand in docs/performance.md."""

from __future__ import annotations

from typing import Any

from tests.bench.figures import Report, table

DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def of(report: Report) -> str:
    measured: Any = report
    parts = [_conditions(measured["conditions"])]
    for part, write in (
        ("clicks", _clicks),
        ("polls", _polls),
        ("events", _events),
        ("crowd", _crowd),
        ("search", _search),
        ("numbers", _numbers),
        ("rules", _rules),
        ("imports", _imports),
    ):
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
            f"{one['share_of_driver']:.3f}",
            _pair(one["answer"]),
            one["sent"],
            one["lost_or_twice"],
        ]
        for database, one in figures.items()
    ]
    return table(head, rows)


def _crowd(figures: dict[str, Any]) -> str:
    head = ["pages that poll", "all p50 / p99 ms", "unchanged", "changed", "events meanwhile"]
    rows = [
        [f"{one['pages']}, {database}", *(_pair(one[part]) for part in ("polls", "unchanged", "changed", "events"))]
        for database, one in figures.items()
    ]
    return table(head, rows)


def _search(figures: dict[str, Any]) -> str:
    head = [
        "search",
        "alone p50 / p99 ms",
        "page p50 / p99 ms",
        "page x rows by key",
        "processor ms",
        "admin ms",
        "admin / page",
        "shown",
    ]
    parts = []
    for database, sizes in figures.items():
        for count, one in sizes.items():
            floor = one["by_key"]["p50_ms"]
            keys = ["20 rows by key", _pair(one["by_key_alone"]), _pair(one["by_key"]), 1, "", "", "", ""]
            rows: list[list[object]] = [keys]
            for kind, took in one["kinds"].items():
                ratios = [f"{took['p50_ms'] / floor:.1f}", _pair(took["cpu"])]
                admin = one["admin"].get(kind)
                ratios += [f"{admin['p50_ms']:.0f}", f"{admin['times_ours']:.0f}"] if admin else ["", ""]
                shown = f"{took['found']:.0%}" if "found" in took else ""
                rows.append([kind, _pair(took["alone"]), _pair(took), *ratios, shown])
            parts.append(f"{database}, {int(count):,} contacts {_megabytes(one['sizes'])}\n\n{table(head, rows)}")
            indexes = [[name, about["mb"], about["scans"]] for name, about in one["indexes"].items()]
            if indexes:
                parts.append(table(["index", "MB", "read so often"], indexes))
    return "\n\n".join(parts)


def _imports(figures: dict[str, Any]) -> str:
    head = [
        "import",
        "contacts",
        "contacts/s",
        "again, nothing new/s",
        "taken back/s",
        "brought back/s",
        "memory growth MB",
        "x row by row",
        "x bulk mode",
        "both by work",
    ]
    rows = [
        [
            database,
            f"{one['contacts']:,}",
            one["contacts_per_second"],
            one["the_same_again_per_second"],
            one["taken_back_per_second"],
            one["brought_back_per_second"],
            one["memory_growth_mb"],
            one.get("times_by_row", "not installed"),
            one.get("times_in_bulk", "not installed"),
            f"{one.get('times_by_row_by_work', '-')} / {one.get('times_in_bulk_by_work', '-')}",
        ]
        for database, one in figures.items()
    ]
    return table(head, rows)


def _megabytes(sizes: dict[str, int]) -> str:
    return f"({sizes['contacts']} MB with their numbers; {sizes['search']} MB for the search)" if sizes else ""


def _numbers(figures: dict[str, Any]) -> str:
    head = ["preview of a number", "µs", "x bare"]
    one = next(iter(figures.values()))  # asks no database: any run will do
    rows: list[list[object]] = [
        ["bare parse and format", one["bare_us"], 1],
        ["**never seen before**", f"**{one['new_us']}**", f"**{one['new_times_bare']:.1f}**"],
        ["seen before", one["again_us"], f"{one['again_times_bare']:.1f}"],
        ["worst input, p99", one["worst_input_p99_ms"] * 1000, ""],
    ]
    return table(head, rows)


def _rules(figures: dict[str, Any]) -> str:
    head = [
        "rules",
        "a number of a page, new / seen before, µs",
        "with its preview, processor µs",
        "a click p50 / p99 ms",
        "without rules",
        "queries",
    ]
    rows: list[list[object]] = [
        [
            database,
            f"{one['new_us']} / {one['again_us']}",
            f"**{one['rows_us']}** / {one['rows_again_us']}",
            _pair(one["click"]),
            _pair(one["click_without_rules"]),
            one["queries"],
        ]
        for database, one in figures.items()
    ]
    return table(head, rows)


def _pair(figures: dict[str, float]) -> str:
    return f"{figures['p50_ms']:.2f} / {figures['p99_ms']:.2f}"
