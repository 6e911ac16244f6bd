"""The folded name with its last word in front, as the database makes it: "schmidt anna " for Anna Schmidt.

No column of its own, so that nobody has to keep it: an index has it, and a search asks for its beginnings.
"""

from __future__ import annotations

from django.db import models

LAST_WORD_FIRST = (
    "substr({key}, length(rtrim({key}, replace({key}, ' ', ''))) + 1) || ' ' || rtrim({key}, replace({key}, ' ', ''))"
)
"""Trimmed by all of its own letters a name ends behind its last space. The same SQL on every database."""


class LastWordFirst(models.Func):
    """Of a column of folded names."""

    template = LAST_WORD_FIRST.format(key="%(expressions)s")
    output_field = models.CharField()
