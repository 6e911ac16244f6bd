"""Turns what somebody typed into a Number, read in the country where the PBX stands."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType, ValidationResult
from phonenumbers.shortnumberinfo import is_valid_short_number_for_region

from clicktocall.numbering import plans
from clicktocall.numbering.emergency_numbers import is_emergency
from clicktocall.numbering.kinds import is_of, kind_and_region
from clicktocall.numbering.numbering_plan import NumberingPlan
from clicktocall.numbering.short_codes import LONGEST, costs_extra
from clicktocall.numbering.short_spelling import behind_the_country_code, is_behind_the_outside_prefix
from clicktocall.numbering.spelling import NotANumber, Spelling, gettext_noop, spell

__all__ = ["NotANumber", "Number", "parse", "read", "stored"]

_LONGEST_INTERNAL = 6
LONGEST_WITH_CODE = 4 + LONGEST
"""A + and no more digits than this: a short number may have been written behind the code of its country."""
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
    """Read a number as somebody in `region` (ISO alpha-2) means it, where nothing else is known of their PBX."""
    return read(typed, NumberingPlan(region=region.upper()))


def read(typed: str, plan: NumberingPlan) -> Number:
    """Read a number as somebody at a PBX of that plan means it.

    Internal numbers, numbers of up to six digits and codes with * or # stay as they are. A number that merely has a
    possible length counts: metadata lag behind new ranges. Raises NotANumber, nothing else.
    """
    spelling = spell(typed)
    short = _short(spelling.main, plan)
    public = _local(short, plan) if short else _public_number(spelling, plan)
    if public is None:
        return Number(typed=typed.strip(), e164="", extension=spelling.extension, digits=short, region="")
    e164 = phonenumbers.format_number(public, PhoneNumberFormat.E164)
    return Number(
        typed=typed.strip(),
        e164=e164,
        extension=spelling.extension,
        digits=e164[1:],
        region=_region_of(public.country_code or 0, phonenumbers.national_significant_number(public), own=plan.region),
    )


def stored(*, typed: str, e164: str, digits: str, extension: str, plan: NumberingPlan) -> Number:
    """A number that was read before and has been kept since, seen from a PBX of that plan."""
    if e164 and len(e164) <= LONGEST_WITH_CODE and (short := _short_of_e164(e164, plan)):
        e164, digits = "", short
    region = _region_of_e164(e164, own=plan.region) if e164 else ""
    return Number(typed=typed, e164=e164, extension=extension, digits=digits, region=region)


def _short(main: str, plan: NumberingPlan) -> str:
    """What is dialled, where it is dialled as it stands: a feature code, a short code, or too short for the network.

    Too short is up to six digits, except where fixed-line numbers are that short (Greenland, Andorra), or where staff
    have said which numbers are internal, and it is none of them but a number of the country (Samoa, Tuvalu).
    """
    if coded := behind_the_country_code(main, plan):
        return coded
    if main.startswith("+"):
        return ""
    if not main.isdigit() or plan.has_internal(main) or is_emergency(main, plan.region):
        return main
    if len(main) > _LONGEST_SHORT_CODE:
        return ""
    if len(main) > _LONGEST_INTERNAL:
        is_short = _is_short_code(main, region=plan.region) or is_behind_the_outside_prefix(main, plan)
        return main if is_short and not _is_valid_at_home(main, region=plan.region) else ""
    may_be_public = bool(plan.internal_ranges) or len(main) == plans.longest_fixed_line(plan.region)
    return "" if may_be_public and _is_valid_at_home(main, region=plan.region) else main


def _local(short: str, plan: NumberingPlan) -> PhoneNumber | None:
    """The number of the own area that few digits are: where staff have said which are internal, and it is another."""
    if not plan.internal_ranges or plan.has_internal(short) or not short.isdigit():
        return None
    behind_prefix = short.removeprefix(plan.outside_prefix)
    if is_emergency(short, plan.region) or is_emergency(behind_prefix, plan.region):
        return None
    if _is_short_code(short, region=plan.region) or costs_extra(behind_prefix, region=plan.region):
        return None
    return _of_the_area(short, plan)


def _of_the_area(main: str, plan: NumberingPlan) -> PhoneNumber | None:
    """A number without area code, as somebody at the PBX means it; None where that is no number in use."""
    trunk_prefix = plans.trunk_prefix(plan.region)
    if not (plan.area_code and main.isdigit()) or (trunk_prefix == "0" and main.startswith("0")):
        return None
    try:
        public = phonenumbers.parse(f"+{plans.country_code(plan.region)}{plan.area_code}{main}", None)
    except NumberParseException:
        return None
    return public if phonenumbers.is_valid_number(public) else None


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


def _public_number(spelling: Spelling, plan: NumberingPlan) -> PhoneNumber:
    """As `_as_written`; what lacks its area code, or has the outside prefix before it, is completed or freed of it."""
    try:
        return _as_written(spelling, region=plan.region)
    except NotANumber:
        public = _of_the_area(spelling.main, plan) or _behind_the_outside_prefix(spelling.main, plan)
        if public is None:
            raise
        return public


def _behind_the_outside_prefix(main: str, plan: NumberingPlan) -> PhoneNumber | None:
    """A number in use that somebody has typed as they dial it on their phone, with the 9 for an outside line."""
    if not (plan.outside_prefix and main.startswith(plan.outside_prefix)):
        return None
    try:
        public = _read(main.removeprefix(plan.outside_prefix), region=plan.region)
    except NotANumber:
        return None
    return public if phonenumbers.is_valid_number(public) else None


def _as_written(spelling: Spelling, *, region: str) -> PhoneNumber:
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


@lru_cache(maxsize=2048)
def _short_of_e164(e164: str, plan: NumberingPlan) -> str:
    """As `behind_the_country_code`: such a number may have been kept before it was understood."""
    return behind_the_country_code(e164, plan)


@lru_cache(maxsize=1024)
def _region_of_e164(e164: str, *, own: str) -> str:
    return _region_of(*plans.parts(e164), own=own)


def _region_of(calling_code: int, significant: str, *, own: str) -> str:
    """The PBX's own region wherever the number is valid there: +1 800 belongs to the US and to Canada alike."""
    sharing = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(calling_code, ())
    if len(sharing) > 1 and own in sharing and is_of(own, calling_code, significant):
        return own
    _kind, region = kind_and_region(calling_code, significant)
    return region if region.isalpha() else ""


def _sentence(error: NumberParseException, *, main: str) -> str:
    if error.error_type == NumberParseException.INVALID_COUNTRY_CODE:
        if main.startswith("+"):
            return gettext_noop("No country has this code. Check the digits after the +.")
        return gettext_noop("This number does not say which country it is in. Type it with + and the country code.")
    if error.error_type == NumberParseException.TOO_LONG:
        return gettext_noop("This number has too many digits. Type one number only.")
    return gettext_noop("This number has too few digits. Type all of it.")
