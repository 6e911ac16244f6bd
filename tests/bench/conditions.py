"""Where and under what a run was made: figures mean little without."""

from __future__ import annotations

import os
import platform
import subprocess
import time
from importlib.metadata import version
from pathlib import Path
from statistics import median

from tests.bench.figures import Report

PACKAGES = ("django", "celery", "redis", "requests", "gunicorn", "psycopg")


def conditions(folder: Path, *, programs: dict[str, str]) -> Report:
    """`programs`: name -> path of a server that says its version when it is called with --version."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count() or 0,
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "packages": ", ".join(f"{name} {version(name)}" for name in PACKAGES),
        "programs": ", ".join(_says(path) for path in programs.values()),
        "fsync_ms": _fsync_milliseconds(folder),
        "load_before": round(os.getloadavg()[0], 2),
    }


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _says(program: str) -> str:
    answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)  # noqa: S603 -- ours
    return " ".join(answer.stdout.split()[:3])


def _fsync_milliseconds(folder: Path, *, times: int = 200) -> float:
    """Each commit waits for this long at least, on a database that keeps what it has promised."""
    took = []
    with (folder / "fsync").open("wb", buffering=0) as file:
        for _ in range(times):
            file.write(b"x" * 4096)
            start = time.perf_counter()
            os.fsync(file.fileno())
            took.append(time.perf_counter() - start)
    return round(median(took) * 1000, 3)
