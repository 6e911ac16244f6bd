"""Leaves out, in the database, what a filter cannot mean: the rest is looked at card by card."""

from __future__ import annotations

import re
from functools import reduce
from operator import and_, or_

from django.db.models import Q

from directory.carddav.filters import Filter, PropertyFilter, TextMatch
from directory.models import EmailAddress

_BETWEEN_WORDS = re.compile(r"[\s;,]+")


def may_fit(wanted: Filter) -> Q:
    """Fits each contact whose card the filter means, and perhaps others."""
    conditions = [_property(one) for one in wanted.properties]
    known = [condition for condition in conditions if condition]
    if not known or (len(known) < len(conditions) and not wanted.needs_all):
        return Q()
    return reduce(and_ if wanted.needs_all else or_, known)


def _property(wanted: PropertyFilter) -> Q:
    """An empty condition where nothing can be said beforehand."""
    if wanted.is_absent:
        return Q()
    conditions = [_text(wanted.name, match) for match in wanted.matches]
    known = [condition for condition in conditions if condition]
    if wanted.needs_all:
        return reduce(and_, known) if known else Q()
    if not known or len(known) < len(conditions) or wanted.parameters:
        return Q()
    return reduce(or_, known)


def _text(name: str, match: TextMatch) -> Q:
    """By one word: between words a card may have other spaces than the column. SQLite knows capitals in ASCII only."""
    word = max(_BETWEEN_WORDS.split(match.text), key=len)
    if not word or match.is_negated or not word.isascii() or "ss" in word.lower():  # which an ß is, too
        return Q()
    if name == "FN":
        return Q(name__icontains=word)
    if name == "ORG":
        return Q(company__icontains=word) | Q(department__icontains=word) | Q(name__icontains=word)
    if name == "EMAIL":
        return Q(pk__in=EmailAddress.objects.filter(address__icontains=word).values("contact"))
    return Q()
