"""How staff write a policy: ticks, lists and lines, each refused beside its field."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clicktocall.accounts.two_lists import TwoLists
from clicktocall.numbering.classifying import NumberClass
from clicktocall.pbx.models import Pbx
from clicktocall.policies import countries, switch
from clicktocall.policies.models import CallerKind, Day, Limit, Policy, PolicyClass, Stop

MOST_PREFIXES = 500
PREFIX = re.compile(r"\+[1-9][0-9]{0,14}|[0-9*#]{1,6}")


class StopForm(forms.ModelForm[Stop]):
    class Meta:
        model = Stop
        fields = ["pbx", "message"]

    def clean_pbx(self) -> Pbx | None:
        pbx: Pbx | None = self.cleaned_data["pbx"]
        if Stop.objects.in_force().of(pbx).exists():
            raise ValidationError(str(switch.AlreadyStopped()))
        return pbx


def ticks(label: Any, choices: Any, *, required: bool = False, **about: Any) -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label=label, choices=choices, required=required, widget=forms.CheckboxSelectMultiple, **about
    )


def _usually(field: str) -> Callable[[], Any]:
    """What a new policy has, which a field that is written out here does not take from the model by itself."""
    return lambda: getattr(Policy(), field)


class PolicyForm(forms.ModelForm[Policy]):
    classes = ticks(
        gettext_lazy("Numbers"),
        PolicyClass.choices,
        initial=_usually("classes"),
        help_text=gettext_lazy("Emergency numbers and short codes can always be called. Abroad goes by country."),
    )
    countries = forms.MultipleChoiceField(
        label=gettext_lazy("Countries"),
        choices=countries.choices,
        required=False,
        widget=TwoLists(gettext_lazy("countries"), is_stacked=False),
    )
    days = ticks(gettext_lazy("Days"), Day.choices, coerce=int, required=True, initial=_usually("days"))
    caller_kinds = ticks(
        gettext_lazy("Rung first may be"), CallerKind.choices, required=True, initial=_usually("caller_kinds")
    )

    class Meta:
        model = Policy
        fields = "__all__"  # noqa: DJ007 -- the admin panel chooses the fields, and none is secret

    def clean_allowed_prefixes(self) -> str:
        return _prefixes(self.cleaned_data["allowed_prefixes"])

    def clean_blocked_prefixes(self) -> str:
        return _prefixes(self.cleaned_data["blocked_prefixes"])


class LimitForm(forms.ModelForm[Limit]):
    classes = ticks(
        gettext_lazy("Numbers"),
        [*PolicyClass.choices, (NumberClass.INTERNATIONAL.value, gettext_lazy("international"))],
        help_text=gettext_lazy("None: all of them. Emergency numbers and short codes are never counted."),
    )

    class Meta:
        model = Limit
        fields = "__all__"  # noqa: DJ007 -- the admin panel chooses the fields, and none is secret


def _prefixes(text: str) -> str:
    """One a line, without blanks and dashes."""
    lines = [re.sub(r"[\s()/.-]", "", line) for line in text.splitlines()]
    found = [line for line in lines if line]
    if len(found) > MOST_PREFIXES:
        raise ValidationError(_("These are more than %(most)s lines.") % {"most": MOST_PREFIXES})
    for line in found:
        if not PREFIX.fullmatch(line):
            words = {"line": line[:40]}
            raise ValidationError(_("“%(line)s”: write + and the country code, or an internal number.") % words)
    return "\n".join(found)
