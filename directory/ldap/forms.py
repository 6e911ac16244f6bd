"""How staff enter a source: the password goes in and never comes out again; what cannot be read is refused at once."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clicktocall.pbx.drivers.base import TlsCheck
from directory.ldap.asking import check_filter
from directory.ldap.layouts import NotAMapping, columns_of
from directory.ldap.values import Encryption, addresses_of
from directory.models import LdapSource
from directory.numbers import default_region
from directory.tagging import tag_names


class LdapSourceForm(forms.ModelForm[LdapSource]):
    bind_password = forms.CharField(
        label=gettext_lazy("Password"),
        required=False,
        strip=False,
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("Kept encrypted and never shown. Leave it empty to keep the present one."),
    )

    class Meta:
        model = LdapSource
        fields = "__all__"  # noqa: DJ007 -- the admin panel chooses the fields
        widgets = {
            "filter": forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "class": "vLargeTextField"}),
            "mapping": forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "class": "vLargeTextField"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "region" in self.fields and not self.instance.region:
            self.initial.setdefault("region", default_region())

    def clean_bind_password(self) -> str:
        return str(self.cleaned_data["bind_password"] or self.instance.bind_password)

    def clean_region(self) -> str:
        return str(self.cleaned_data["region"]).upper()

    def clean_tags(self) -> str:
        return ", ".join(tag_names(self.cleaned_data["tags"]))

    def clean_addresses(self) -> str:
        words = " ".join(str(self.cleaned_data["addresses"]).replace(",", " ").split())
        try:
            addresses_of(words, Encryption.LDAPS)
        except ValueError:
            sentence = _("Write dc1.office.example or dc1.office.example:636; several with a blank between.")
            raise ValidationError(sentence) from None
        return words

    def clean_filter(self) -> str:
        text = " ".join(str(self.cleaned_data["filter"]).split())
        if text:
            try:
                check_filter(text)
            except ValueError as error:
                raise ValidationError(str(error)) from None
        return text

    def clean_mapping(self) -> str:
        text = str(self.cleaned_data["mapping"])
        if text.strip():
            try:
                columns_of(text)
            except NotAMapping as error:
                raise ValidationError(str(error)) from None
        return text

    def clean_identity(self) -> str:
        name = str(self.cleaned_data["identity"])
        if name and not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]*", name):
            raise ValidationError(_("Write the name of one attribute, for instance entryUUID."))
        return name

    def clean(self) -> dict[str, Any] | None:
        said = self.cleaned_data
        needed = {TlsCheck.CA: "ca_certificate", TlsCheck.FINGERPRINT: "fingerprint"}
        field = needed.get(said.get("tls_check", "")) if said.get("encryption") != Encryption.NONE else None
        if field and field not in self.errors and not said.get(field):
            self.add_error(field, _("This way of checking the certificate needs an entry here."))
        if said.get("bind_dn") and not said.get("bind_password") and "bind_password" not in self.errors:
            self.add_error("bind_password", _("Enter the password of the account."))
        return said
