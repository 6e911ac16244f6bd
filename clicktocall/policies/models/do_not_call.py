"""Numbers that nobody here may call, whoever has asked for that."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST_INTERNAL = 6
"""Longer than that, digits with a zero in front are a number outside, which no call would be compared with."""


class DoNotCallQuerySet(models.QuerySet["DoNotCall"]):
    """Which entries."""

    def in_force(self, day: date) -> Self:
        return self.filter(Q(expires_on=None) | Q(expires_on__gte=day))

    def about(self, identity: str) -> Self:
        """Those that mean this number: itself, or a beginning of it. Uses the index of their uniqueness."""
        beginnings = [identity[:length] for length in range(1, len(identity) + 1)]
        return self.filter(number__in=beginnings).filter(Q(is_prefix=True) | Q(number=identity))


class DoNotCall(models.Model):
    """One number, or all that begin with it."""

    number = models.CharField(
        _("number"),
        max_length=32,
        validators=[RegexValidator(r"^(\+[1-9][0-9]{1,14}|[0-9*#]{1,15})$", _("Write + and the country code."))],
        help_text=_("With + and country code; internal numbers as they are."),
    )
    is_prefix = models.BooleanField(_("and all that begin with it"), default=False)
    reason = models.CharField(_("reason"), max_length=200, blank=True, help_text=_("Users read it."))
    source = models.CharField(_("from"), max_length=100, blank=True, help_text=_("Who wants that: a list, a letter."))
    expires_on = models.DateField(_("until"), null=True, blank=True, help_text=_("The last day. Empty: for good."))
    added_at = models.DateTimeField(_("added"), default=timezone.now, editable=False)

    objects = DoNotCallQuerySet.as_manager()

    class Meta:
        verbose_name = _("do-not-call number")
        verbose_name_plural = _("do-not-call list")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["number", "is_prefix"], name="do_not_call_once")]

    def __str__(self) -> str:
        return f"{self.number}…" if self.is_prefix else self.number

    def clean(self) -> None:
        if self.number.startswith("0") and len(self.number) > LONGEST_INTERNAL:
            raise ValidationError({"number": _("Write + and the country code, as +49 30 23125100.")})
        if self.is_prefix and len(self.number) < 3:
            raise ValidationError({"number": _("This would be half the world. Write more digits.")})
