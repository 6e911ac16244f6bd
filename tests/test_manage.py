"""The command line says in a sentence what keeps it from working."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.house.tree import ROOT


def manage(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 -- the program under test
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "clicktocall.settings", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.thorough
@pytest.mark.parametrize(
    "database", ["sqlite:////nowhere/at/all.sqlite3", "postgresql://calls:Secret123@127.0.0.1:9/calls"]
)
def test_a_database_that_cannot_be_used_is_told_in_a_sentence(database: str) -> None:
    said = manage("migrate", DATABASE_URL=database).stderr
    shown = manage("migrate", "--traceback", DATABASE_URL=database).stderr

    assert "The database cannot be used: " in said
    assert "Check DATABASE_URL" in said
    assert ("Traceback" in said, "Traceback" in shown) == (False, True)
    assert "Secret123" not in said + shown
