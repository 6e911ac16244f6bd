"""One measurement in the environment of the programs that it measures: `python -m tests.bench.inside clicks ...`.

Arguments are whole numbers. Prints JSON.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module

import django


def main(name: str, *arguments: str) -> None:
    django.setup()
    measure = import_module(f"tests.bench.{name}").measure
    sys.stdout.write(json.dumps(measure(*map(int, arguments))))


if __name__ == "__main__":
    main(*sys.argv[1:])
