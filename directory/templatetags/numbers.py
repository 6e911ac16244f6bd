"""`{{ number|shown:region }}`: a contact's number as people in that country write it."""

from __future__ import annotations

from django import template

from directory import numbers
from directory.models import PhoneNumber

register = template.Library()


@register.filter
def shown(number: PhoneNumber, region: str) -> str:
    return numbers.shown(number, region=region)
