"""Numbers that a spreadsheet has taken for amounts: mended where only one number can be meant, else refused."""

from __future__ import annotations

import re

import phonenumbers
from django.utils.translation import gettext as _

from clicktocall.numbering import plans, quick
from clicktocall.numbering.numbering_plan import NumberingPlan
from clicktocall.numbering.parsing import NotANumber, Number, parse, read
from clicktocall.numbering.spelling import spell

_TEXT_FORMULA = re.compile(r'="?([^"]*)"?')
_POWER_OF_TEN = re.compile(r"([1-9])(?:[.,](\d*))?[eE]\+?(\d{1,2})")
_WHOLE_AMOUNT = re.compile(r"([1-9]\d{6,})[.,]0")
_AMOUNT = re.compile(r"-\s*\d.*|[1-9]\d{6,}[.,]00|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+[.,]\d+[eE][+-]?\d+")
_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d{2}|\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2})?)?")
_SHORTENED = re.compile(r"/\s*-")
"""In 030 23125-100/-101: two numbers, however few digits that makes together."""
_AROUND = " '\"`\u00b4\u2018\u2019\u201c\u201d\u201e"
"""Quotation marks of people and programs."""
_LONGEST_INTERNAL = 6
_SHORTEST_WITH_COUNTRY = 10
"""Digits of a number with its country code. Shorter ones are too easily local numbers of some town."""
_TOO_LONG_FOR_HOME = 12
_LONGEST_ANYWHERE = 15
_LONGEST_IN_USE = {49: 11}
"""Digits after the country code where the metadata allow more than is given out. Source: Bundesnetzagentur, 2010."""


def read_plainly(cell: str, *, plan: NumberingPlan) -> str:
    """The E.164 form of a cell that no spreadsheet can have harmed and that is read in one way only; else empty.

    For long files: a tenth of the time of `read_number`, which says the same of it.
    """
    if "/" in cell and _SHORTENED.search(cell):
        return ""
    if not cell.startswith("+"):
        if not cell.startswith("0") or _DATE.fullmatch(cell):
            return ""
        if plan.internal_ranges and plan.has_internal("".join(filter(str.isdigit, cell))):
            return ""
    return quick.e164(cell, region=plan.region)


def read_number(cell: str, *, plan: NumberingPlan) -> Number:
    """The number in a cell, as an office with that plan means it. Raises NotANumber rather than guess.

    Excel shortens 493023125100 to 4.93023E+11, drops a + or a zero in front, and turns 1-2-2003 into a date.
    `="…"` and an apostrophe in front are how people keep it from doing so.
    """
    region = plan.region
    typed = cell if cell.startswith("+") else _without_wrapping(cell)
    if typed.startswith("+"):
        return read(typed, plan)
    spelling = spell(typed)
    digits = spelling.main
    if not digits.isdigit() or digits.startswith("0") or len(digits) <= _LONGEST_INTERNAL or spelling.is_vanity:
        return read(typed, plan)
    if plan.area_code and len(digits) < _SHORTEST_WITH_COUNTRY and not _is_whole(typed, region=region):
        return read(typed, plan)
    meant = _bare(digits, region=region)
    if not meant.e164 or _is_read_as(meant, typed, region=region):
        return parse(typed, region=region)
    return parse(f"{meant.e164} ext. {spelling.extension}" if spelling.extension else meant.e164, region=region)


def _is_whole(typed: str, *, region: str) -> bool:
    """Whether the country alone, without an area code of the office, makes a number of it."""
    try:
        parse(typed, region=region)
    except NotANumber:
        return False
    return True


def _is_read_as(meant: Number, typed: str, *, region: str) -> bool:
    try:
        return parse(typed, region=region).e164 == meant.e164
    except NotANumber:
        return False


def _without_wrapping(cell: str) -> str:
    typed = cell.strip()
    if typed.startswith("=") and (wrapped := _TEXT_FORMULA.fullmatch(typed)):
        typed = wrapped[1].strip()
    typed = typed.strip(_AROUND)
    if shortened := _POWER_OF_TEN.fullmatch(typed):
        return _expanded(*shortened.groups(default=""))
    if _DATE.fullmatch(typed):
        raise NotANumber(_("This is a date, or a spreadsheet has made it one. Type the number as text."))
    if whole := _WHOLE_AMOUNT.fullmatch(typed):
        return whole[1]
    if _AMOUNT.fullmatch(typed):
        raise NotANumber(_("A spreadsheet has written this as an amount. Format its column as text and type it again."))
    return typed


def _expanded(first: str, decimals: str, power: str) -> str:
    """All digits of 4.930231251E+9. Fewer than the power says are lost for ever."""
    if len(decimals.rstrip("0")) > int(power) or len(decimals) < int(power):
        raise NotANumber(
            _("A spreadsheet has cut digits off this number. Format its column as text and type the number again.")
        )
    return first + decimals[: int(power)]


def _bare(digits: str, *, region: str) -> Number:
    """Digits that begin neither with + nor with zero: complete, or without one of them.

    Where people write no zero in front of an area code (Spain, North America), a whole number of home is one.
    """
    abroad = _abroad(digits, region=region)
    try:
        home = parse(digits, region=region)
    except NotANumber:
        if abroad is None:
            raise
        return abroad
    if not home.e164:
        return home  # a short code, such as 116117
    with_zero = _valid(f"0{digits}", region=region)
    writes_zeros = with_zero is not None and with_zero.e164 == home.e164
    if not _is_valid(home):
        return _other_than(home, with_zero or abroad)
    if abroad and abroad.e164 != home.e164 and writes_zeros:
        said = {"abroad": abroad.e164, "home": f"0{digits}"}
        raise NotANumber(_("This may be %(abroad)s or %(home)s. Write the + or the zero in front.") % said)
    return home


def _abroad(digits: str, *, region: str) -> Number | None:
    """The same digits with the + that they may have lost. So many digits are hardly a number of one country."""
    if len(digits) < _SHORTEST_WITH_COUNTRY:
        return None
    if len(digits) < _TOO_LONG_FOR_HOME:
        return _valid(f"+{digits}", region=region)
    try:
        return parse(f"+{digits}", region=region)
    except NotANumber:
        return None


def _other_than(home: Number, better: Number | None) -> Number:
    """A number that no plan lists is taken where it is written as its country writes its numbers."""
    if better is not None:
        return better
    public = phonenumbers.parse(home.e164, None)
    if plans.national_digits(public) != phonenumbers.national_significant_number(public):
        raise NotANumber(_("This number lacks the + or the zero in front. Type it with one of them."))
    return home


def _valid(typed: str, *, region: str) -> Number | None:
    try:
        number = parse(typed, region=region)
    except NotANumber:
        return None
    return number if number.e164 and _is_valid(number) else None


def _is_valid(number: Number) -> bool:
    public = phonenumbers.parse(number.e164, None)
    longest = _LONGEST_IN_USE.get(public.country_code or 0, _LONGEST_ANYWHERE)
    return phonenumbers.is_valid_number(public) and len(str(public.national_number)) <= longest
