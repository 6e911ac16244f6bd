"""What kind of number it is and where it lies, just as the library says, with its patterns compiled once.

A page asks it of each number, and the library puts a dozen questions to each: most are answered by one pattern here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import phonenumbers
from phonenumbers import PhoneMetadata, PhoneNumber, PhoneNumberDesc, PhoneNumberType

_SPECIAL = (
    (PhoneNumberType.PREMIUM_RATE, "premium_rate"),
    (PhoneNumberType.TOLL_FREE, "toll_free"),
    (PhoneNumberType.SHARED_COST, "shared_cost"),
    (PhoneNumberType.VOIP, "voip"),
    (PhoneNumberType.PERSONAL_NUMBER, "personal_number"),
    (PhoneNumberType.PAGER, "pager"),
    (PhoneNumberType.UAN, "uan"),
    (PhoneNumberType.VOICEMAIL, "voicemail"),
)
"""In the order in which the library asks."""
_NONE = "(?!)"


_Fits: TypeAlias = Callable[[str], re.Match[str] | None]
"""Whether all of some digits is a number of one description: its pattern, asked for the length as well."""
_Special: TypeAlias = tuple[tuple[int, str, _Fits], ...]
"""Kinds with their pattern alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Region:
    """The metadata of one region. `any_special` fits whatever one of `special` fits."""

    code: str
    leading: re.Pattern[str] | None
    general: _Fits
    any_special: _Fits
    special: _Special
    fixed: _Fits
    mobile: _Fits
    is_alike: bool

    def kind(self, national: str) -> int:
        """One of PhoneNumberType."""
        if not self.general(national):
            return PhoneNumberType.UNKNOWN
        if self.any_special(national):
            found = next((kind for kind, _pattern, fits in self.special if fits(national)), None)
            if found is not None:
                return found
        if self.fixed(national):
            is_either = self.is_alike or self.mobile(national)
            return PhoneNumberType.FIXED_LINE_OR_MOBILE if is_either else PhoneNumberType.FIXED_LINE
        is_mobile = not self.is_alike and self.mobile(national)
        return PhoneNumberType.MOBILE if is_mobile else PhoneNumberType.UNKNOWN


def kind_of(public: PhoneNumber) -> int:
    """As phonenumbers.number_type: one of PhoneNumberType."""
    return kind_and_region(public.country_code or 0, phonenumbers.national_significant_number(public))[0]


def region_of(public: PhoneNumber) -> str:
    """As phonenumbers.region_code_for_number; empty where that finds none."""
    return kind_and_region(public.country_code or 0, phonenumbers.national_significant_number(public))[1]


def is_of(region: str, calling_code: int, national: str) -> bool:
    """As phonenumbers.is_valid_number_for_region."""
    own = next((one for one in _regions(calling_code) if one.code == region), None)
    return own is not None and own.kind(national) != PhoneNumberType.UNKNOWN


@lru_cache(maxsize=1024)
def kind_and_region(calling_code: int, national: str) -> tuple[int, str]:
    """Both of the number with these significant digits, as `kind_of` and `region_of`."""
    return kind_and_region_of(calling_code, national)


def kind_and_region_of(calling_code: int, national: str) -> tuple[int, str]:
    """The same of digits that nobody asks for again."""
    regions = _regions(calling_code)
    if len(regions) == 1:
        return regions[0].kind(national), regions[0].code
    if regions and not _leading(calling_code).match(national):
        regions = regions[:1]  # the others say how their numbers begin
    for region in regions:
        if region.leading is None:
            kind = region.kind(national)
            if kind != PhoneNumberType.UNKNOWN:
                return kind, region.code
        elif region.leading.match(national):
            return region.kind(national), region.code
    return PhoneNumberType.UNKNOWN, ""


@lru_cache(maxsize=512)
def begins_with_one_of(calling_code: int, kinds: frozenset[int]) -> re.Pattern[str]:
    """Matches all digits that begin with a number of one of these kinds, and few others: lengths do not count."""
    special = (one for region in _regions(calling_code) for one in region.special)
    return re.compile(_any_of(dict.fromkeys(pattern for kind, pattern, _fits in special if kind in kinds)))


@lru_cache(maxsize=512)
def _leading(calling_code: int) -> re.Pattern[str]:
    """What a number begins with that may lie elsewhere than in the first region of the code."""
    patterns = [region.leading.pattern if region.leading else "" for region in _regions(calling_code)[1:]]
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


@lru_cache(maxsize=512)
def _regions(calling_code: int) -> tuple[_Region, ...]:
    """Those that share a calling code, in the library's order. None for a code that nobody has."""
    codes = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(calling_code, ())
    found = ((code, PhoneMetadata.metadata_for_region_or_calling_code(calling_code, code)) for code in codes)
    return tuple(_region(code, metadata) for code, metadata in found if metadata is not None)


def _region(code: str, metadata: PhoneMetadata) -> _Region:
    descs = ((kind, getattr(metadata, name)) for kind, name in _SPECIAL)
    special = tuple((kind, pattern, _fits(desc)) for kind, desc in descs if (pattern := _pattern(desc)))
    return _Region(
        code=code,
        leading=re.compile(metadata.leading_digits) if metadata.leading_digits else None,
        general=_fits(metadata.general_desc),
        any_special=re.compile(_any_of(pattern for _kind, pattern, _desc in special)).fullmatch,
        special=special,
        fixed=_fits(metadata.fixed_line),
        mobile=_fits(metadata.mobile),
        is_alike=bool(metadata.same_mobile_and_fixed_line_pattern),
    )


def _fits(desc: PhoneNumberDesc | None) -> _Fits:
    """No lengths: any. No pattern: no number is one."""
    if desc is None or not (pattern := _pattern(desc)):
        return re.compile(_NONE).fullmatch
    lengths = "|".join(f".{{{length}}}" for length in desc.possible_length or ())
    return re.compile(f"(?=(?:{lengths})\\Z)(?:{pattern})" if lengths else pattern).fullmatch


def _pattern(desc: PhoneNumberDesc | None) -> str:
    return (desc.national_number_pattern or "") if desc is not None else ""


def _any_of(patterns: Iterable[str]) -> str:
    return "|".join(f"(?:{pattern})" for pattern in patterns) or _NONE
