"""The directory as desk phones read it: whose eyes they read it with, and by which secret they are known."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PhoneBook(models.Model):
    """An address at which phones read what a user may see, or one shelf of it. To revoke it is to delete the row."""

    class Part(models.TextChoices):
        ALL = "all", _("everything that I see")
        SHARED = "shared", _("what everybody sees")
        PERSONAL = "personal", _("what only I see")
        GROUP = "group", _("what a group of mine sees")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="phone_books", verbose_name=_("user")
    )
    name = models.CharField(_("name"), max_length=60)
    part = models.CharField(_("what it shows"), max_length=10, choices=Part, default=Part.ALL)
    group = models.ForeignKey(
        Group, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("group")
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    """SHA-256 of the secret, which has 256 random bits: whoever reads the database learns no address from it."""
    created_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("phone book")
        verbose_name_plural = _("phone books")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name
