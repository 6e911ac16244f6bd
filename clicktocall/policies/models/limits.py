"""How much may be called in how long, and how much of it is used."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from clicktocall.pbx.models import Pbx


class Scope(models.TextChoices):
    """Whose calls are counted together."""

    USER = "user", _("each user")
    GROUP = "group", _("a group together")
    PBX = "pbx", _("each PBX")


class Window(models.TextChoices):
    """In how long. All but the last begin with the clock of the office: at the full minute, hour, day, month."""

    MINUTE = "minute", _("a minute")
    HOUR = "hour", _("an hour")
    DAY = "day", _("a day")
    MONTH = "month", _("a month")
    AT_ONCE = "at_once", _("at the same time")


class Limit(models.Model):
    """Several may hold for one call; each of them must have room for it."""

    name = models.CharField(_("name"), max_length=80, unique=True, help_text=_("Users read it when it says no."))
    scope = models.CharField(_("for"), max_length=8, choices=Scope, default=Scope.USER)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="limits",
        verbose_name=_("only this user"),
    )
    group = models.ForeignKey(
        Group, on_delete=models.CASCADE, null=True, blank=True, related_name="limits", verbose_name=_("group")
    )
    pbx = models.ForeignKey(
        Pbx, on_delete=models.CASCADE, null=True, blank=True, related_name="limits", verbose_name=_("only this PBX")
    )
    classes = models.JSONField(_("numbers"), default=list, blank=True)
    window = models.CharField(_("in"), max_length=8, choices=Window, default=Window.DAY)
    most_calls = models.PositiveIntegerField(_("calls"), null=True, blank=True)
    most_minutes = models.PositiveIntegerField(_("minutes of talk"), null=True, blank=True)
    whom_to_ask = models.CharField(
        _("whom to ask"), max_length=100, blank=True, help_text=_("Users read it. Empty: your administrator.")
    )

    class Meta:
        verbose_name = _("limit")
        verbose_name_plural = _("limits")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.most_calls is None and self.most_minutes is None:
            raise ValidationError({"most_calls": _("Write how many calls or minutes.")})
        if self.window == Window.AT_ONCE and (self.most_calls is None or self.most_minutes is not None):
            raise ValidationError({"most_minutes": _("At the same time only calls can be counted.")})
        if self.scope == Scope.GROUP and self.group is None:
            raise ValidationError({"group": _("Choose the group.")})


class Use(models.Model):
    """How many calls somebody has placed under a limit in the window that begins then.

    One conditional UPDATE takes a place in it, so that any number of processes together never take more than there are.
    """

    limit = models.ForeignKey(Limit, on_delete=models.CASCADE, related_name="uses")
    subject = models.CharField(max_length=32)
    begins = models.DateTimeField()
    calls = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("use of a limit")
        verbose_name_plural = _("uses of limits")
        constraints = [models.UniqueConstraint(name="one_use_per_window", fields=["limit", "subject", "begins"])]
        indexes = [models.Index(name="use_pruned", fields=["begins"])]

    def __str__(self) -> str:
        return f"{self.limit_id} {self.subject} {self.calls}"
