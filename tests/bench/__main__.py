"""`make bench`: measures, prints tables in Markdown, writes var/bench.json. Nothing here passes or fails by time."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from clicktocall import new_secrets
from clicktocall.demo.broker import find_server
from tests.bench import servers, tables
from tests.bench.conditions import conditions
from tests.bench.figures import Report

PARTS = ("clicks", "polls", "events", "crowd", "search", "numbers", "rules", "imports")


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The environment of the programs of one run, and where they leave what they write."""

    folder: Path
    environment: dict[str, str]
    web_port: int


def main(arguments: list[str]) -> None:
    options = _options(arguments)
    programs = servers.postgres_programs()
    with tempfile.TemporaryDirectory(prefix="click-to-call-bench-") as name:
        versions = {"broker": find_server()} | ({"postgres": str(programs / "postgres")} if programs else {})
        report: Report = {"conditions": conditions(Path(name), programs=versions)}
        sqlite = f"sqlite:///{name}/bench.sqlite3"
        if "sqlite" in options.databases:
            report["sqlite"] = _on(sqlite, Path(name), options)
        if "postgresql" in options.databases and programs:
            with servers.postgres(programs) as url:
                report["postgresql"] = _on(url, Path(name), options)
    sys.stdout.write(tables.of(report))
    kept = Path(os.environ.get("DATA_DIR", str(servers.ROOT / "var"))) / "bench.json"
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(f"\nWritten to {kept}.\n")


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench ARGS=...", description="The speeds, as ratios within one run.")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--databases", nargs="+", choices=("sqlite", "postgresql"), default=("sqlite", "postgresql"))
    parser.add_argument("--contacts", nargs="+", type=int, default=(100_000, 1_000_000), help="sizes for the search")
    parser.add_argument("--rounds", type=int, default=6, help="how often reference and subject take turns")
    return parser.parse_args(arguments)


def _on(database_url: str, folder: Path, options: argparse.Namespace) -> Report:
    measures: dict[str, Callable[[House, int], Report]] = {
        "clicks": clicks,
        "polls": polls,
        "events": events,
        "crowd": crowd,
        "imports": partial(imports, counts=options.contacts),
        "search": partial(search, counts=options.contacts),
        "numbers": numbers,
        "rules": rules,
    }
    report: Report = {}
    with _house(database_url, folder) as house:
        for part in options.parts:
            sys.stderr.write(f"{part} on {database_url.partition(':')[0]} ...\n")
            report[part] = measures[part](house, options.rounds)
    return report


@contextmanager
def _house(database_url: str, folder: Path) -> Iterator[House]:
    """Production settings, a database with its tables, a broker."""
    web_port = servers.free_port()
    with servers.broker(folder) as broker:
        new_secrets.keep_in(folder)
        environment = {
            **os.environ,
            "DATA_DIR": str(folder),
            "DATABASE_URL": database_url,
            "CELERY_BROKER_URL": f"redis://127.0.0.1:{broker}/0",
            "CACHE_URL": f"redis://127.0.0.1:{broker}/1",
            "SITE_URL": f"http://127.0.0.1:{web_port}",
            "DJANGO_SETTINGS_MODULE": "clicktocall.settings",
        }
        for command in ("migrate", "collectstatic"):
            servers.run("django", command, "--no-input", "--verbosity", "0", environment=environment)
        yield House(folder=folder, environment=environment, web_port=web_port)


@contextmanager
def _web(house: House) -> Iterator[int]:
    with servers.web(
        "clicktocall.wsgi", folder=house.folder, port=house.web_port, environment=house.environment
    ) as web:
        yield web


def clicks(house: House, rounds: int) -> Report:
    with _web(house), servers.worker(folder=house.folder, environment=house.environment):
        return _inside(house, "clicks", house.web_port, rounds)


def polls(house: House, rounds: int) -> Report:
    port = servers.free_port()
    bare = servers.web("tests.bench.bare", folder=house.folder, port=port, environment=house.environment)
    with _web(house) as ours_process, bare as bare_process:
        return _inside(house, "polls", house.web_port, ours_process, port, bare_process, rounds)


def events(house: House, rounds: int) -> Report:
    with _web(house):
        return _inside(house, "events", house.web_port, rounds)


def crowd(house: House, rounds: int) -> Report:
    with _web(house):
        return _inside(house, "crowd", house.web_port, rounds)


def numbers(house: House, rounds: int) -> Report:
    return _inside(house, "numbers", rounds)


def rules(house: House, rounds: int) -> Report:
    return _inside(house, "rules", rounds)


def search(house: House, rounds: int, *, counts: Sequence[int]) -> Report:
    """One after the other in the same database, so the sizes only grow."""
    port = servers.free_port()
    plain = {**house.environment, "DJANGO_SETTINGS_MODULE": "tests.bench.plain_settings"}
    references = servers.web("clicktocall.wsgi", folder=house.folder, port=port, environment=plain)
    with _web(house) as ours, references:
        sizes = sorted(counts)
        return {str(count): _inside(house, "search", house.web_port, ours, port, count, rounds) for count in sizes}


def imports(house: House, rounds: int, *, counts: Sequence[int]) -> Report:
    """The smaller of the sizes, into whatever is there already."""
    return _inside(house, "imports", min(counts), rounds)


def _inside(house: House, name: str, *arguments: int) -> Report:
    words = map(str, arguments)
    try:
        report: Report = json.loads(servers.run("tests.bench.inside", name, *words, environment=house.environment))
    except SystemExit:
        for log in sorted(house.folder.glob("w*.log")):
            said = log.read_text(encoding="utf-8", errors="replace").splitlines()[-12:]
            sys.stderr.write("\n".join([f"The end of {log.name}:", *said, ""]))
        raise
    return report


if __name__ == "__main__":
    main(sys.argv[1:])
