"""The PBX drivers we ship: kind -> where the class is. Imported on first use."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from django.utils.module_loading import import_string

from clicktocall.pbx.drivers.base import Driver

DRIVERS: Mapping[str, str] = MappingProxyType({"yeastar_s": "clicktocall.pbx.drivers.yeastar_s.YeastarS"})


@cache
def driver_class(kind: str) -> type[Driver]:
    """The driver of that kind. Raises KeyError for a kind we do not ship."""
    driver: type[Driver] = import_string(DRIVERS[kind])
    return driver
