"""What the page of a contact needs: `{% if moment|is_recent %}`."""

from __future__ import annotations

from datetime import datetime, timedelta

from django import template
from django.utils import timezone

register = template.Library()
RECENT = timedelta(hours=1)


@register.filter
def is_recent(moment: datetime) -> bool:
    """Whether somebody may still be looking for the way back."""
    return timezone.now() - moment < RECENT
