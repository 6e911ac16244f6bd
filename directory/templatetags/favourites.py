"""`{% favourites as people %}`, whom the user wants at the top; `{% colleagues_found q contacts as them %}`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template

from directory.chosen_phone import chosen_phone
from directory.colleagues import Colleague, colleagues
from directory.favourites import favourites_of
from directory.listing import Listed

register = template.Library()


@register.simple_tag(takes_context=True)
def favourites(context: dict[str, Any]) -> list[Listed]:
    return favourites_of(context["request"].user)


@register.simple_tag(takes_context=True)
def colleagues_found(context: dict[str, Any], query: str, contacts: Iterable[Listed]) -> list[Colleague]:
    """Those whom the query means and none of these contacts is."""
    request, phones = context["request"], list(context["phones"])
    chosen = chosen_phone(request, phones)
    return colleagues(query, of=request.user.pk, phones=[chosen, *phones] if chosen else phones, besides=contacts)
