"""The extensions: which telephone of a PBX belongs to which user."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clicktocall.accounts.models import User
from clicktocall.pbx.models import Pbx
from clicktocall.statements import Given


class ExtensionQuerySet(models.QuerySet["Extension"]):
    """Whose phones."""

    def of(self, user: User | Given) -> Self:
        """The phones that `user` may ring from here, the default one first."""
        return (
            self.filter(user=user, pbx__is_active=True).select_related("pbx").order_by("-is_default", "number", "pbx")
        )


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
