"""The order in which the events of one call leave the simulated PBX."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from clicktocall.pbxsim.outbox import Outbox
from clicktocall.pbxsim.scripts import Events, Script


def sent(events: Events, *names: str, is_open: bool = True) -> list[str]:
    """What leaves the outbox when these are put into it."""
    out: list[str] = []

    def report(event: Mapping[str, Any], *, trailing_comma: bool = False) -> None:
        out.append(event["event"] + "," * trailing_comma)

    outbox = Outbox(Script(says="", events=events, trailing_comma=True), report)
    for name in names[:2]:
        outbox.add({"event": name})
    if is_open:
        outbox.open()
    for name in names[2:]:
        outbox.add({"event": name})
    return out


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        (Events.ALL, ["A,", "ExtensionStatus,", "B,", "C,", "NewCdr,"]),
        (Events.NONE, []),
        (Events.SWAPPED, ["A,", "ExtensionStatus,", "C,", "B,", "NewCdr,"]),
        (Events.DOUBLED, ["A,", "A,", "ExtensionStatus,", "B,", "B,", "C,", "C,", "NewCdr,", "NewCdr,"]),
        (Events.NO_CDR, ["A,", "ExtensionStatus,", "B,", "C,"]),
    ],
)
def test_each_script_lets_out_its_own(events: Events, expected: list[str]) -> None:
    assert sent(events, "A", "ExtensionStatus", "B", "C", "NewCdr") == expected


def test_until_it_is_opened_nothing_leaves() -> None:
    assert sent(Events.ALL, "A", "B", "C", is_open=False) == []
