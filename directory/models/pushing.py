"""The directory in the address book of a PBX: what we have made there, and each time that it is brought up to date."""

from __future__ import annotations

from typing import Any, Self

from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clicktocall.pbx.models import Pbx
from directory.models.contacts import Contact


class PbxEntry(models.Model):
    """An entry on a PBX that we have made. No other is ever changed or removed by us."""

    pbx = models.ForeignKey(Pbx, on_delete=models.CASCADE, related_name="book_entries")
    contact = models.ForeignKey(Contact, on_delete=models.SET_NULL, null=True, related_name="pbx_entries")
    key = models.CharField(max_length=40)
    """By which the PBX knows it."""
    fields: models.JSONField[Any, Any] = models.JSONField(default=dict)
    """What we have written there. After a reset a PBX may give the key to somebody else's entry."""

    class Meta:
        verbose_name = _("entry on a PBX")
        verbose_name_plural = _("entries on PBXs")
        constraints = [
            models.UniqueConstraint(name="pbx_entry_by_key", fields=["pbx", "key"]),
            models.UniqueConstraint(name="one_pbx_entry_per_contact", fields=["pbx", "contact"]),
        ]

    def __str__(self) -> str:
        return f"{self.pbx} {self.key}"


class BookPush(models.Model):
    """One time that contacts are brought to a PBX: compared, looked at, applied. The queue carries only its key."""

    class Stage(models.TextChoices):
        COMPARING = "comparing", _("is being compared")
        READY = "ready", _("waits for your yes")
        APPLYING = "applying", _("is being applied")
        STOPPED = "stopped", _("was stopped in the middle")
        APPLIED = "applied", _("has been applied")
        FAILED = "failed", _("could not be compared")
        DISCARDED = "discarded", _("was not wanted")

    UNDER_WAY = (Stage.COMPARING, Stage.APPLYING)

    pbx = models.ForeignKey(Pbx, on_delete=models.CASCADE, related_name="book_pushes")
    asked_by = models.CharField(_("by"), max_length=150)
    asked_at = models.DateTimeField(_("asked for"))
    group = models.ForeignKey(Group, on_delete=models.CASCADE, null=True, related_name="+")
    """Whose contacts; without one those that everybody sees. Private ones never."""
    tag = models.CharField(_("tag"), max_length=50, blank=True)
    query = models.CharField(_("search"), max_length=100, blank=True)
    most = models.PositiveIntegerField(_("at most"))

    stage = models.CharField(_("state"), max_length=10, choices=Stage, default=Stage.COMPARING)
    sentence = models.TextField(blank=True)
    """Why it failed or was stopped."""
    taken_at = models.DateTimeField(null=True)
    """When a worker last said that it is at it."""
    finished_at = models.DateTimeField(_("finished"), null=True)
    same = models.PositiveIntegerField(default=0)
    """Contacts that are on the PBX as they are here."""

    class Meta:
        verbose_name = _("push to a PBX")
        verbose_name_plural = _("pushes to PBXs")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_book_push_at_a_time", fields=["pbx"], condition=Q(stage__in=["comparing", "applying"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pbx} {self.asked_at:%Y-%m-%d %H:%M}"


class BookStepQuerySet(models.QuerySet["BookStep"]):
    """Which steps."""

    def to_do(self) -> Self:
        """What changes the PBX and has not been done yet, in its order: what goes makes room."""
        return self.exclude(verb=BookStep.Verb.LEFT_OUT).filter(done_at=None).order_by("position")

    def in_doubt(self) -> Self:
        """Additions of which no answer came: the PBX may have made them."""
        return self.filter(verb=BookStep.Verb.ADD, begun_at__isnull=False, done_at=None)


class BookStep(models.Model):
    """One entry that a push adds, changes or removes, or a contact that it leaves out."""

    class Verb(models.TextChoices):
        ADD = "add", _("to add")
        CHANGE = "change", _("to change")
        REMOVE = "remove", _("to remove")
        LEFT_OUT = "left_out", _("left out")

    push = models.ForeignKey(BookPush, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveIntegerField()
    verb = models.CharField(max_length=10, choices=Verb)
    contact = models.ForeignKey(Contact, on_delete=models.SET_NULL, null=True, related_name="+")
    key = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=250)
    before: models.JSONField[Any, Any] = models.JSONField(default=dict)
    after: models.JSONField[Any, Any] = models.JSONField(default=dict)
    remark = models.TextField(blank=True)
    """Why it is left out, or what of it does not fit."""
    begun_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    refusal = models.TextField(blank=True)
    """Why it was not done when its turn came."""

    objects = BookStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("step of a push")
        verbose_name_plural = _("steps of a push")
        ordering = ["position"]
        indexes = [models.Index(name="book_step_in_order", fields=["push", "verb", "position"])]

    def __str__(self) -> str:
        return f"{self.get_verb_display()}: {self.name}"
