"""How a number is shown to people, and how it is kept for searching."""

from __future__ import annotations

import re

from phonenumbers import NumberParseException, PhoneNumberFormat

from clicktocall.numbering import plans
from clicktocall.numbering.parsing import Number

_NO_DIGITS = re.compile("[^0-9]+")


def national(number_or_e164: Number | str, *, region: str) -> str:
    """A number as an office in `region` reads it: national at home, international abroad, others as their digits.

    Without the extension, which stands apart wherever a number is shown. Text that is no E.164 number comes back as is.
    """
    e164 = number_or_e164 if isinstance(number_or_e164, str) else number_or_e164.e164 or number_or_e164.digits
    if not e164.startswith("+"):
        return e164
    try:
        code, _digits = plans.parts(e164)
    except NumberParseException:
        return e164
    at_home = code == plans.country_code(region.upper())
    return plans.written(e164, PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL)


def search_digits(e164_or_digits: str) -> str:
    """Only the digits, as ASCII: what an index holds, and what a query against it is reduced to."""
    if e164_or_digits.isascii():
        return _NO_DIGITS.sub("", e164_or_digits)
    return "".join(str(int(digit)) for digit in re.findall(r"\d", e164_or_digits))
