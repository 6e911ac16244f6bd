"""`{% recently_called as people %}`: whom the signed-in user has called last."""

from __future__ import annotations

from typing import Any

from django import template

from clicktocall.calls import remembering

register = template.Library()


@register.simple_tag(takes_context=True)
def recently_called(context: dict[str, Any]) -> list[remembering.Remembered]:
    return remembering.recently_called(context["request"].user)
