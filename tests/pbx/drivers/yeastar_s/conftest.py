"""An S-Series on loopback, and the driver that speaks to it, for the tests beside this file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from clicktocall.pbx.drivers.base import Line
from clicktocall.pbx.drivers.memory_tokens import MemoryTokens
from clicktocall.pbx.drivers.yeastar_s import YeastarS
from tests.pbx.drivers.contract import PASSWORD
from tests.pbx.drivers.yeastar_s.stand_in import YeastarStandIn


@pytest.fixture
def pbx() -> Iterator[YeastarStandIn]:
    with YeastarStandIn() as stand_in:
        yield stand_in


@pytest.fixture
def tokens() -> MemoryTokens:
    return MemoryTokens()


@pytest.fixture
def line(pbx: YeastarStandIn) -> Line:
    return Line(name="office", url=pbx.url, username="api", password=PASSWORD, answer_timeout=0.3)


@pytest.fixture
def driver(line: Line, tokens: MemoryTokens) -> YeastarS:
    return YeastarS(line, tokens=tokens)
