"""Address books that stay outside and are kept in step here: how each is reached, what was done about it and when."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.contrib.auth.models import Group
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clicktocall.pbx.drivers.base import TlsCheck
from clicktocall.pbx.encryption import SecretField
from clicktocall.pbx.validators import validate_certificate, validate_fingerprint, validate_region


class LdapSourceQuerySet(models.QuerySet["LdapSource"]):
    """Which sources."""

    def due(self, moment: datetime) -> Self:
        """Those that are switched on and whose time has come."""
        return self.filter(is_active=True, next_at__lte=moment)


class LdapSource(models.Model):
    """An LDAP server, or Active Directory, whose people stand in the directory."""

    class Layout(models.TextChoices):
        ACTIVE_DIRECTORY = "active_directory", _("Active Directory")
        INETORGPERSON = "inetorgperson", _("OpenLDAP and others (inetOrgPerson)")

    class Encryption(models.TextChoices):
        LDAPS = "ldaps", _("LDAPS (usually port 636)")
        STARTTLS = "starttls", _("StartTLS (usually port 389)")
        NONE = "none", _("none (anybody in between reads the password and all entries)")

    class Check(models.TextChoices):
        SYSTEM = TlsCheck.SYSTEM.value, _("by a public authority, or one that this server trusts")
        CA = TlsCheck.CA.value, _("by the authority certificate below")
        FINGERPRINT = TlsCheck.FINGERPRINT.value, _("by the certificate's fingerprint below")
        OFF = TlsCheck.OFF.value, _("not at all (anybody in between can read and change everything)")

    class Shelf(models.TextChoices):
        SHARED = "shared", _("everybody")
        GROUP = "group", _("a group")

    class Every(models.IntegerChoices):
        QUARTER = 15, _("every 15 minutes")
        HOUR = 60, _("every hour")
        SIX_HOURS = 360, _("every 6 hours")
        DAY = 1440, _("every day")

    name = models.CharField(
        _("name"), max_length=60, unique=True, help_text=_("Stands on each contact that comes from there.")
    )
    layout = models.CharField(_("kind"), max_length=20, choices=Layout, default=Layout.ACTIVE_DIRECTORY)
    addresses = models.CharField(
        _("addresses"),
        max_length=400,
        help_text=_("Host names, each with a port if it is another than usual. Several are tried in turn."),
    )
    encryption = models.CharField(_("encryption"), max_length=8, choices=Encryption, default=Encryption.LDAPS)
    tls_check = models.CharField(_("certificate is checked"), max_length=16, choices=Check, default=Check.SYSTEM)
    ca_certificate = models.TextField(_("authority certificate"), blank=True, validators=[validate_certificate])
    fingerprint = models.CharField(
        _("fingerprint (SHA-256)"), max_length=120, blank=True, validators=[validate_fingerprint]
    )
    bind_dn = models.CharField(
        _("account"),
        max_length=300,
        blank=True,
        help_text=_("A DN, or name@office.example. One that may only read. Empty: nobody signs in."),
    )
    bind_password = SecretField(_("password"), blank=True)
    base_dn = models.CharField(
        _("base DN"),
        max_length=300,
        help_text=_("Below it people are looked for, for instance OU=Staff,DC=office,DC=example"),
    )
    filter = models.TextField(_("filter"), blank=True, help_text=_("Empty: the usual one of the kind."))
    mapping = models.TextField(_("attributes"), blank=True, help_text=_("Empty: the usual ones of the kind."))
    identity = models.CharField(
        _("attribute of the identity"),
        max_length=60,
        blank=True,
        help_text=_("Never changes, not even when somebody marries. Empty: objectGUID or entryUUID, as is usual."),
    )
    shelf = models.CharField(_("who sees the contacts"), max_length=10, choices=Shelf, default=Shelf.SHARED)
    group = models.ForeignKey(
        Group, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("group")
    )
    tags = models.CharField(_("tags for all of them"), max_length=200, blank=True)
    region = models.CharField(
        _("country of numbers without +"), max_length=2, validators=[validate_region], help_text=_("Two letters.")
    )
    every_minutes = models.PositiveIntegerField(_("how often"), choices=Every, default=Every.HOUR)
    most_gone_percent = models.PositiveSmallIntegerField(
        _("gone at once, at most, in per cent"),
        default=20,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("If more of its contacts are gone from the source, none is put into the bin before staff say so."),
    )
    is_active = models.BooleanField(_("in step"), default=False, editable=False)
    """Whether the clock syncs it. Switched on on the page of the preview, never before one was looked at."""
    previewed_for = models.CharField(max_length=64, editable=False, blank=True)
    """The digest of the settings with which the last preview was made."""
    next_at = models.DateTimeField(_("next sync"), null=True, editable=False)
    synced_at = models.DateTimeField(_("last sync"), null=True, editable=False)
    trouble = models.TextField(_("why it stands still"), blank=True, editable=False)
    """What the last sync could not do; empty after one that did all."""

    objects = LdapSourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("address book source")
        verbose_name_plural = _("address book sources (LDAP)")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="ldapsource_group_on_a_group_shelf",
                condition=Q(shelf="group", group__isnull=False) | (~Q(shelf="group") & Q(group__isnull=True)),
                violation_error_message=_("Choose a group if the contacts are for one, and none otherwise."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class LdapRunQuerySet(models.QuerySet["LdapRun"]):
    """Which runs."""

    def live(self) -> Self:
        return self.filter(stage__in=LdapRun.LIVE)

    def silent_since(self, moment: datetime) -> Self:
        """Those that nobody has begun, or whose worker is gone."""
        return self.live().filter(beat_at__lt=moment)


class LdapRun(models.Model):
    """One look at a source, or one sync. The queue carries only the key of this row."""

    class Kind(models.TextChoices):
        PREVIEW = "preview", _("preview")
        SYNC = "sync", _("sync")

    class Stage(models.TextChoices):
        WAITING = "waiting", _("waits for a worker")
        ASKING = "asking", _("is being read")
        DONE = "done", _("done")
        STOPPED = "stopped", _("stopped before anything went into the bin")
        FAILED = "failed", _("failed")

    LIVE = (Stage.WAITING, Stage.ASKING)

    source = models.ForeignKey(LdapSource, on_delete=models.CASCADE, related_name="runs")
    kind = models.CharField(_("what"), max_length=8, choices=Kind)
    stage = models.CharField(_("where it stands"), max_length=8, choices=Stage, default=Stage.WAITING)
    agreed_gone = models.PositiveIntegerField(default=0)
    """So many may go into the bin, because staff have seen that number and said so."""
    user_name = models.CharField(_("by"), max_length=200, blank=True)
    """Empty: the clock."""
    settings = models.CharField(max_length=64)
    """The digest of the settings with which it was begun."""
    created_at = models.DateTimeField(_("at"), default=timezone.now)
    beat_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(_("ended"), null=True)
    created = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    gone = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    sentence = models.TextField(blank=True)
    """Why it failed or stopped."""
    lines: models.JSONField[Any, Any] = models.JSONField(default=list)
    """The first of each kind: verdict, name, sentence, key of the contact, fields as `directory.drafts` says them."""

    objects = LdapRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("sync of an address book source")
        verbose_name_plural = _("syncs of address book sources")
        ordering = ["-pk"]
        constraints = [
            # Of two who begin one at once the database lets one through.
            models.UniqueConstraint(
                name="one_live_run_per_ldapsource", fields=["source"], condition=Q(stage__in=["waiting", "asking"])
            )
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.created_at:%Y-%m-%d %H:%M}"

    @property
    def is_live(self) -> bool:
        return self.stage in self.LIVE

    @property
    def done(self) -> int:
        """Entries that it has behind it."""
        return self.created + self.changed + self.same + self.rejected

    @property
    def counts(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in ("created", "changed", "same", "gone", "rejected")}
