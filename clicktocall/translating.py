"""Short texts in the language of a page. A list says the same few of many numbers, and to look one up takes longer than
to show it: English of Britain alone is asked of five catalogues.
"""

from __future__ import annotations

from functools import lru_cache

from django.utils.translation import get_language, gettext


def said(sentence: str) -> str:
    """As `gettext`, for what a page says many times over."""
    return said_in(get_language(), sentence)


@lru_cache(maxsize=1024)
def said_in(_language: str | None, sentence: str) -> str:
    """In the language of the page, which has to be the one in use; to find it out for each takes longer than this."""
    return gettext(sentence)
