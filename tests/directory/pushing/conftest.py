"""A PBX whose company contacts are soon full."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from clicktocall.pbxsim.config import Config
from clicktocall.pbxsim.office import Office
from clicktocall.pbxsim.simulator import Simulator
from tests.directory.conftest import PASSWORD


@pytest.fixture
def sim() -> Iterator[Simulator]:
    with Simulator(Config(password=PASSWORD, office=Office(most_contacts=6))) as simulator:
        yield simulator
