"""The short way to a number's forms, for whoever reads hundreds of thousands of them. It never decides anything itself.

phonenumbers looks at each number from all sides: 20 to 40 microseconds for one reading or one form. A number with its
country code or its zero in front, of a length that its country has, can be read in one way only, and a pattern of the
metadata says how it is written at home. Everything else is left to the long way; both ways agree, which is tested for
every country.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import phonenumbers
from phonenumbers import PhoneMetadata

from clicktocall.numbering import plans

_PLAIN = re.compile(r"\+?[0-9][0-9 ().\-/]{7,40}")
_WITHOUT_SEPARATORS = str.maketrans("+0123456789", "+0123456789", " ().-/")
"""Says also what stays: of signs that it does not know, Python finds that out each time."""
_FIRST_GROUP = re.compile(r"(\\\d)")
_CODES = {str(code): code for code in phonenumbers.COUNTRY_CODE_TO_REGION_CODE}
_SHORTEST = 7
"""Digits of a number at home. Whatever calls for help is shorter."""


_Pieces: TypeAlias = tuple[str | int, ...]
"""Digits and groups in the order in which they are dialled at home."""


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
    formats: re.Pattern[str]
    """All ways to write a number, the one that counts first: what it begins with, and its groups."""
    pieces: dict[int, _Pieces]
    """By the last group of each way."""
    trunk_prefix: str


def e164(typed: str, *, region: str) -> str:
    """The international form of what somebody in `region` has typed; empty where it takes more thought."""
    if not _PLAIN.fullmatch(typed) or "(0" in typed:
        return ""
    main = typed.translate(_WITHOUT_SEPARATORS)
    if main.startswith("+"):
        length, country = _country_of(main[1:4])
        is_plain = country is not None and _is_plain(main[1 + length :], country)
        return main if is_plain else ""
    code, country = _home(region)
    if country is None or not country.plain_prefix or country.international_prefix.match(main):
        return ""
    if not main.startswith(country.plain_prefix) or main.startswith(code) or country.in_general.fullmatch(main):
        return ""
    significant = main.removeprefix(country.plain_prefix)
    return f"+{code}{significant}" if len(main) > _SHORTEST + 1 and _is_plain(significant, country) else ""


def forms_at_home(e164: str) -> tuple[str, ...]:
    """The digits that people in its own country use for it, with the trunk prefix and as it is written there.

    Empty where it takes more thought.
    """
    length, country = _country_of(e164[1:4])
    significant = e164[1 + length :]
    if country is None or not significant or _has_prefix(significant, country):
        return ()
    if found := country.formats.fullmatch(significant):
        pieces = country.pieces[found.lastindex or 0]
        written = "".join([found[piece] if isinstance(piece, int) else piece for piece in pieces])
        return written, country.trunk_prefix + significant
    return significant, country.trunk_prefix + significant


def _is_plain(significant: str, country: _Country) -> bool:
    """Whether these digits are the whole number: of a length in use, and nothing of them is a prefix."""
    if len(significant) < _SHORTEST or len(significant) not in country.lengths or _has_prefix(significant, country):
        return False
    return not significant.startswith("0") or bool(country.fixed_line.fullmatch(significant))


def _has_prefix(significant: str, country: _Country) -> bool:
    return country.prefix_for_parsing is not None and bool(country.prefix_for_parsing.match(significant))


@lru_cache(maxsize=1024)
def _country_of(beginning: str) -> tuple[int, _Country | None]:
    """How long the country code is that these three digits begin with, and its country; 0 and nothing without one."""
    for length in (2, 1, 3):
        if code := _CODES.get(beginning[:length]):
            return length, _country(code)
    return 0, None


@lru_cache(maxsize=512)
def _home(region: str) -> tuple[str, _Country | None]:
    """The country code of `region`, and its metadata if they are its own: Jersey has others than the UK."""
    code = plans.country_code(region)
    is_its_own = bool(code) and phonenumbers.region_code_for_country_code(code) == region
    return str(code), _country(code) if is_its_own else None


@lru_cache(maxsize=256)
def _country(code: int) -> _Country | None:
    region = phonenumbers.region_code_for_country_code(code)
    metadata = PhoneMetadata.metadata_for_region(region, None)
    if metadata is None or metadata.general_desc is None or metadata.fixed_line is None:
        return None
    general = metadata.general_desc
    parsed_off, prefix = metadata.national_prefix_for_parsing or "", metadata.national_prefix or ""
    formats, pieces = _formats(metadata.number_format)
    return _Country(
        prefix_for_parsing=re.compile(parsed_off) if parsed_off else None,
        plain_prefix=prefix if parsed_off == prefix and not metadata.national_prefix_transform_rule else "",
        international_prefix=re.compile(metadata.international_prefix or "0"),
        lengths=frozenset(general.possible_length) - frozenset(general.possible_length_local_only),
        in_general=re.compile(general.national_number_pattern or ".*"),
        fixed_line=re.compile(metadata.fixed_line.national_number_pattern or "(?!)"),
        formats=formats,
        pieces=pieces,
        trunk_prefix=plans.trunk_prefix(region),
    )


def _formats(ways: Sequence[phonenumbers.NumberFormat]) -> tuple[re.Pattern[str], dict[int, _Pieces]]:
    """One pattern for all of them: most countries have ten and more, and to try each takes longer than all the rest."""
    patterns, by_last_group, groups = [], {}, 0
    for way in ways:
        beginning = f"(?={way.leading_digits_pattern[-1]})" if way.leading_digits_pattern else ""
        pattern = f"{beginning}(?:{way.pattern or '(?!)'})"
        patterns.append(pattern)
        by_last_group[groups + re.compile(pattern).groups] = _pieces(way, before=groups)
        groups += re.compile(pattern).groups
    return re.compile("|".join(patterns) or "(?!)"), by_last_group


def _pieces(way: phonenumbers.NumberFormat, *, before: int) -> _Pieces:
    """How it is dialled at home; the groups of so many other ways are counted before its own."""
    rule = way.national_prefix_formatting_rule
    written = _FIRST_GROUP.sub(rule, way.format or "", count=1) if rule else way.format or ""
    found = re.findall(r"\\\d|[0-9]+", written)
    return tuple(before + int(piece[1:]) if piece[0] == "\\" else piece for piece in found)
