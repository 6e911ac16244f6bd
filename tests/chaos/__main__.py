"""`python -m tests.chaos --calls 2000 --seed 1`: random calls, random faults, and the rules that must hold."""

from __future__ import annotations

import argparse
import logging
import os
import random
import re
import subprocess
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.test.utils import setup_databases, teardown_databases  # noqa: E402 -- models want Django first

from tests.chaos.run import Run  # noqa: E402 -- the same

PARTS = 2
"""Processes that share the calls, each with PBXs and a database of its own."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))  # noqa: S311 -- printed, not secret
    parser.add_argument("--minutes", type=float, help="place no more calls after that, however many are left")
    parser.add_argument("--part", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.part is not None:
        return part(given.calls, given.seed, given.part, minutes=given.minutes)
    print(f"python -m tests.chaos --calls {given.calls} --seed {given.seed}", flush=True)  # noqa: T201 -- a program
    command = [sys.executable, "-m", "tests.chaos", "--calls", str(given.calls), "--seed", str(given.seed)]
    command += ["--minutes", str(given.minutes)] if given.minutes else []
    parts = [
        subprocess.Popen([*command, "--part", str(number)], stdout=subprocess.PIPE, text=True)  # noqa: S603 -- this very program
        for number in range(PARTS)
    ]
    said = [process.communicate()[0] for process in parts]
    print("\n".join(said))  # noqa: T201 -- a program
    placed = sum(int(found) for text in said for found in re.findall(r": (\d+) calls in", text))
    is_short = placed != given.calls and not given.minutes
    failed = any(process.returncode for process in parts) or is_short
    print(f"{placed} calls. " + ("Something has broken a rule." if failed else "Every rule held."))  # noqa: T201 -- a program
    return 1 if failed else 0


def part(calls: int, seed: int, number: int, *, minutes: float | None) -> int:
    logging.disable(logging.WARNING)
    made = setup_databases(verbosity=0, interactive=False)
    try:
        report = Run(seed=seed, numbers=range(number, calls, PARTS), minutes=minutes).go()
    finally:
        teardown_databases(made, verbosity=0)
    print(report)  # noqa: T201 -- a program
    return 1 if report.violations else 0


if __name__ == "__main__":
    sys.exit(main())
