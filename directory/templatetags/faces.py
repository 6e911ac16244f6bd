"""The round picture beside a name: `{{ name|initials }}` on the ground `face-{{ name|hue }}`."""

from __future__ import annotations

from zlib import crc32

from django import template

HUES = 8
"""As many as directory.css has grounds."""

register = template.Library()


@register.filter
def initials(name: str) -> str:
    """The first letters of the first and the last word: AR for Anna Maria Rossi, # where there is no letter."""
    letters = [word[0] for word in name.split() if word[0].isalpha()]
    return "".join([letters[0], *letters[1:][-1:]]).upper() if letters else "#"


@register.filter
def hue(name: str) -> int:
    """The same name always has the same one."""
    return crc32(name.encode()) % HUES
