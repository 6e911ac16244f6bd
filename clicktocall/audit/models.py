"""One line of the audit trail. Rows are added; the database itself refuses to change one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from datetime import datetime


class EntryQuerySet(models.QuerySet["Entry"]):
    """Which lines."""

    def before(self, moment: datetime) -> Self:
        return self.filter(at__lt=moment)

    def since(self, moment: datetime) -> Self:
        return self.filter(at__gte=moment)


class Entry(models.Model):
    """What somebody did. Names are kept as text: a user, policy or PBX that is deleted later takes nothing along."""

    class What(models.TextChoices):
        SIGNED_IN = "signed_in", _("signed in")
        SIGNED_OUT = "signed_out", _("signed out")
        SIGN_IN_FAILED = "sign_in_failed", _("sign-in failed")
        DIAL_ALLOWED = "dial_allowed", _("dial allowed")
        DIAL_ASKED = "dial_asked", _("asked before dialling")
        DIAL_REFUSED = "dial_refused", _("dial refused")
        ADDED = "added", _("added")
        CHANGED = "changed", _("changed")
        DELETED = "deleted", _("deleted")
        STOPPED = "stopped", _("dialling stopped")
        RESUMED = "resumed", _("dialling resumed")
        EXPORTED = "exported", _("exported")
        IMPORTED = "imported", _("imported")
        PRUNED = "pruned", _("old entries deleted")

    at = models.DateTimeField(_("at"), default=timezone.now, db_index=True)  # the list, and pruning
    what = models.CharField(_("what"), max_length=16, choices=What)
    who = models.CharField(_("who"), max_length=150, blank=True)
    address = models.CharField(_("from"), max_length=45, blank=True)
    subject = models.CharField(_("about"), max_length=200, blank=True)
    detail = models.JSONField(_("details"), default=dict, blank=True, encoder=DjangoJSONEncoder)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("audit trail")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(name="audit_by_who", fields=["who", "what", "-at"])]  # "how often today, by this one?"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.who} {self.get_what_display()} {self.subject}".strip()
