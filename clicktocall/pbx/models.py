"""A PBX as staff set it up, and the messages it has sent us."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clicktocall.pbx.drivers import driver_class
from clicktocall.pbx.drivers.base import Can, Line, TlsCheck
from clicktocall.pbx.encryption import SecretField
from clicktocall.pbx.plan_fields import NumberingPlanFields
from clicktocall.pbx.validators import (
    validate_address,
    validate_certificate,
    validate_fingerprint,
    validate_port,
)

SILENCE_KNOWN_FOR = timedelta(seconds=60)
"""After so long without a probe or any other request nobody knows whether a PBX is still silent."""


class DriverKind(models.TextChoices):
    YEASTAR_S = "yeastar_s", _("Yeastar S-Series (API 2.0.0)")


class TlsCheckChoice(models.TextChoices):
    SYSTEM = TlsCheck.SYSTEM.value, _("by a public authority")
    CA = TlsCheck.CA.value, _("by the authority certificate below")
    FINGERPRINT = TlsCheck.FINGERPRINT.value, _("by the certificate's fingerprint below")
    OFF = TlsCheck.OFF.value, _("not at all (anybody in between can listen and dial)")


class EventsBy(models.TextChoices):
    HTTP = "http", _("the PBX sends them to us (HTTP)")
    TCP = "tcp", _("we connect to the PBX (TCP)")


def new_event_secret() -> str:
    return secrets.token_urlsafe(24)


class PbxQuerySet(models.QuerySet["Pbx"]):
    """Which PBXs."""

    def to_be_probed(self) -> PbxQuerySet:
        """Those in use that have left so many requests unanswered that no more calls are sent there."""
        return self.filter(is_active=True, failures__gte=settings.PBX_SILENT_AFTER_FAILURES)


class Pbx(NumberingPlanFields):
    """One telephone system of the office."""

    name = models.SlugField(
        _("name"),
        unique=True,
        help_text=_("Short, without spaces: it stands in the address to which the PBX sends its events."),
    )
    kind = models.CharField(_("kind"), max_length=32, choices=DriverKind, default=DriverKind.YEASTAR_S)
    url = models.CharField(
        _("address"),
        max_length=200,
        validators=[validate_address],
        help_text=_("As for the PBX's own web pages, for instance https://192.168.1.50:8088"),
    )
    username = models.CharField(_("API user name"), max_length=150)
    password = SecretField(_("API password"))
    tls_check = models.CharField(
        _("certificate is checked"), max_length=16, choices=TlsCheckChoice, default=TlsCheckChoice.SYSTEM
    )
    ca_certificate = models.TextField(_("authority certificate"), blank=True, validators=[validate_certificate])
    fingerprint = models.CharField(
        _("fingerprint (SHA-256)"), max_length=120, blank=True, validators=[validate_fingerprint]
    )
    legacy_tls = models.BooleanField(
        _("old encryption"),
        default=False,
        help_text=_("For older boxes that offer TLS 1.2 with RSA key exchange only. The certificate check stays."),
    )
    events_by = models.CharField(
        _("events come"),
        max_length=8,
        choices=EventsBy,
        default=EventsBy.HTTP,
        help_text=_(
            "As the report method in the PBX's API settings. By TCP, for a PBX that cannot reach us, the API password "
            "crosses the network unencrypted, and the command pbx_listen has to run."
        ),
    )
    events_port = models.PositiveIntegerField(
        _("TCP port for events"),
        default=8333,
        validators=[validate_port],
        help_text=_("As in the PBX's API settings. Used only if events come by TCP."),
    )
    is_active = models.BooleanField(_("in use"), default=True, help_text=_("Without the tick nobody can dial here."))
    event_secret = SecretField(_("event secret"), default=new_event_secret, editable=False)
    logins_stopped_at = models.DateTimeField(_("logins stopped since"), null=True, editable=False)
    logins_stopped_until = models.DateTimeField(_("logins stopped until"), null=True, editable=False)
    logins_stopped_for = models.CharField(max_length=16, blank=True, editable=False)
    """Which address, name and password were refused, as a digest: when staff change one, logins are tried again."""
    logins_stopped_reason = models.TextField(_("why"), blank=True, editable=False)
    last_event_at = models.DateTimeField(_("last event"), null=True, editable=False)
    failures = models.PositiveIntegerField(_("requests without an answer"), default=0, editable=False)
    """In a row: an answer sets it back. `pbx.silence` writes this and the next three."""
    failed_at = models.DateTimeField(_("last of them"), null=True, editable=False)
    silent_since = models.DateTimeField(_("no answer since"), null=True, editable=False)
    failed_for = models.TextField(_("why"), blank=True, editable=False)

    objects = PbxQuerySet.as_manager()

    class Meta:
        verbose_name = _("PBX")
        verbose_name_plural = _("PBXs")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        if not self.event_secret:  # it could not be read any more: without one the door would stand open to nobody
            self.event_secret = new_event_secret()
            update_fields = None if update_fields is None else {*update_fields, "event_secret"}
        super().save(*args, update_fields=update_fields, **kwargs)

    def clean(self) -> None:
        super().clean()
        is_known = self.kind in DriverKind.values
        if is_known and self.events_by == EventsBy.TCP and Can.EVENTS_BY_TCP not in driver_class(self.kind).can:
            raise ValidationError({"events_by": _("This kind of PBX does not report by TCP. Choose HTTP.")})

    @property
    def is_silent(self) -> bool:
        """Whether it has failed to answer so often in a row, and lately, that calls are refused at once.

        Where nobody has asked it for a while, because the probe does not run, nothing is refused for it.
        """
        if self.failures < settings.PBX_SILENT_AFTER_FAILURES or self.failed_at is None:
            return False
        return timezone.now() - self.failed_at < SILENCE_KNOWN_FOR

    @property
    def events_path(self) -> str:
        """Path of the door for this PBX's events. It holds a secret: shown to staff, never logged."""
        return f"/pbx/{self.name}/events/{self.event_secret}/"

    def line(self) -> Line:
        by_tcp = self.events_by == EventsBy.TCP
        return Line(
            name=self.name,
            url=self.url,
            username=self.username,
            password=self.password,
            tls_check=TlsCheck(self.tls_check),
            ca_certificate=self.ca_certificate,
            fingerprint=self.fingerprint,
            legacy_tls=self.legacy_tls,
            events_url="" if by_tcp else f"{settings.PBX_EVENTS_URL}{self.events_path}",
            events_port=self.events_port if by_tcp else None,
        )


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Which messages; none of these applies one."""

    def waiting(self) -> NoticeQuerySet:
        """Not applied yet: mostly events of calls whose callid we do not know. Uses the index notice_waiting."""
        return self.filter(applied_at=None).exclude(callid="")

    def received_before(self, moment: datetime) -> NoticeQuerySet:
        return self.filter(received_at__lt=moment)


class Notice(models.Model):
    """One message of a PBX, as it was sent. Stored once, however often it is repeated.

    A PBX repeats a message until it is acknowledged, but may also send the same words again with another meaning
    (talking, held, talking). So a message is a repetition only of the latest one about its subject:
    `after` is the last different message about that subject, and the three together are unique.
    """

    pbx = models.ForeignKey(Pbx, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(_("kind"), max_length=32)
    subject = models.CharField(_("about"), max_length=100, blank=True)
    callid = models.CharField(_("callid"), max_length=100, blank=True)
    digest = models.CharField(max_length=64, editable=False)
    after = models.BigIntegerField(editable=False)
    body = models.TextField(_("as sent"))
    received_at = models.DateTimeField(_("received"))
    applied_at = models.DateTimeField(_("applied"), null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("PBX message")
        verbose_name_plural = _("PBX messages")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="notice_stored_once", fields=["pbx", "subject", "digest", "after"]),
        ]
        indexes = [
            # "What happened last about this call?" for each message that comes in.
            models.Index(name="notice_latest", fields=["pbx", "subject", "-id"]),
            # Events that came before their dial answer, looked up when it arrives.
            models.Index(
                name="notice_waiting",
                fields=["pbx", "callid"],
                condition=models.Q(applied_at=None) & ~models.Q(callid=""),
            ),
            models.Index(name="notice_received", fields=["received_at"]),  # pruning
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.callid}".strip()
