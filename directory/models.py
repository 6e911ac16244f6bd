"""Contacts, their numbers, and the extensions of the users."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clicktocall.accounts.models import User
from clicktocall.pbx.models import Pbx

NAME_KEY_LENGTH = 200


class ContactQuerySet(models.QuerySet["Contact"]):
    """Which contacts, and what a list of them needs."""

    def with_numbers(self) -> Self:
        """Everything a list shows, in two queries whatever its length."""
        return self.prefetch_related("numbers")


class Contact(models.Model):
    """A person or a company that people call."""

    name = models.CharField(_("name"), max_length=200)
    company = models.CharField(_("company"), max_length=200, blank=True)
    note = models.TextField(_("note"), blank=True)
    name_key = models.CharField(max_length=NAME_KEY_LENGTH, editable=False, blank=True)
    """The folded name: Łukasz stands between Luise and Lydia, on every database."""
    search_text = models.TextField(editable=False, blank=True)
    """Folded name and company, and the digits of the numbers. `directory.search` writes both and reads them."""

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["name_key", "pk"]
        indexes = [
            # The list before anything is typed, and "have we got this one?" of an import.
            models.Index(name="contact_by_name", fields=["name_key", "id"])
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.company})" if self.company else self.name


class PhoneNumber(models.Model):
    """One number of a contact: what was typed, and the identity that follows from it."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="numbers")
    label = models.CharField(_("label"), max_length=40, blank=True, help_text=_("For instance Work or Mobile."))
    typed = models.CharField(_("number"), max_length=64)
    e164 = models.CharField(_("international form"), max_length=20, blank=True, editable=False)
    digits = models.CharField(_("digits"), max_length=64, blank=True, editable=False)
    """What is dialled, without separators. It alone identifies a number without `e164`, such as an internal one."""
    extension = models.CharField(_("extension to type afterwards"), max_length=40, blank=True, editable=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("number")
        verbose_name_plural = _("numbers")
        ordering = ["position", "pk"]
        indexes = [models.Index(name="number_by_e164", fields=["e164", "digits"])]  # "whose number is this?"

    def __str__(self) -> str:
        return self.typed


class ExtensionQuerySet(models.QuerySet["Extension"]):
    """Whose phones."""

    def of(self, user: User) -> Self:
        """The phones that `user` may ring from here, the default one first."""
        return self.filter(user=user, pbx__is_active=True).select_related("pbx").order_by("-is_default", "number")


class Extension(models.Model):
    """A phone line of a user on a PBX."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="extensions")
    pbx = models.ForeignKey(Pbx, on_delete=models.PROTECT, related_name="extensions", verbose_name=_("PBX"))
    number = models.CharField(
        _("number"), max_length=16, validators=[RegexValidator(r"^[0-9]+$", _("An extension is digits only."))]
    )
    is_default = models.BooleanField(_("rings first"), default=False)
    autoanswer = models.BooleanField(
        _("answers by itself"), default=False, help_text=_("The phone goes off-hook by itself, if it can.")
    )

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="extension_once_per_pbx", fields=["pbx", "number"]),
            models.UniqueConstraint(name="one_default_per_user", fields=["user"], condition=Q(is_default=True)),
        ]

    def __str__(self) -> str:
        return f"{self.number}@{self.pbx.name}"
