"""What a number is read as while somebody types it, and whose it is already."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import phonenumbers
from django.utils.translation import gettext as _

from clicktocall.accounts.models import User
from clicktocall.numbering.parsing import NotANumber, read
from directory.drafts import Draft, NumberRow
from directory.duplicates import MOST, Likely, likely_duplicates
from directory.office_plans import plan_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """`sentence` says what it is read as, or why it is no number (`is_number` is False then)."""

    sentence: str = ""
    is_number: bool = True
    likely: tuple[Likely, ...] = ()


def read_number(typed: str, *, user: User, region: str, besides: Collection[int] = ()) -> Read:
    """Nothing for an empty field. One query, to tell who has the number already."""
    if not typed.strip():
        return Read()
    try:
        number = read(typed, plan_for(region))
    except NotANumber as error:
        return Read(sentence=_(str(error)), is_number=False)
    draft = Draft(texts={"name": "", "company": ""}, numbers=(NumberRow(label="", typed=typed),))
    likely = likely_duplicates(draft, user=user, region=region, besides=besides)
    return Read(sentence=_sentence(number.e164, number.digits, number.extension), likely=tuple(likely[:MOST]))


def _sentence(e164: str, digits: str, extension: str) -> str:
    if not e164:
        return _("Internal number or short code %(digits)s, dialled as it is.") % {"digits": digits}
    international = phonenumbers.format_number(
        phonenumbers.parse(e164, None), phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
    if extension:
        words = {"number": international, "extension": extension}
        return _("Read as %(number)s, then %(extension)s.") % words
    return _("Read as %(number)s.") % {"number": international}
