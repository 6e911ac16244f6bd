"""The call button, wherever a number stands, and how a page shows times of a call."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import template

from clicktocall.calls.showing import clock

register = template.Library()
register.filter("clock", clock)


@register.inclusion_tag("calls/_call_button.html", takes_context=True)
def call_button(context: template.Context, to: str, whom: str, label: str = "") -> dict[str, Any]:
    """A form with one button that calls `to`. Its key is its own: two clicks on it are one call."""
    return {
        "to": to,
        "whom": whom,
        "label": label,
        "key": uuid4().hex,
        "csrf_token": context.get("csrf_token"),
        "phones": context.get("phones"),
    }
