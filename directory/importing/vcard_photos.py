"""The photo of a vCard, if it stands in the card itself: nothing is ever fetched for it."""

from __future__ import annotations

import binascii
import re

from django.utils.translation import gettext as _

from directory.importing.assembling import Draft
from directory.picturing import NotAPhoto, from_a_book, key_of

_DATA = re.compile(rb"data:[^,]{0,100}?;base64\\?,", re.IGNORECASE)
_ELSEWHERE = re.compile(rb"[a-z][a-z0-9+.-]{1,20}:", re.IGNORECASE)
"""The beginning of an address. Base64 has no colon."""


def take_photo(draft: Draft, line: bytes) -> None:
    """Give the contact the photo of that line. One that cannot be used is left out, and the contact says so."""
    value = line.partition(b":")[2].strip()
    if not value:
        return
    if inline := _DATA.match(value):
        value = value[inline.end() :]
    elif _ELSEWHERE.match(value):
        draft.remark = _("Its photo is not in the file but somewhere else, and is left out.")
        return
    try:
        content = binascii.a2b_base64(value)
        draft.photo = from_a_book(content)
        draft.photo_came_as = key_of(content)
    except (binascii.Error, NotAPhoto):
        draft.remark = _("Its photo cannot be read or is too large, and is left out.")
