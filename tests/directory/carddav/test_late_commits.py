"""What is told of changes where a later one can be committed before an earlier one."""

from __future__ import annotations

import pytest
import time_machine

from directory.carddav import tokens
from tests.directory.carddav.client import CS, Program, program
from tests.directory.carddav.test_syncing import put_on, sync, told

pytestmark = pytest.mark.django_db


def test_where_commits_overtake_each_other_a_young_change_is_told_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "commits_overtake_each_other", lambda: True)
    reader = program()
    with time_machine.travel("2026-01-01 12:00:00+00:00", tick=False) as clock:
        put_on("shared", "Another")
        clock.shift(600)
        token = sync(reader).token()
        put_on("shared", "Clara")
        young = [sync(reader, token), sync(reader, sync(reader, token).token())]
        ctags = [ctag(reader), ctag(reader)]
        put_on("shared", "Dora")
        ctags.append(ctag(reader))
        clock.shift(600)
        old = sync(reader, sync(reader, token).token())

    assert [told(answer) for answer in [*young, old]] == [{"Clara": "there"}, {"Clara": "there"}, {}]
    assert (ctags[0] == ctags[1], ctags[1] == ctags[2]) == (True, False)


def ctag(reader: Program) -> str:
    asked = f'<propfind xmlns="DAV:"><prop><c:getctag xmlns:c="{CS[1:-1]}"/></prop></propfind>'
    return reader.ask("PROPFIND", "", asked, "0").each()[reader.book].text(f"{CS}getctag")
