"""Who may call what and when: one policy for a user, for groups, or for everybody else."""

from __future__ import annotations

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


class PolicyClass(models.TextChoices):
    """What a policy lets call as one. Abroad goes by country; emergency numbers and short codes always pass."""

    INTERNAL = "internal", _("internal")
    TOLL_FREE = "toll_free", _("toll-free")
    NATIONAL = "national", _("national")
    MOBILE = "mobile", _("mobile")
    SERVICE = "service", _("service (companies, voicemail, enquiries that cost extra)")
    SHARED_COST = "shared_cost", _("shared cost")
    PREMIUM = "premium", _("premium rate")
    SATELLITE = "satellite", _("satellite")


class CallerKind(models.TextChoices):
    """Who may be rung first."""

    EXTENSION = "extension", _("a phone of their own")
    RING_GROUP = "ring_group", _("a ring group")
    QUEUE = "queue", _("a queue")
    IVR = "ivr", _("an automatic attendant")
    EXTERNAL = "external", _("an outside number of their own")


class Day(models.IntegerChoices):
    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


def safe_classes() -> list[str]:
    return ["internal", "toll_free", "national", "mobile"]


def every_day() -> list[int]:
    return [int(day) for day in Day]


def every_kind() -> list[str]:
    return [str(kind) for kind in CallerKind]


def validate_time_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValidationError(_("No time zone has this name. Write one such as Europe/Rome.")) from None


class Policy(models.Model):
    """A policy of a user themself goes before those of their groups, and those before the one for everybody else."""

    name = models.CharField(_("name"), max_length=80, unique=True, help_text=_("Users read it when it says no."))
    users = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="policies", verbose_name=_("for these users")
    )
    groups = models.ManyToManyField(Group, blank=True, related_name="policies", verbose_name=_("for these groups"))
    is_for_everybody = models.BooleanField(
        _("for everybody else"), default=False, help_text=_("For users who have no policy of their own or of a group.")
    )
    classes = models.JSONField(_("numbers"), default=safe_classes, blank=True)
    countries = models.JSONField(_("countries"), default=list, blank=True)
    every_country = models.BooleanField(_("every country"), default=False)
    allowed_prefixes = models.TextField(
        _("allowed all the same"),
        blank=True,
        help_text=_("Beginnings of numbers, one a line, with + and country code; internal numbers as they are."),
    )
    blocked_prefixes = models.TextField(
        _("never allowed"), blank=True, help_text=_("As above. Where both fit, the longer one counts.")
    )
    days = models.JSONField(_("days"), default=every_day, blank=True)
    from_time = models.TimeField(_("from"), null=True, blank=True, help_text=_("Both empty: at any time."))
    until_time = models.TimeField(
        _("until"), null=True, blank=True, help_text=_("Earlier than the beginning: on the next day.")
    )
    on_holidays = models.BooleanField(_("on holidays, too"), default=True)
    time_zone = models.CharField(
        _("time zone"), max_length=60, blank=True, validators=[validate_time_zone], help_text=_("Empty: the office's.")
    )
    caller_kinds = models.JSONField(_("rung first may be"), default=every_kind)
    whom_to_ask = models.CharField(
        _("whom to ask"), max_length=100, blank=True, help_text=_("Users read it. Empty: your administrator.")
    )

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_for_everybody"],
                condition=models.Q(is_for_everybody=True),
                name="one_policy_for_everybody_else",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if (self.from_time is None) != (self.until_time is None):
            raise ValidationError({"until_time": _("Write both times, or neither.")})


class Holiday(models.Model):
    """A day on which the office is closed."""

    day = models.DateField(_("day"), unique=True)
    name = models.CharField(_("name"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.name}".strip()
