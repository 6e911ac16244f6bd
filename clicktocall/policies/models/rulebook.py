"""One row that names the present state of all rules, so that a process knows whether what it has read still holds."""

from __future__ import annotations

from django.db import models


class Rulebook(models.Model):
    """`version` is a new word after each change of any rule. Without the row no rule was ever set."""

    THE_ONE = 1

    version = models.CharField(max_length=32)

    class Meta:
        verbose_name = "rulebook"
        verbose_name_plural = "rulebook"

    def __str__(self) -> str:
        return self.version
