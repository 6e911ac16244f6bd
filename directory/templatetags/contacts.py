"""For pages of contacts: `{{ to|of:contact }}`, `{% if moment|is_recent %}`, `{% people_found contacts after %}`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from django import template
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from directory.listing import Listed
from directory.models import Contact
from directory.parties import of_contact

register = template.Library()
RECENT = timedelta(hours=1)


@register.filter
def is_recent(moment: datetime) -> bool:
    """Whether somebody may still be looking for the way back."""
    return timezone.now() - moment < RECENT


@register.filter
def of(to: str, contact: Contact | Listed | int | None) -> str:
    """`{{ number|of:contact }}`: what a button beside the number of that contact, or that of the key, sends."""
    return of_contact(to, contact.pk if isinstance(contact, (Contact, Listed)) else contact)


@register.simple_tag
def people_found(contacts: Sequence[Listed], after: str) -> str:
    """What a screen reader says of them. Where another page follows, those who are shown are not all."""
    return _found(len(contacts), are_more=bool(after), _language=get_language())


@lru_cache(maxsize=256)
def _found(count: int, *, are_more: bool, _language: str | None) -> str:
    if are_more:
        return _("%(found)s people shown, there are more.") % {"found": count}
    return ngettext("%(found)s person found.", "%(found)s people found.", count) % {"found": count}
