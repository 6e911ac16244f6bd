"""What a network makes of a number by its beginning: it stops reading where a number of its own is complete."""

from __future__ import annotations

from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneMetadata, PhoneNumberType

from clicktocall.numbering import plans
from clicktocall.numbering.kinds import begins_with_one_of, kind_and_region_of, kind_of

DEAR = frozenset({PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST, PhoneNumberType.PERSONAL_NUMBER})
_SHORTEST = 4
_TELLING = 2
"""So many digits say whether a country has numbers that begin so at all."""
_KINDS = ("fixed_line", "mobile", "toll_free", "shared_cost", "personal_number", "voip", "uan", "pager", "voicemail")
_USUAL_LENGTH, _MOST_LENGTHS = 9, 4


@lru_cache(maxsize=4096)
def dear_beginning(e164: str) -> int | None:
    """The dear kind (of PhoneNumberType) that a longer number begins with: digits behind it are not read; else None."""
    code, national = plans.parts(e164)
    if not begins_with_one_of(code, DEAR).match(national):
        return None
    for length in range(len(national) - 1, _SHORTEST - 1, -1):
        kind, _region = kind_and_region_of(code, national[:length])
        if kind in DEAR:
            return kind
    return None


@lru_cache(maxsize=512)
def dear_kind_of_few_digits(digits: str, region: str) -> int | None:
    """The same for digits as they are dialled: Italy's 892 424 is a whole number, and no extension."""
    try:
        public = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return None
    kind = kind_of(public)
    return kind if kind in DEAR else None


def begins_as_others_do(e164: str, *, region: str) -> bool:
    """Whether `region` has any number in use whose first digits are the same.

    Where none has, as behind the 010 of Germany, the digits choose a carrier or lead nowhere that is known.
    """
    _code, national = plans.parts(e164)
    return _is_in_use(national[:_TELLING], region)


@lru_cache(maxsize=2048)
def _is_in_use(beginning: str, region: str) -> bool:
    """Known by an example, else tried: with a few lengths that the country has, and a digit repeated behind it."""
    metadata = PhoneMetadata.metadata_for_region(region, None)
    if metadata is None or metadata.general_desc is None:
        return False
    kinds = (getattr(metadata, name) for name in _KINDS)
    if any(kind is not None and (kind.example_number or "").startswith(beginning) for kind in kinds):
        return True
    code = plans.country_code(region)
    lengths = sorted(metadata.general_desc.possible_length, key=lambda length: abs(length - _USUAL_LENGTH))
    tried = (beginning.ljust(length, digit) for length in lengths[:_MOST_LENGTHS] for digit in "25170369")
    return any(kind_and_region_of(code, national)[0] != PhoneNumberType.UNKNOWN for national in tried)
