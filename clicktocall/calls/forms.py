"""What a click sends."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from clicktocall.calls.placing import Wish
from directory.parties import whom_meant


class TransferForm(forms.Form):
    """Where the other party is sent on to."""

    to = forms.CharField(
        label=_("Transfer to"),
        max_length=200,
        strip=False,  # as in PlaceForm
        error_messages={"required": _("Write the number that the call shall be transferred to.")},
    )
    sure = forms.CharField(max_length=16, required=False)

    def sentence(self) -> str:
        """The first thing that is wrong."""
        return str(next(iter(self.errors.values()))[0])


class PlaceForm(forms.Form):
    """The call button's form. The key is new for every form that is rendered, so a click cannot ring twice."""

    to = forms.CharField(
        label=_("Number"),
        max_length=200,
        strip=False,  # a leading blank may be a + that a link has lost
        error_messages={"required": _("Write the number that you want to call.")},
    )
    extension = forms.CharField(label=_("My phone"), max_length=80, required=False)
    autoanswer = forms.ChoiceField(
        label=_("Goes off-hook by itself"),
        choices=[("", _("as it is set")), ("yes", _("yes")), ("no", _("no"))],
        required=False,
        error_messages={"invalid_choice": _("Choose whether your phone shall go off-hook by itself: yes or no.")},
    )
    key = forms.CharField(
        max_length=64,
        widget=forms.HiddenInput,
        error_messages={
            "required": _("This form is incomplete, so nothing was dialled. Reload the page, then call again.")
        },
    )

    via = forms.ChoiceField(choices=[("link", "link")], required=False)
    sure = forms.CharField(max_length=16, required=False)

    def wish(self, *, address: str = "") -> Wish:
        said = self.cleaned_data
        to, meant = whom_meant(said["to"])
        return Wish(
            to=to,
            extension=said["extension"],
            key=said["key"],
            autoanswer={"yes": True, "no": False}.get(said["autoanswer"]),
            address=address,
            via=said["via"],
            sure_of=said["sure"],
            meant=meant,
        )

    def sentence(self) -> str:
        """The first thing that is wrong."""
        return str(next(iter(self.errors.values()))[0])
