"""Staff look after the numbers of the office itself, and confirm the users' own numbers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clicktocall.audit.changes import Audited
from clicktocall.numbering.parsing import NotANumber, read
from directory.models import OfficeNumber, OwnNumber
from directory.numbers import default_region
from directory.office_plans import plan_for


class OfficeNumberForm(forms.ModelForm[OfficeNumber]):
    def clean(self) -> dict[str, Any]:
        """Two things of one PBX cannot have one number: says which has it."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        there = OfficeNumber.objects.filter(pbx=said.get("pbx"), number=said.get("number", ""))
        if other := there.exclude(pk=self.instance.pk).first():
            sentence = _("This PBX has it already: %(name)s, %(kind)s. Change that one, or check the number.")
            self.add_error("number", sentence % {"name": other.name, "kind": other.get_kind_display()})
        return said


@admin.register(OfficeNumber)
class OfficeNumberAdmin(Audited, admin.ModelAdmin):  # type: ignore[type-arg]  # -- Django has no parameter here at run time
    when_empty = gettext_lazy(
        "None yet. Queues and voice menus are taken over on the page “Office numbers” of their PBX. Add "
        "here what it has no list of."
    )
    form = OfficeNumberForm
    list_display = ["number", "name", "kind", "pbx"]
    list_display_links = ["number", "name"]
    list_filter = ["pbx", "kind"]
    list_select_related = ["pbx"]
    search_fields = ["number", "name"]
    fields = ["pbx", "number", "name", "kind"]


class OwnNumberForm(forms.ModelForm):  # type: ignore[type-arg]  # -- Django has no parameter here at run time
    class Meta:
        model = OwnNumber
        fields = ["user", "typed", "is_confirmed"]

    def clean_typed(self) -> str:
        """Reads the number: what rings first must be somewhere outside, and somebody's alone."""
        typed: str = self.cleaned_data["typed"]
        try:
            e164 = read(typed, plan_for(default_region())).e164
        except NotANumber as error:
            raise ValidationError(_(str(error))) from None
        if not e164:
            raise ValidationError(_("This is an internal number. Give the user an extension instead."))
        if OwnNumber.objects.filter(e164=e164).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Another user has this number. Take it away there first."))
        self.instance.e164 = e164
        return typed


@admin.register(OwnNumber)
class OwnNumberAdmin(Audited, admin.ModelAdmin):  # type: ignore[type-arg]  # -- Django has no parameter here at run time
    when_empty = gettext_lazy(
        "None yet. Add a number of a user, such as a mobile, that is called first instead of a desk phone, "
        "once it is confirmed."
    )
    form = OwnNumberForm
    list_display = ["user", "typed", "is_confirmed"]
    list_filter = ["is_confirmed"]
    list_select_related = ["user"]
    search_fields = ["user__username", "user__last_name", "typed"]
    autocomplete_fields = ["user"]
