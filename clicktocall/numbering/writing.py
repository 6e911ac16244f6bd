"""How a number is written at home and abroad, just as the library writes it, with its patterns compiled once."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TypeAlias

import phonenumbers
from phonenumbers import NumberFormat, PhoneMetadata

_FIRST_GROUP = re.compile(r"(\\\d)")
_GROUP = re.compile(r"\\(\d)")
_Match: TypeAlias = Callable[[str], re.Match[str] | None]
_Form: TypeAlias = tuple[_Match | None, _Match, str, tuple[int, ...]]
"""What a number begins with (None: anything), its groups, the text with a `%s` for each group, and which groups."""


def national(calling_code: int, significant: str) -> str:
    """As phonenumbers.format_number with PhoneNumberFormat.NATIONAL writes a number without extension."""
    return _written(_national_forms(calling_code), significant)


def international(calling_code: int, significant: str) -> str:
    """As phonenumbers.format_number with PhoneNumberFormat.INTERNATIONAL does. Digits alone if nobody has the code."""
    if calling_code not in phonenumbers.COUNTRY_CODE_TO_REGION_CODE:
        return significant
    return f"+{calling_code} {_written(_international_forms(calling_code), significant)}"


def _written(forms: tuple[_Form, ...], digits: str) -> str:
    for begins, grouped, text, groups in forms:
        if begins is None or begins(digits):
            found = grouped(digits)
            if found is not None:
                return text % found.group(*groups)
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
    pieces = _GROUP.split((_FIRST_GROUP.sub(rule, written, count=1) if rule else written).replace("%", "%%"))
    groups = tuple(map(int, pieces[1::2]))
    beginnings = one.leading_digits_pattern
    return (
        re.compile(beginnings[-1]).match if beginnings else None,
        re.compile(one.pattern or "(?!)").fullmatch,
        "%s".join(pieces[::2])
        if groups
        else f"{pieces[0]}%.0s",  # without any group: all that was found, and none of it
        groups,
    )
