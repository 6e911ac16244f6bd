"""A line to a PBX that reports by TCP, and what is heard on it."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from clicktocall.pbx.drivers.base import Line, PbxError
from clicktocall.pbx.drivers.yeastar_s import tcp_events

PASSWORD = "Office-Password-7"


def line_to(port: int, **more: Any) -> Line:
    about = {"name": "office", "url": "http://127.0.0.1:9", "username": "api", "password": PASSWORD}
    return Line(**about | {"events_port": port} | more)


def heard(line: Line) -> tuple[list[bytes], PbxError]:
    """Everything until the connection ends, and why it did."""
    messages: list[bytes] = []
    with pytest.raises(PbxError) as raised:
        messages.extend(tcp_events.listen(line, stopped=threading.Event()))  # an error leaves what came before
    return messages, raised.value
