"""What staff are told of by themselves: each kind with a threshold, and each incident once."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AlertKind(models.TextChoices):
    FIRST_COUNTRY = "first_country", _("first call to a country")
    SHORT_INTERNATIONAL = "short_international", _("many short international calls")
    NIGHT = "night", _("calls at night")
    LIMIT_HIT = "limit_hit", _("limit hit repeatedly")
    FAR_ABOVE = "far_above", _("far above their own history")


class AlertRule(models.Model):
    """Without a row the threshold of `policies.alerting.USUAL` holds."""

    kind = models.CharField(_("rule"), max_length=24, choices=AlertKind, unique=True)
    is_on = models.BooleanField(_("on"), default=True)
    threshold = models.PositiveIntegerField(
        _("threshold"),
        help_text=_(
            "First call to a country: 1. Short international calls: how many in an hour. Calls at night: how many in "
            "one. Limit hit: how often in an hour. Far above: how many times the calls of a usual day."
        ),
    )

    class Meta:
        verbose_name = _("alert rule")
        verbose_name_plural = _("alert rules")
        ordering = ["kind"]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class Alert(models.Model):
    """One incident. It is told once; what goes on only brings `last_at` and `sentence` up to date.

    `mail_due_at`: when staff are to be written to, again if that has failed; None once they are, or it is given up.
    """

    kind = models.CharField(_("rule"), max_length=24, choices=AlertKind)
    incident = models.CharField(max_length=120, editable=False)
    sentence = models.TextField(_("what"))
    first_at = models.DateTimeField(_("since"), default=timezone.now)
    last_at = models.DateTimeField(_("last seen"), default=timezone.now)
    seen_at = models.DateTimeField(_("done"), null=True, blank=True)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )

    mail_due_at = models.DateTimeField(_("e-mail due"), null=True, editable=False)
    mail_tries = models.PositiveSmallIntegerField(_("e-mail tried"), default=0, editable=False)
    mailed_at = models.DateTimeField(_("e-mailed"), null=True, editable=False)

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        ordering = ["-first_at"]
        constraints = [models.UniqueConstraint(fields=["kind", "incident"], name="one_alert_per_incident")]
        indexes = [models.Index(name="alert_due", fields=["mail_due_at"], condition=~models.Q(mail_due_at=None))]

    def __str__(self) -> str:
        return self.sentence
