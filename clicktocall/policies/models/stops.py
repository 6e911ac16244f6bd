"""Times in which nobody could dial, through one PBX or any."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clicktocall.pbx.models import Pbx


class StopQuerySet(models.QuerySet["Stop"]):
    """Which stops."""

    def in_force(self) -> Self:
        return self.filter(ended_at=None)

    def of(self, pbx: Pbx | None) -> Self:
        """Those that were set for this very PBX, or, for None, for all of them."""
        return self.filter(pbx=pbx)


class Stop(models.Model):
    """Dialling stands still from `since` until `ended_at`."""

    pbx = models.ForeignKey(
        Pbx,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="stops",
        verbose_name=_("PBX"),
        help_text=_("Empty: all of them."),
    )
    message = models.CharField(
        _("message for users"),
        max_length=300,
        blank=True,
        help_text=_("They read it on their pages within seconds. Say how long it will take, and whom to ask."),
    )
    since = models.DateTimeField(_("since"), default=timezone.now, editable=False)
    by = models.CharField(_("by"), max_length=150, editable=False)
    ended_at = models.DateTimeField(_("until"), null=True, editable=False)
    ended_by = models.CharField(_("resumed by"), max_length=150, blank=True, editable=False)

    objects = StopQuerySet.as_manager()

    class Meta:
        verbose_name = _("dialling stop")
        verbose_name_plural = _("dialling stops")
        ordering = ["-since"]
        constraints = [
            models.UniqueConstraint(
                Coalesce("pbx", 0), condition=models.Q(ended_at=None), name="one_stop_in_force_per_pbx"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pbx or _("all PBXs"))
