"""Whatever the database: what was written in a test has been committed for long."""

from __future__ import annotations

import pytest

from directory.carddav import tokens


@pytest.fixture(autouse=True)
def _commits_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "commits_overtake_each_other", lambda: False)
