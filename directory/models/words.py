"""The words by which contacts are known, kept so that slips of the keyboard are understood."""

from __future__ import annotations

from django.db import models


class KnownWord(models.Model):
    """A word of some contact under one of its numbers, see `directory.finding.slips`. Whose it is stands nowhere."""

    pk = models.CompositePrimaryKey("slip", "word")
    slip = models.IntegerField()
    word = models.CharField(max_length=24)

    def __str__(self) -> str:
        return self.word
