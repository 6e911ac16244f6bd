"""What kind of number it is and where it lies, just as the library says, with its patterns compiled once.

A page asks it of each number, and the library puts a dozen questions to each: most are answered by one pattern here.
"""

from __future__ import annotations

import re
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desc:
    """`lengths` empty: any. `pattern` None: no number is one."""

    lengths: frozenset[int]
    pattern: re.Pattern[str] | None

    def fits(self, national: str) -> bool:
        if self.pattern is None or (self.lengths and len(national) not in self.lengths):
            return False
        return self.pattern.fullmatch(national) is not None


_Special: TypeAlias = tuple[tuple[int, _Desc], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Region:
    """The metadata of one region. `any_special` fits whatever one of `special` fits."""

    code: str
    leading: re.Pattern[str] | None
    general: _Desc
    any_special: re.Pattern[str] | None
    special: _Special
    fixed: _Desc
    mobile: _Desc
    is_alike: bool

    def kind(self, national: str) -> int:
        """One of PhoneNumberType."""
        if not self.general.fits(national):
            return PhoneNumberType.UNKNOWN
        if self.any_special is not None and self.any_special.fullmatch(national):
            found = next((kind for kind, desc in self.special if desc.fits(national)), None)
            if found is not None:
                return found
        if self.fixed.fits(national):
            is_either = self.is_alike or self.mobile.fits(national)
            return PhoneNumberType.FIXED_LINE_OR_MOBILE if is_either else PhoneNumberType.FIXED_LINE
        is_mobile = not self.is_alike and self.mobile.fits(national)
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
    descs = (desc for region in _regions(calling_code) for kind, desc in region.special if kind in kinds)
    patterns = dict.fromkeys(f"(?:{desc.pattern.pattern})" for desc in descs if desc.pattern is not None)
    return re.compile("|".join(patterns) or "(?!)")


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
    special = tuple((kind, _desc(getattr(metadata, name))) for kind, name in _SPECIAL)
    patterns = [f"(?:{desc.pattern.pattern})" for _kind, desc in special if desc.pattern is not None]
    return _Region(
        code=code,
        leading=re.compile(metadata.leading_digits) if metadata.leading_digits else None,
        general=_desc(metadata.general_desc),
        any_special=re.compile("|".join(patterns)) if patterns else None,
        special=special,
        fixed=_desc(metadata.fixed_line),
        mobile=_desc(metadata.mobile),
        is_alike=bool(metadata.same_mobile_and_fixed_line_pattern),
    )


def _desc(desc: PhoneNumberDesc | None) -> _Desc:
    pattern = desc.national_number_pattern if desc is not None else None
    lengths = frozenset(desc.possible_length) if desc is not None else frozenset()
    return _Desc(lengths=lengths, pattern=re.compile(pattern) if pattern else None)
