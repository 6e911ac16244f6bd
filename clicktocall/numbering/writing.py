"""How a number is written in its own country, just as the library writes it, with its patterns compiled once."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TypeAlias

import phonenumbers
from phonenumbers import NumberFormat, PhoneMetadata, PhoneNumber

_FIRST_GROUP = re.compile(r"(\\\d)")
_GROUP = re.compile(r"\\(\d)")
_Form: TypeAlias = tuple[re.Pattern[str] | None, re.Pattern[str], tuple[str | int, ...]]
"""What a number begins with (None: anything), its groups, and what is written: text, and groups by their number."""


def national(public: PhoneNumber) -> str:
    """As phonenumbers.format_number with PhoneNumberFormat.NATIONAL writes a number without extension."""
    digits: str = phonenumbers.national_significant_number(public)
    for beginning, groups, written in _forms(public.country_code or 0):
        if beginning is None or beginning.match(digits):
            found = groups.fullmatch(digits)
            if found is not None:
                return "".join([found[piece] if isinstance(piece, int) else piece for piece in written])
    return digits


@lru_cache(maxsize=512)
def _forms(calling_code: int) -> tuple[_Form, ...]:
    """Those of the region that stands for the code; none for a code that nobody has."""
    region = phonenumbers.region_code_for_country_code(calling_code)
    metadata = PhoneMetadata.metadata_for_region_or_calling_code(calling_code, region)
    return tuple(map(_form, metadata.number_format)) if metadata is not None else ()


def _form(one: NumberFormat) -> _Form:
    """The rule for the trunk prefix takes the place of the first group: "0$1" before "$1 $2"."""
    rule, written = one.national_prefix_formatting_rule, one.format or ""
    pieces = _GROUP.split(_FIRST_GROUP.sub(rule, written, count=1) if rule else written)
    beginnings = one.leading_digits_pattern
    return (
        re.compile(beginnings[-1]) if beginnings else None,
        re.compile(one.pattern or "(?!)"),
        tuple(int(piece) if place % 2 else piece for place, piece in enumerate(pieces) if piece),
    )
