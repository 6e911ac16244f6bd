"""The short way to a number's forms, for whoever reads hundreds of thousands of them. It never decides anything itself.

phonenumbers looks at each number from all sides: 20 to 40 microseconds for one reading or one form. A number with its
country code or its zero in front, of a length that its country has, can be read in one way only, and a pattern of the
metadata says how it is written at home. Everything else is left to the long way; both ways agree, which is tested for
every country.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import phonenumbers
from phonenumbers import PhoneMetadata

from clicktocall.numbering import plans

_PLAIN = re.compile(r"\+?[0-9][0-9 ().\-/]{7,40}")
_SEPARATORS = {ord(separator): None for separator in " ().-/"}
_FIRST_GROUP = re.compile(r"(\\\d)")
_CODES = {str(code): code for code in phonenumbers.COUNTRY_CODE_TO_REGION_CODE}
_SHORTEST = 7
"""Digits of a number at home. Whatever calls for help is shorter."""


_Format: TypeAlias = tuple[re.Pattern[str] | None, re.Pattern[str], tuple[str | int, ...]]
"""What a number begins with, its groups, and digits and groups in the order in which they are dialled at home."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Country:
    """What the metadata say about one country code, in the form in which it is asked here."""

    prefix_for_parsing: re.Pattern[str] | None
    plain_prefix: str
    """The trunk prefix, where it is cut off as it stands and nothing else is done."""
    international_prefix: re.Pattern[str]
    lengths: frozenset[int]
    in_general: re.Pattern[str]
    fixed_line: re.Pattern[str]
    formats: tuple[_Format, ...]
    trunk_prefix: str


def e164(typed: str, *, region: str) -> str:
    """The international form of what somebody in `region` has typed; empty where it takes more thought."""
    if not _PLAIN.fullmatch(typed) or "(0" in typed:
        return ""
    main = typed.translate(_SEPARATORS)
    if main.startswith("+"):
        code, significant = _divided(main)
        country = _country(code) if code else None
        is_plain = country is not None and _is_plain(significant, country)
        return main if is_plain else ""
    code = plans.country_code(region)
    country = _country(code) if _is_the_country_of(code, region) else None
    if country is None or not country.plain_prefix or country.international_prefix.match(main):
        return ""
    if not main.startswith(country.plain_prefix) or main.startswith(str(code)) or country.in_general.fullmatch(main):
        return ""
    significant = main.removeprefix(country.plain_prefix)
    return f"+{code}{significant}" if len(main) > _SHORTEST + 1 and _is_plain(significant, country) else ""


def forms_at_home(e164: str) -> tuple[str, ...]:
    """The digits that people in its own country use for it, with the trunk prefix and as it is written there.

    Empty where it takes more thought.
    """
    code, significant = _divided(e164)
    country = _country(code) if code else None
    if country is None or not significant or _has_prefix(significant, country):
        return ()
    for beginning, pattern, digits in country.formats:
        if (beginning is None or beginning.match(significant)) and (found := pattern.fullmatch(significant)):
            written = "".join([found[piece] if isinstance(piece, int) else piece for piece in digits])
            return written, country.trunk_prefix + significant
    return significant, country.trunk_prefix + significant


def _is_plain(significant: str, country: _Country) -> bool:
    """Whether these digits are the whole number: of a length in use, and nothing of them is a prefix."""
    if len(significant) < _SHORTEST or len(significant) not in country.lengths or _has_prefix(significant, country):
        return False
    return not significant.startswith("0") or bool(country.fixed_line.fullmatch(significant))


def _has_prefix(significant: str, country: _Country) -> bool:
    return country.prefix_for_parsing is not None and bool(country.prefix_for_parsing.match(significant))


def _divided(e164: str) -> tuple[int, str]:
    """The country code and the rest; 0 for digits that no country has."""
    for length in (2, 1, 3):
        if code := _CODES.get(e164[1 : 1 + length]):
            return code, e164[1 + length :]
    return 0, ""


def _is_the_country_of(code: int, region: str) -> bool:
    """Whether the metadata of a country code are those of `region`: Jersey has its own, and those of the UK besides."""
    return bool(code) and phonenumbers.region_code_for_country_code(code) == region


@lru_cache(maxsize=256)
def _country(code: int) -> _Country | None:
    region = phonenumbers.region_code_for_country_code(code)
    metadata = PhoneMetadata.metadata_for_region(region, None)
    if metadata is None or metadata.general_desc is None or metadata.fixed_line is None:
        return None
    general = metadata.general_desc
    parsed_off, prefix = metadata.national_prefix_for_parsing or "", metadata.national_prefix or ""
    return _Country(
        prefix_for_parsing=re.compile(parsed_off) if parsed_off else None,
        plain_prefix=prefix if parsed_off == prefix and not metadata.national_prefix_transform_rule else "",
        international_prefix=re.compile(metadata.international_prefix or "0"),
        lengths=frozenset(general.possible_length) - frozenset(general.possible_length_local_only),
        in_general=re.compile(general.national_number_pattern or ".*"),
        fixed_line=re.compile(metadata.fixed_line.national_number_pattern or "(?!)"),
        formats=tuple(_format(one) for one in metadata.number_format),
        trunk_prefix=plans.trunk_prefix(region),
    )


def _format(one: phonenumbers.NumberFormat) -> _Format:
    beginnings, rule = one.leading_digits_pattern, one.national_prefix_formatting_rule
    written = _FIRST_GROUP.sub(rule, one.format or "", count=1) if rule else one.format or ""
    pieces = tuple(int(piece[1:]) if piece[0] == "\\" else piece for piece in re.findall(r"\\\d|[0-9]+", written))
    return re.compile(beginnings[-1]) if beginnings else None, re.compile(one.pattern or "(?!)"), pieces
