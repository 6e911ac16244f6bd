"""How a contact's number is written, and what a click on it would send."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

from clicktocall.numbering.classifying import is_known_by_its_phone
from clicktocall.numbering.parsing import NotANumber, read
from directory import numbers, previewing
from directory.chosen_phone import chosen_phone
from directory.models import PhoneNumber
from directory.previewing import Kept, Preview

register = template.Library()


@register.filter
def shown(number: PhoneNumber, region: str) -> str:
    """`{{ number|shown:region }}`: as people in that country write it."""
    return numbers.shown(number, region=region)


@register.simple_tag(takes_context=True)
def preview(context: Mapping[str, Any], number: Kept | str) -> Preview | None:
    """`{% preview number as sent %}`: through the PBX of the phone that is chosen. None without a phone.

    `number` may be what a button sends: a number, or an internal one with its PBX behind an @.
    """
    phone = chosen_phone(context.get("request"), context.get("phones") or ())
    if phone is None:
        return None
    pbx = phone.pbx
    plan = context.get("numbering_plan") or pbx.numbering_plan()  # a view that has made it already shares it
    if not isinstance(number, str):
        return previewing.preview(number, plan, office=pbx.name)
    text, _at, owner = number.partition("@")
    if owner and owner != pbx.name:
        return None  # it means nothing there, and a click says so
    try:
        meant = read(text, plan)
        plan = plan.knowing(text) if owner and is_known_by_its_phone(meant, plan) else plan
        return previewing.preview_of(meant, plan, office=pbx.name)
    except NotANumber:
        return None
