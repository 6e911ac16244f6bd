"""`{% favourites as people %}`: whom the signed-in user wants at the top."""

from __future__ import annotations

from typing import Any

from django import template

from directory.favourites import favourites_of
from directory.models import Contact

register = template.Library()


@register.simple_tag(takes_context=True)
def favourites(context: dict[str, Any]) -> list[Contact]:
    return favourites_of(context["request"].user)
