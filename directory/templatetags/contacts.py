"""What pages of contacts need: `{% if moment|is_recent %}`, and `{% people_found contacts %}` of a search."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from django import template
from django.utils import timezone
from django.utils.translation import get_language, ngettext

from directory.listing import Listed

register = template.Library()
RECENT = timedelta(hours=1)


@register.filter
def is_recent(moment: datetime) -> bool:
    """Whether somebody may still be looking for the way back."""
    return timezone.now() - moment < RECENT


@register.simple_tag
def people_found(contacts: Sequence[Listed]) -> str:
    """What a screen reader says of them."""
    return _found(len(contacts), get_language())


@lru_cache(maxsize=256)
def _found(count: int, _language: str | None) -> str:
    return ngettext("%(found)s person found.", "%(found)s people found.", count) % {"found": count}
