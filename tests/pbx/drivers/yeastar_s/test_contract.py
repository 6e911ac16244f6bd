"""The S-Series driver keeps the contract."""

from __future__ import annotations

import pytest

from clicktocall.pbx.drivers.base import Driver
from clicktocall.pbx.drivers.yeastar_s import YeastarS
from tests.pbx.drivers.contract import DriverContract


class TestYeastarS(DriverContract):
    @pytest.fixture
    def driver_class(self) -> type[Driver]:
        return YeastarS
