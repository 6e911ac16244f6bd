"""Makes the digits a PBX is sent from a number."""

from __future__ import annotations

import re

import phonenumbers

from clicktocall.numbering import plans
from clicktocall.numbering.parsing import Number


def dial_string(number: Number, *, region: str, outside_prefix: str = "") -> str:
    """The digits for a PBX in `region`: only `0-9*#`, and never an international number without its prefix.

    Internal numbers, short, emergency and feature codes are sent unchanged and without `outside_prefix`.
    The extension is not part of it: somebody types it once the number has answered.
    Raises ValueError if `outside_prefix` cannot be dialled.
    """
    if not re.fullmatch("[0-9*#]*", outside_prefix):
        raise ValueError("The prefix for outside lines may only have the characters 0-9, * and #.")
    if not number.e164:
        return number.digits
    return outside_prefix + _public_digits(number.e164, region=region.upper())


def _public_digits(e164: str, *, region: str) -> str:
    """Within one calling code the national form is dialled, even between its countries (US and Canada).

    North America writes no trunk prefix but dials 1. Brazil writes none either, and needs a carrier's code between
    its 0 and the area code: the form without both is the one that a trunk or a dialling rule can complete.
    """
    public = phonenumbers.parse(e164, None)
    if public.country_code != plans.country_code(region):
        return plans.international_prefix(region) + e164[1:]
    if public.country_code == plans.NORTH_AMERICA:
        return e164[1:]
    return plans.national_digits(public)
