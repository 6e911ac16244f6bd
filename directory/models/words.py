"""The words by which contacts are known, kept so that slips of the keyboard are understood."""

from __future__ import annotations

from django.db import models


class SearchWord(models.Model):
    """A word by which somebody is found, as PostgreSQL's index of words has it. Whose it is stands nowhere.

    The words in which a few letters stand are looked for here, in a hundredth of the texts. Kept on PostgreSQL alone,
    by `directory.finding.slips.learn`; none is ever taken away, for a word too many costs next to nothing.
    """

    word = models.TextField(primary_key=True)

    def __str__(self) -> str:
        return self.word


class KnownWord(models.Model):
    """A word of some contact under one of its numbers, see `directory.finding.slips`. Whose it is stands nowhere."""

    pk = models.CompositePrimaryKey("slip", "word")
    slip = models.IntegerField()
    word = models.CharField(max_length=24)

    def __str__(self) -> str:
        return self.word
