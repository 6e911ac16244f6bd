"""The form in which a user asks for a phone book or an address book."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clicktocall.accounts.models import User
from directory.access import EDITORS
from directory.models import PhoneBook

Part, Reader = PhoneBook.Part, PhoneBook.Reader


class PhoneBookForm(forms.Form):
    """What reads it, what it is called, and which contacts it shows: all, one kind of shelf, or that of one group."""

    reader = forms.ChoiceField(label=_("What reads it"), choices=Reader, initial=Reader.PHONE, widget=forms.RadioSelect)
    name = forms.CharField(
        label=_("Name"), max_length=60, help_text=_("For instance the phone or the computer that reads it.")
    )
    part = forms.ChoiceField(label=_("What it shows"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.user = user
        self.groups = {f"group-{group.pk}": group for group in user.groups.exclude(name=EDITORS).order_by("name")}
        fixed = [(part.value, part.label) for part in (Part.ALL, Part.SHARED, Part.PERSONAL)]
        groups = [(value, _("Group %(group)s") % {"group": group.name}) for value, group in self.groups.items()]
        self.fields["part"] = forms.ChoiceField(label=_("What it shows"), choices=[*fixed, *groups])

    def clean_name(self) -> str:
        """A second one of that name is mostly a page that was loaded again, or a second press."""
        name: str = self.cleaned_data["name"]
        if PhoneBook.objects.filter(user=self.user, name=name).exists():
            raise forms.ValidationError(
                _("You have one of that name. It is not shown again: revoke it, or take another name.")
            )
        return name

    def wanted(self) -> dict[str, Any]:
        """As `secrets.make` wants it."""
        part = self.cleaned_data["part"]
        group = self.groups.get(part)
        said = self.cleaned_data
        return {
            "name": said["name"], "reader": said["reader"], "part": Part.GROUP if group else part, "group": group,
        }  # fmt: skip
