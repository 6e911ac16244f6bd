"""The columns of a PBX that say how it reads and dials numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from clicktocall.numbering import plans
from clicktocall.numbering.numbering_plan import NationalForm, NumberingPlan
from clicktocall.numbering.plan_texts import NotAPlan, read_own_numbers, read_ranges, read_rules
from clicktocall.pbx.validators import validate_region

PLAN_FIELDS = (
    "region",
    "area_code",
    "outside_prefix",
    "international_prefix",
    "national_form",
    "national_prefix",
    "drops_area_code",
    "internal_ranges",
    "own_numbers",
    "rules",
)
_READERS: Mapping[str, Callable[[str], object]] = {
    "internal_ranges": read_ranges,
    "own_numbers": read_own_numbers,
    "rules": read_rules,
}
_dialable = RegexValidator(r"^[0-9*#]+$", _("Write only digits, * and #."))


class NationalFormChoice(models.TextChoices):
    USUAL = NationalForm.USUAL.value, _("as people there dial it")
    WITHOUT = NationalForm.WITHOUT.value, _("without the 0 or 1 in front")
    OWN = NationalForm.OWN.value, _("with the digits below in front")
    ABROAD = NationalForm.ABROAD.value, _("like a number abroad, country code first")


class NumberingPlanFields(models.Model):
    """What a `NumberingPlan` is made of. Each text is checked when it is written, and read again when it is used."""

    region = models.CharField(
        _("country"),
        max_length=2,
        validators=[validate_region],
        help_text=_("Two letters, for instance DE. National numbers are read and dialled as in this country."),
    )
    area_code = models.CharField(
        _("area code"),
        max_length=8,
        blank=True,
        validators=[RegexValidator(r"^[0-9]+$", _("Write only digits."))],
        help_text=_("Of the office, for instance 030. Numbers that are typed without one are read with it."),
    )
    outside_prefix = models.CharField(
        _("outside-line prefix"),
        max_length=8,
        blank=True,
        validators=[_dialable],
        help_text=_("Dialled before every outside number, if this PBX wants one (often 0 or 9)."),
    )
    international_prefix = models.CharField(
        _("numbers abroad begin with"),
        max_length=8,
        blank=True,
        validators=[RegexValidator(r"^[0-9*#]*\+?$", _("Write +, or digits such as 00 or 011."))],
        help_text=_("Empty: as people in that country dial it. Or + if the PBX takes it, or digits such as 00 or 011."),
    )
    national_form = models.CharField(
        _("numbers of the country"), max_length=8, choices=NationalFormChoice, default=NationalFormChoice.USUAL
    )
    national_prefix = models.CharField(
        _("digits in front of them"),
        max_length=8,
        blank=True,
        validators=[_dialable],
        help_text=_("Only for the choice above that asks for them, for instance 015 for a carrier in Brazil."),
    )
    drops_area_code = models.BooleanField(
        _("local numbers go without area code"),
        default=False,
        help_text=_("Numbers with the area code of the office are sent without it."),
    )
    internal_ranges = models.CharField(
        _("internal numbers"),
        max_length=300,
        blank=True,
        help_text=_(
            "Phones, groups and queues, for instance 100-199, 2XXX, where X is any digit. "
            "Empty: every number of up to six digits that is no short code."
        ),
    )
    own_numbers = models.TextField(
        _("own public numbers"),
        blank=True,
        max_length=4000,
        help_text=_(
            "A colleague's public number is called internally. One a line, for instance +49 30 23125 1XX = 1XX"
        ),
    )
    rules = models.TextField(
        _("extra rules"),
        blank=True,
        max_length=8000,
        help_text=_(
            "One a line: a number, an equals sign, exactly what is sent; then, if you like, a semicolon and a comment. "
            "X is one digit, a full stop at the end all that follow: +43. = 90043. ; our line to Austria. "
            "The first that fits counts. Numbers begin with +, or are written as dialled in the country. "
            "Emergency numbers and short codes are never changed."
        ),
    )
    emergency_location = models.CharField(
        _("where emergency calls are sent to"),
        max_length=200,
        blank=True,
        help_text=_("The address that the emergency service is told for this PBX. Shown before such a call is made."),
    )

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        faults: dict[str, Any] = {}
        for field, reader in _READERS.items():
            try:
                reader(getattr(self, field))
            except NotAPlan as error:
                faults[field] = _sentence(error)
        if self.national_form == NationalFormChoice.OWN and not self.national_prefix:
            faults["national_prefix"] = _("Write the digits, or choose another form above.")
        if self.drops_area_code and not self.area_code:
            faults["area_code"] = _("Without it no number is known to be local. Write it, or take the tick away.")
        if faults:
            raise ValidationError(faults)

    def numbering_plan(self) -> NumberingPlan:
        """How this PBX reads and dials numbers. Raises NotAPlan if the row was filled in past its checks."""
        region = self.region.upper()
        return NumberingPlan(
            region=region,
            area_code=_without_trunk_prefix(self.area_code, region=region),
            outside_prefix=self.outside_prefix,
            international_prefix=self.international_prefix,
            national_form=NationalForm(self.national_form),
            national_prefix=self.national_prefix,
            drops_area_code=self.drops_area_code,
            internal_ranges=read_ranges(self.internal_ranges),
            own_numbers=read_own_numbers(self.own_numbers),
            rules=read_rules(self.rules),
        )


def _sentence(error: NotAPlan) -> str:
    if not error.line:
        return _now(str(error))
    return _now("Line %(line)s: %(sentence)s") % {"line": error.line, "sentence": _now(str(error))}


def _without_trunk_prefix(area_code: str, *, region: str) -> str:
    """030 and 30 are both how people write the area code of Berlin."""
    trunk = plans.trunk_prefix(region)
    return re.sub(f"^{trunk}", "", area_code) if trunk == "0" else area_code
