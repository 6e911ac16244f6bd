"""How a number is written at home and abroad, just as the library writes it, with its patterns compiled once."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TypeAlias

import phonenumbers
from phonenumbers import NumberFormat, PhoneMetadata

_FIRST_GROUP = re.compile(r"(\\\d)")
_GROUP = re.compile(r"\\(\d)")
_Form: TypeAlias = tuple[re.Pattern[str] | None, re.Pattern[str], tuple[str | int, ...]]
"""What a number begins with (None: anything), its groups, and what is written: text, and groups by their number."""


def national(calling_code: int, significant: str) -> str:
    """As phonenumbers.format_number with PhoneNumberFormat.NATIONAL writes a number without extension."""
    return _written(_national_forms(calling_code), significant)


def international(calling_code: int, significant: str) -> str:
    """As phonenumbers.format_number with PhoneNumberFormat.INTERNATIONAL does. Digits alone if nobody has the code."""
    if calling_code not in phonenumbers.COUNTRY_CODE_TO_REGION_CODE:
        return significant
    return f"+{calling_code} {_written(_international_forms(calling_code), significant)}"


def _written(forms: tuple[_Form, ...], digits: str) -> str:
    for beginning, groups, written in forms:
        if beginning is None or beginning.match(digits):
            found = groups.fullmatch(digits)
            if found is not None:
                return "".join([found[piece] if isinstance(piece, int) else piece for piece in written])
    return digits


@lru_cache(maxsize=512)
def _national_forms(calling_code: int) -> tuple[_Form, ...]:
    metadata = _metadata(calling_code)
    return tuple([_form(one, at_home=True) for one in metadata.number_format]) if metadata is not None else ()


@lru_cache(maxsize=512)
def _international_forms(calling_code: int) -> tuple[_Form, ...]:
    """Where a country has none of its own for abroad, it is written with the groups of home."""
    metadata = _metadata(calling_code)
    if metadata is None:
        return ()
    return tuple([_form(one, at_home=False) for one in metadata.intl_number_format or metadata.number_format])


def _metadata(calling_code: int) -> PhoneMetadata | None:
    """Of the region that stands for the code; None for a code that nobody has."""
    region = phonenumbers.region_code_for_country_code(calling_code)
    return PhoneMetadata.metadata_for_region_or_calling_code(calling_code, region)


def _form(one: NumberFormat, *, at_home: bool) -> _Form:
    """At home the rule for the trunk prefix takes the place of the first group: "0$1" before "$1 $2"."""
    rule, written = one.national_prefix_formatting_rule if at_home else None, one.format or ""
    pieces = _GROUP.split(_FIRST_GROUP.sub(rule, written, count=1) if rule else written)
    beginnings = one.leading_digits_pattern
    return (
        re.compile(beginnings[-1]) if beginnings else None,
        re.compile(one.pattern or "(?!)"),
        tuple(int(piece) if place % 2 else piece for place, piece in enumerate(pieces) if piece),
    )
