"""What can call and be called besides desk phones: the office's queues, menus and groups, a user's own number."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from clicktocall.pbx.drivers.parties import PartyKind
from clicktocall.pbx.models import Pbx
from directory.folding import fold, fold_spelled_out
from directory.models.extensions import Extension


class PartyChoice(models.TextChoices):
    """The kinds of party, in the words of the pages."""

    EXTENSION = PartyKind.EXTENSION.value, _("extension")
    IVR = PartyKind.IVR.value, _("voice menu (IVR)")
    RING_GROUP = PartyKind.RING_GROUP.value, _("ring group")
    QUEUE = PartyKind.QUEUE.value, _("queue")
    PAGING_GROUP = PartyKind.PAGING_GROUP.value, _("paging group")
    CONFERENCE = PartyKind.CONFERENCE.value, _("conference room")
    EXTERNAL = PartyKind.EXTERNAL.value, _("outside number")
    UNLISTED = PartyKind.UNLISTED.value, _("internal number")


OFFICE_KINDS = [
    (kind.value, kind.label)
    for kind in PartyChoice
    if kind not in {PartyChoice.EXTENSION, PartyChoice.EXTERNAL, PartyChoice.UNLISTED}
]


class OfficeNumber(models.Model):
    """A number of a PBX that is nobody's phone: a queue, a ring group, a voice menu, a paging group, a conference."""

    pbx = models.ForeignKey(Pbx, on_delete=models.CASCADE, related_name="office_numbers", verbose_name=_("PBX"))
    number = models.CharField(
        _("number"), max_length=16, validators=[RegexValidator(r"^[0-9]+$", _("Write its digits only."))]
    )
    name = models.CharField(_("name"), max_length=100, help_text=_("As the office says it, for instance Support."))
    kind = models.CharField(_("kind"), max_length=16, choices=OFFICE_KINDS)
    search_text = models.TextField(editable=False, blank=True)

    class Meta:
        verbose_name = _("office number")
        verbose_name_plural = _("office numbers")
        ordering = ["pbx", "number"]
        constraints = [models.UniqueConstraint(name="office_number_once_per_pbx", fields=["pbx", "number"])]
        permissions = [("let_call_officenumber", _("Can let a queue, ring group or voice menu call outside"))]

    def __str__(self) -> str:
        return f"{self.number}@{self.pbx.name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.describe()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        if self.pbx_id and Extension.objects.filter(pbx=self.pbx_id, number=self.number).exists():
            raise ValidationError({"number": _("A user has this number as an extension. Check the number.")})

    @property
    def kind_words(self) -> str:
        label = str(PartyChoice(self.kind).label)
        return label[:1].upper() + label[1:]

    def describe(self) -> None:
        """Fill in the text in which it is looked for. Saves nothing."""
        kind = str(PartyChoice(self.kind).label) if self.kind in PartyChoice.values else ""
        said = dict.fromkeys([fold(self.name), fold_spelled_out(self.name), fold(kind), self.number])
        self.search_text = f" {' '.join(said)} "


class OwnNumber(models.Model):
    """An outside number of a user, mostly a mobile, that may ring first instead of a phone of the office."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="own_number")
    typed = models.CharField(_("number"), max_length=64, help_text=_("Mostly the mobile of this user."))
    e164 = models.CharField(_("international form"), max_length=20, unique=True, editable=False)
    is_confirmed = models.BooleanField(
        _("confirmed"),
        default=False,
        help_text=_(
            "Tick it once you have made sure that this number is theirs, for instance by calling it. From then on they "
            "may have it rung first; the call is made at the office's expense."
        ),
    )

    class Meta:
        verbose_name = _("own number")
        verbose_name_plural = _("own numbers")

    def __str__(self) -> str:
        return self.typed
