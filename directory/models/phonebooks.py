"""The directory as phones and address books read it: whose eyes they read it with, by which secret they are known."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

BOOK = "book-"


class PhoneBook(models.Model):
    """An address at which what a user may see, or one shelf of it, is read. To revoke it is to delete the row."""

    class Reader(models.TextChoices):
        PHONE = "phone", _("a desk phone")
        PROGRAM = "program", _("an address book, by CardDAV")

    class Part(models.TextChoices):
        ALL = "all", _("everything that I see")
        SHARED = "shared", _("what everybody sees")
        PERSONAL = "personal", _("what only I see")
        GROUP = "group", _("what a group of mine sees")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="phone_books", verbose_name=_("user")
    )
    name = models.CharField(_("name"), max_length=60)
    reader = models.CharField(_("read by"), max_length=10, choices=Reader, default=Reader.PHONE)
    """A secret that a phone was given opens no more than names and numbers."""
    part = models.CharField(_("what it shows"), max_length=10, choices=Part, default=Part.ALL)
    group = models.ForeignKey(
        Group, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("group")
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    """SHA-256 of the secret, which has 120 random bits or more: whoever reads the database learns no secret from it."""
    created_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("phone book")
        verbose_name_plural = _("phone books")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def sign_in_name(self) -> str:
        """The user name of an address book. Programs keep passwords by it, so each has its own."""
        return f"{BOOK}{self.pk}"
