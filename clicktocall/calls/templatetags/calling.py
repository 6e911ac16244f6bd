"""The call button, wherever a number stands, and how a page shows times of a call."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from django import template
from django.utils import timezone

from clicktocall.calls.showing import clock

register = template.Library()
register.filter("clock", clock)


@register.filter
def elapsed(since: datetime) -> int:
    """Whole seconds from then to now. The page counts on from there, whatever the time of its own machine."""
    return max(0, int((timezone.now() - since).total_seconds()))


@register.inclusion_tag("calls/_call_button.html", takes_context=True)
def call_button(
    context: template.Context, to: str, whom: str, label: str = "", number: str = "", *, again: bool = False
) -> dict[str, Any]:
    """A form with one button that calls `to`. Its key is its own: two clicks on it are one call.

    `whom`, `label` and `number` are read out with it; `again` gives it words to be seen as well.
    """
    return {
        "to": to,
        "whom": whom,
        "label": label,
        "number": number,
        "again": again,
        "key": uuid4().hex,
        "csrf_token": context.get("csrf_token"),
    }
