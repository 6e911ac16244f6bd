"""Facts about a country's numbering plan that phonenumbers knows but does not answer in one call."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

import phonenumbers
from phonenumbers import PhoneMetadata, PhoneNumber, PhoneNumberFormat

from clicktocall.numbering import writing

NORTH_AMERICA = 1

_USUAL_INTERNATIONAL_PREFIX: Mapping[str, str] = MappingProxyType(
    {
        "BO": "00",
        "BR": "0021",
        "CL": "00",
        "CO": "009",
        "ID": "008",
        "IL": "00",
        "KH": "001",
        "KP": "00",
        "KR": "001",
        "PW": "011",
        "SB": "00",
        "SG": "001",
        "TH": "001",
        "TW": "002",
        "TZ": "000",
        "UG": "000",
    }
)
"""Where callers pick a carrier with the prefix and the metadata prefer none: the long-established carrier's."""


TARIFF_OF: Mapping[str, str] = MappingProxyType({"AX": "FI", "CC": "AU", "CX": "AU", "SJ": "NO", "VA": "IT"})
"""Regions of their own in ISO 3166 that telephone companies treat as part of another one."""


@lru_cache(maxsize=512)
def country_code(region: str) -> int:
    """The calling code of a region, 49 for DE; 0 for a region that does not exist."""
    return phonenumbers.country_code_for_region(region)


@lru_cache(maxsize=512)
def international_prefix(region: str) -> str:
    """The digits dialled before a country code from `region`. 00 where nothing is known.

    A `~` in the metadata (Russia, 8~10) is a pause for a second tone; a PBX sends all digits at once.
    Source: libphonenumber metadata, preferredInternationalPrefix and internationalPrefix; ITU-T E.164 recommends 00.
    """
    metadata = PhoneMetadata.metadata_for_region(region, None)
    if metadata is None:
        return "00"
    if region in _USUAL_INTERNATIONAL_PREFIX:
        return _USUAL_INTERNATIONAL_PREFIX[region]
    prefix = metadata.preferred_international_prefix or metadata.international_prefix or ""
    digits = re.sub("[^0-9]", "", prefix)
    return digits if re.fullmatch("[0-9]+(?:~[0-9]+)?", prefix) else "00"


@lru_cache(maxsize=512)
def longest_fixed_line(region: str) -> int:
    """How many digits the longest fixed-line number of `region` has, without trunk prefix; 0 for no such region."""
    metadata = PhoneMetadata.metadata_for_region(region, None)
    if metadata is None or metadata.fixed_line is None or metadata.general_desc is None:
        return 0
    return max(metadata.fixed_line.possible_length or metadata.general_desc.possible_length)


@lru_cache(maxsize=512)
def trunk_prefix(region: str) -> str:
    """What is dialled before an area code within `region`: 0 in Germany, 06 in Hungary, nothing in Italy."""
    metadata = PhoneMetadata.metadata_for_region(region, None)
    return (metadata.national_prefix or "") if metadata else ""


@lru_cache(maxsize=512)
def written_trunk_prefix(calling_code: int) -> str:
    """The trunk prefix of that country, if its fixed lines are written with it, as 030 in Germany; else nothing.

    Source: the example of a fixed line in libphonenumber's metadata.
    """
    region = phonenumbers.region_code_for_country_code(calling_code)
    example = phonenumbers.example_number(region)
    if example is None:
        return ""
    written = re.sub("[^0-9]", "", phonenumbers.format_number(example, PhoneNumberFormat.NATIONAL))
    prefix = trunk_prefix(region)
    return prefix if written == prefix + phonenumbers.national_significant_number(example) else ""


_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_CODES = {str(code): (code, 1 + len(str(code))) for code in phonenumbers.COUNTRY_CODE_TO_REGION_CODE}
"""Each with the place where the number behind + and code begins. None of them begins another one."""
_NO_CODE = (0, 2)


@lru_cache(maxsize=1024)
def parts(e164: str) -> tuple[int, str]:
    """Country code and significant digits of an E.164 form that we have written ourselves.

    Such a form has its country code in front and nothing to be taken away, so that it need not be read like what
    people write. Where something might be taken away, or it is no such form, the library reads it. Raises
    NumberParseException.
    """
    code, begins = _CODES.get(e164[1:3]) or _CODES.get(e164[1:2]) or _CODES.get(e164[1:4], _NO_CODE)
    rest = e164[begins:]
    begins_dialled = _what_parsing_takes_away(code)
    if not code or not _E164.fullmatch(e164) or (begins_dialled and begins_dialled.match(rest)):
        public = phonenumbers.parse(e164, None)
        return public.country_code or 0, phonenumbers.national_significant_number(public)
    return code, rest


@lru_cache(maxsize=2048)
def public_number(e164: str) -> PhoneNumber:
    """The number of an E.164 form, as `parts` has it. Not to be changed: others get the same."""
    code, rest = parts(e164)
    zeros = len(rest) - len(rest[:-1].lstrip("0")) - 1
    return PhoneNumber(
        country_code=code,
        national_number=int(rest),
        italian_leading_zero=True if zeros else None,
        number_of_leading_zeros=zeros if zeros > 1 else None,
    )


@lru_cache(maxsize=512)
def _what_parsing_takes_away(code: int) -> re.Pattern[str] | None:
    """What numbers of that country may begin with when they are dialled at home; None where nothing is in front."""
    metadata = PhoneMetadata.metadata_for_region_or_calling_code(code, phonenumbers.region_code_for_country_code(code))
    prefix = metadata.national_prefix_for_parsing if metadata else None
    return re.compile(prefix) if prefix else None


@lru_cache(maxsize=1024)
def written(e164: str, form: int) -> str:
    """The E.164 number in a form of phonenumbers.PhoneNumberFormat."""
    if form == PhoneNumberFormat.NATIONAL:
        return writing.national(*parts(e164))
    if form == PhoneNumberFormat.INTERNATIONAL:
        return writing.international(*parts(e164))
    return phonenumbers.format_number(public_number(e164), form)


def national_digits(public: PhoneNumber) -> str:
    """The number as dialled inside its own country: with the trunk prefix where the written form has it."""
    return phonenumbers.normalize_digits_only(phonenumbers.format_number(public, PhoneNumberFormat.NATIONAL))
