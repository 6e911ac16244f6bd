"""What belongs to a contact and may be there several times: numbers, e-mail addresses, tags; and its photo."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models.contacts import Contact

PHOTO_MAX_BYTES = 200_000


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
    is_default = models.BooleanField(_("default"), default=False, help_text=_("Stands first among the numbers."))

    class Meta:
        verbose_name = _("number")
        verbose_name_plural = _("numbers")
        ordering = ["-is_default", "position", "pk"]
        indexes = [models.Index(name="number_by_e164", fields=["e164", "digits"])]  # "whose number is this?"
        constraints = [
            models.UniqueConstraint(
                name="one_default_number_per_contact", fields=["contact"], condition=Q(is_default=True)
            )
        ]

    def __str__(self) -> str:
        return self.typed

    @property
    def identity(self) -> str:
        """What it is compared by: two spellings of one number have the same."""
        return self.e164 or self.digits


class EmailAddress(models.Model):
    """One e-mail address of a contact."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="emails")
    label = models.CharField(_("label"), max_length=40, blank=True, help_text=_("For instance Work or Home."))
    address = models.EmailField(_("e-mail address"), max_length=254)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("e-mail address")
        verbose_name_plural = _("e-mail addresses")
        ordering = ["position", "pk"]
        indexes = [models.Index(Lower("address"), name="email_by_address")]  # "is this one here already?"

    def __str__(self) -> str:
        return self.address


class Tag(models.Model):
    """A word under which contacts are found together."""

    name = models.CharField(_("tag"), max_length=50)
    key = models.CharField(max_length=100, unique=True, editable=False)
    """The folded name: "VIP" and "vip" are one tag. `directory.tagging` writes it."""
    contacts = models.ManyToManyField(Contact, related_name="tags", blank=True, verbose_name=_("contacts"))

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["key"]

    def __str__(self) -> str:
        return self.name


class Photo(models.Model):
    """A photo, as small as a page shows it. Contacts name it by its key: no list loads it, none is lost at once."""

    key = models.CharField(max_length=32, primary_key=True)
    """The digest of the content: the same photo is kept once."""
    content = models.BinaryField(max_length=PHOTO_MAX_BYTES)
    content_type = models.CharField(max_length=40)
    used_at = models.DateTimeField(default=timezone.now)
    """When a contact got it or gave it up. One that nobody has is swept away some time after that."""

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")

    def __str__(self) -> str:
        return self.key
