"""How staff enter a PBX: the password goes in and never comes out again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from clicktocall.pbx.drivers.base import TlsCheck
from clicktocall.pbx.models import Pbx
from clicktocall.pbx.plan_fields import PLAN_FIELDS

TWO_LETTERS = {"max_length": _("Write the two letters of the country, for instance DE, GB or US.")}


class PbxForm(forms.ModelForm[Pbx]):
    password = forms.CharField(
        label=_("API password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Kept encrypted and never shown. Leave it empty to keep the present one."),
    )

    class Meta:
        model = Pbx
        fields = "__all__"  # noqa: DJ007 -- the admin panel chooses the fields, and secrets are not editable
        error_messages = {
            "name": {"invalid": _("Write letters and digits without blanks, for instance office or berlin-2.")},
            "region": TWO_LETTERS,
            "events_port": {"required": _("Enter the TCP port of the PBX's API, for instance 8333.")},
        }

    def changed_names(self) -> list[str]:
        """The fields that are not any more what they were when the form was made, cleaning included."""
        return [name for name in self.fields if getattr(self.instance, name) != self.initial.get(name)]

    def clean_url(self) -> str:
        return str(self.cleaned_data["url"]).rstrip("/")

    def clean_region(self) -> str:
        return str(self.cleaned_data["region"]).upper()

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"] or self.instance.password)
        if not password:
            raise ValidationError(_("Enter the password of the API user, as set in the PBX."))
        return password

    def clean(self) -> dict[str, Any] | None:
        needed = {TlsCheck.CA: "ca_certificate", TlsCheck.FINGERPRINT: "fingerprint"}
        field = needed.get(self.cleaned_data.get("tls_check", ""))
        if field and field not in self.errors and not self.cleaned_data.get(field):
            self.add_error(field, _("This way of checking the certificate needs an entry here."))
        return self.cleaned_data


class PlanForm(forms.ModelForm[Pbx]):
    """The numbering plan alone."""

    class Meta:
        model = Pbx
        fields = PLAN_FIELDS
        error_messages = {"region": TWO_LETTERS}
        widgets = {
            "internal_ranges": forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
            "own_numbers": forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
            "rules": forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
        }

    def clean_region(self) -> str:
        return str(self.cleaned_data["region"]).upper()
