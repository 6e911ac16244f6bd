"""Which digits call for help, in every country that the library knows; and what the library lacks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from phonenumbers.shortnumberinfo import is_emergency_number

MISSING: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "BA": frozenset({"112"}),
        "CH": frozenset({"1414"}),  # rescue by air
        "CN": frozenset({"122"}),  # road accidents
        "ES": frozenset({"061", "062", "080", "091", "092"}),  # ambulance, Civil Guard, fire, both police forces
        "FR": frozenset({"114", "196"}),  # for the deaf; at sea
        "GF": frozenset({"112"}),
        "GH": frozenset({"112"}),
        "GP": frozenset({"112"}),
        "IT": frozenset({"1515", "1530"}),  # forest fires; at sea
        "JP": frozenset({"118"}),  # at sea
        "LI": frozenset({"1414"}),
        "MF": frozenset({"112"}),
        "MO": frozenset({"110", "112"}),
        "NG": frozenset({"112"}),
        "QA": frozenset({"112"}),
        "RS": frozenset({"192", "193", "194"}),
        "SA": frozenset({"998"}),  # fire
        "UG": frozenset({"112"}),
        "VN": frozenset({"112"}),  # search and rescue
    }
)
"""Emergency numbers that national authorities publish and libphonenumber's metadata do not list as such."""


@lru_cache(maxsize=4096)
def is_emergency(digits: str, region: str) -> bool:
    """Whether these digits, whole, are an emergency number of `region` (ISO alpha-2, upper case)."""
    return digits in MISSING.get(region, frozenset()) or is_emergency_number(digits, region)
