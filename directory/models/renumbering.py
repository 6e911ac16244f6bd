"""The directory read anew under a changed plan: each run, and what it changed, so that it can be undone."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clicktocall.pbx.models import Pbx
from directory.models.details import PhoneNumber


class Renumbering(models.Model):
    """One run over the numbers of the directory. Workers go on where another has stopped."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for a worker")
        RUNNING = "running", _("going on")
        DONE = "done", _("done")
        UNDOING = "undoing", _("being undone")
        UNDONE = "undone", _("undone")

    pbx = models.ForeignKey(Pbx, on_delete=models.CASCADE, related_name="renumberings")
    asked_by = models.CharField(_("by"), max_length=150)
    asked_at = models.DateTimeField(_("asked for"))
    is_for_all = models.BooleanField(_("all numbers"), default=False)
    """Else only those that have no international form yet."""
    taken_at = models.DateTimeField(null=True)
    """When a worker last said that it is at it."""
    last_number = models.BigIntegerField(default=0)
    """Key of the last number that was read."""
    looked_at = models.PositiveIntegerField(_("looked at"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    refused = models.PositiveIntegerField(_("left as they were"), default=0)
    finished_at = models.DateTimeField(_("finished"), null=True)
    undo_asked_at = models.DateTimeField(null=True)
    undo_asked_by = models.CharField(max_length=150, blank=True)
    undone_at = models.DateTimeField(_("undone"), null=True)

    class Meta:
        verbose_name = _("reading anew")
        verbose_name_plural = _("readings anew")
        ordering = ["-pk"]
        constraints = [
            # A second click starts no second run, and what is undone is undone as a whole.
            models.UniqueConstraint(name="one_renumbering_at_a_time", fields=["pbx"], condition=Q(finished_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.pbx} {self.asked_at:%Y-%m-%d %H:%M}"

    @property
    def state(self) -> State:
        if self.undone_at:
            return self.State.UNDONE
        if self.undo_asked_at:
            return self.State.UNDOING
        if self.finished_at:
            return self.State.DONE
        return self.State.RUNNING if self.taken_at else self.State.WAITING


class Renumbered(models.Model):
    """One number that a run changed: what it was, and what it became."""

    renumbering = models.ForeignKey(Renumbering, on_delete=models.CASCADE, related_name="rows")
    number = models.ForeignKey(PhoneNumber, on_delete=models.CASCADE, related_name="+")
    e164_before = models.CharField(max_length=20, blank=True)
    digits_before = models.CharField(max_length=64, blank=True)
    extension_before = models.CharField(max_length=40, blank=True)
    e164_after = models.CharField(max_length=20, blank=True)
    digits_after = models.CharField(max_length=64, blank=True)
    extension_after = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name = _("number read anew")
        verbose_name_plural = _("numbers read anew")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.digits_before} → {self.digits_after}"
