"""Turns what somebody typed into a Number, read in the country where the PBX stands."""

from __future__ import annotations

from dataclasses import dataclass

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType, ValidationResult
from phonenumbers.shortnumberinfo import is_valid_short_number_for_region

from clicktocall.numbering import plans
from clicktocall.numbering.spelling import NotANumber, Spelling, gettext_noop, spell

__all__ = ["NotANumber", "Number", "parse"]

_LONGEST_INTERNAL = 6
_LONGEST_SHORT_CODE = 8  # Australia, China; longer ones only take text messages

_TYPES_WITH_LETTERS = frozenset(
    {PhoneNumberType.TOLL_FREE, PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST, PhoneNumberType.UAN}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A phone number: what was typed, and what it is."""

    typed: str
    e164: str
    """+ and up to 15 digits; empty for internal numbers, short codes and feature codes."""
    extension: str
    """Digits to type once the number has answered; never part of what is dialled."""
    digits: str
    """What was typed without separators, `0-9*#`; for a number with `e164`, that without its +."""
    region: str
    """ISO region the number belongs to; empty when it has none or nobody knows."""


def parse(typed: str, *, region: str) -> Number:
    """Read a number as somebody in `region` (ISO alpha-2, where the PBX stands) means it.

    Numbers of up to six digits and codes with * or # stay as they are. A number that merely has a possible length
    counts: metadata lag behind new ranges. Raises NotANumber, nothing else.
    """
    spelling = spell(typed)
    region = region.upper()
    if _stays_as_typed(spelling.main, region=region):
        return Number(typed=typed.strip(), e164="", extension=spelling.extension, digits=spelling.main, region="")
    public = _public_number(spelling, region=region)
    e164 = phonenumbers.format_number(public, PhoneNumberFormat.E164)
    return Number(
        typed=typed.strip(),
        e164=e164,
        extension=spelling.extension,
        digits=e164[1:],
        region=_region_of(public, own=region),
    )


def _stays_as_typed(main: str, *, region: str) -> bool:
    """Whether it is dialled as it is: a feature code, a short code, or too short for the public network.

    Too short is up to six digits, except where fixed-line numbers are that short (Greenland, Andorra).
    """
    if main.startswith("+"):
        return False
    if not main.isdigit():
        return True
    if len(main) > _LONGEST_SHORT_CODE:
        return False
    if len(main) > _LONGEST_INTERNAL:
        return _is_short_code(main, region=region) and not _is_valid_at_home(main, region=region)
    return len(main) != plans.longest_fixed_line(region) or not _is_valid_at_home(main, region=region)


def _is_valid_at_home(main: str, *, region: str) -> bool:
    try:
        return phonenumbers.is_valid_number_for_region(phonenumbers.parse(main, region), region)
    except NumberParseException:
        return False


def _is_short_code(main: str, *, region: str) -> bool:
    code = plans.country_code(region)
    if not code or main.startswith("0"):
        return False
    return is_valid_short_number_for_region(PhoneNumber(country_code=code, national_number=int(main)), region)


def _public_number(spelling: Spelling, *, region: str) -> PhoneNumber:
    """The first valid of the readings a spelling allows, else the first that has a possible length."""
    readings = _readings(spelling)
    refusal: NotANumber | None = None
    possible: PhoneNumber | None = None
    for reading in readings:
        try:
            public = _read(reading, region=region)
        except NotANumber as error:
            refusal = refusal or error
            continue
        if spelling.is_vanity and not _may_have_letters(public):
            raise NotANumber(gettext_noop("This number has letters in it. Type it in digits."))
        if len(readings) == 1 or phonenumbers.is_valid_number(public):
            return public
        possible = possible or public
    if possible is None:
        raise refusal or NotANumber(gettext_noop("This is not a phone number. Check its digits."))
    return possible


def _readings(spelling: Spelling) -> list[str]:
    """+34 (0)91 may or may not keep its zero, and people write 00 for + in countries that dial something else."""
    written = [spelling.main]
    if spelling.without_trunk_zero:
        written.append(spelling.without_trunk_zero)
    return written + ["+" + main[2:] for main in written if main.startswith("00")]


def _read(main: str, *, region: str) -> PhoneNumber:
    try:
        public = phonenumbers.parse(main, region)
    except NumberParseException as error:
        raise NotANumber(_sentence(error, main=main)) from None
    reason = phonenumbers.is_possible_number_with_reason(public)
    if reason == ValidationResult.IS_POSSIBLE_LOCAL_ONLY or _may_lack_its_area_code(main, public):
        raise NotANumber(
            gettext_noop(
                "This number may lack its area code. Type it as you would from another town, or with + in front."
            )
        )
    if reason != ValidationResult.IS_POSSIBLE or _has_idle_zero(public):
        raise NotANumber(
            gettext_noop(
                "This number is too short or too long for its country. Check its digits, and the country code."
            )
        )
    return public


def _may_lack_its_area_code(main: str, public: PhoneNumber) -> bool:
    """Whether somebody may have typed it as dialled within their own town.

    In Berlin 23125000 is 030 23125000, yet as a number of Germany it would be 02312 5000, a stranger in Dortmund.
    Ten digits, or as many as the country's longest, leave no room for an area code that was left out.
    """
    national = phonenumbers.national_significant_number(public)
    if main != national or public.country_code == plans.NORTH_AMERICA:
        return False
    if plans.national_digits(public) == national:
        return False  # this country dials no trunk prefix
    kind = phonenumbers.number_type(public)
    if kind == PhoneNumberType.UNKNOWN:
        return True
    region = phonenumbers.region_code_for_country_code(public.country_code or 0)
    return kind == PhoneNumberType.FIXED_LINE and len(national) < min(10, plans.longest_fixed_line(region))


def _has_idle_zero(public: PhoneNumber) -> bool:
    """A zero in front that is no trunk prefix: right in Italy, elsewhere a slip."""
    return bool(public.italian_leading_zero) and not phonenumbers.is_valid_number(public)


def _may_have_letters(public: PhoneNumber) -> bool:
    kind = phonenumbers.number_type(public)
    if public.country_code == plans.NORTH_AMERICA:
        return kind != PhoneNumberType.UNKNOWN
    return kind in _TYPES_WITH_LETTERS


def _region_of(public: PhoneNumber, *, own: str) -> str:
    """The PBX's own region wherever the number is valid there: +1 800 belongs to the US and to Canada alike."""
    sharing = phonenumbers.region_codes_for_country_code(public.country_code or 0)
    if len(sharing) > 1 and own in sharing and phonenumbers.is_valid_number_for_region(public, own):
        return own
    region = phonenumbers.region_code_for_number(public)
    return region if region and region.isalpha() else ""


def _sentence(error: NumberParseException, *, main: str) -> str:
    if error.error_type == NumberParseException.INVALID_COUNTRY_CODE:
        if main.startswith("+"):
            return gettext_noop("No country has this code. Check the digits after the +.")
        return gettext_noop("This number does not say which country it is in. Type it with + and the country code.")
    if error.error_type == NumberParseException.TOO_LONG:
        return gettext_noop("This number has too many digits. Type one number only.")
    return gettext_noop("This number has too few digits. Type all of it.")
