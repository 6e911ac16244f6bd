"""What somebody says when they bring a file: where its contacts shall stand, and what its columns mean."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clicktocall.accounts.models import User
from clicktocall.pbx.validators import validate_region
from directory.access import places_open_to
from directory.importing.bounds import MOST_BYTES
from directory.importing.columns import CHOICES, Column, column_of
from directory.models import Contact, ImportRun
from directory.numbers import region_of
from directory.tagging import tag_names


class ImportForm(forms.Form):
    """One file and how it is meant. Staff may say whom the contacts shall belong to; others own what they bring."""

    file = forms.FileField(label=gettext_lazy("File"), allow_empty_file=True)
    place = forms.ChoiceField(label=gettext_lazy("Who sees the contacts"))
    owner = forms.CharField(label=gettext_lazy("Belong to"), max_length=150, required=False)
    tags = forms.CharField(label=gettext_lazy("Tags for all of them"), max_length=200, required=False)
    region = forms.CharField(
        label=gettext_lazy("Country of numbers without +"),
        max_length=2,
        help_text=gettext_lazy("Letters of files that are not in Unicode are read as Windows writes them there."),
    )
    overwrites = forms.ChoiceField(
        label=gettext_lazy("Where the directory says otherwise"),
        choices=[("", gettext_lazy("the directory stays as it is")), ("yes", gettext_lazy("the file wins"))],
        required=False,
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"region": region_of(user), "owner": user.get_username()}
        self.user = user
        places = [(place.value, place.label) for place in places_open_to(user)]
        self.fields["place"].choices = places  # type: ignore[attr-defined]  # -- the stubs know Field only
        if not user.is_staff:
            del self.fields["owner"]

    def clean_file(self) -> UploadedFile[Any]:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise ValidationError(_("The file is larger than %d megabytes. Divide it.") % (MOST_BYTES // 1024 // 1024))
        return file

    def clean_region(self) -> str:
        region: str = self.cleaned_data["region"].upper()
        validate_region(region)
        return region

    def clean_tags(self) -> list[str]:
        return tag_names(self.cleaned_data["tags"])

    def clean_owner(self) -> User:
        name: str = self.cleaned_data["owner"]
        owner = User.objects.filter(username=name).first() if name else self.user
        if owner is None:
            raise ValidationError(_("There is no user %s. Write the user name.") % name)
        return owner

    def to_run(self) -> ImportRun:
        """The import as a row that is not saved yet."""
        said = self.cleaned_data
        shelf, _dash, group = said["place"].partition("-")
        return ImportRun(
            user=self.user,
            user_name=str(self.user)[:200],
            file_name=str(said["file"].name)[:200],
            size=said["file"].size or 0,
            shelf=Contact.Shelf(shelf),
            group_id=int(group) if group else None,
            owner=said.get("owner", self.user),
            tags=said["tags"],
            region=said["region"],
            overwrites=bool(said["overwrites"]),
        )


class MappingForm(forms.Form):
    """What each column of a table means. The columns are numbered: headings may be anything."""

    def __init__(self, *args: Any, headings: tuple[str, ...], columns: tuple[Column, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.headings = headings
        for index, (heading, column) in enumerate(zip(headings, columns, strict=True)):
            known = dict(CHOICES)
            code = column.code if column.code in known else str(column.field)
            self.fields[f"column-{index}"] = forms.ChoiceField(
                label=heading or _("Column %d") % (index + 1),
                choices=CHOICES,
                initial=code if code in known else "nothing",
            )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        fields = {column_of(code).field.value for code in cleaned.values()}
        if not fields & {"name", "given", "family", "company"}:
            raise ValidationError(_("Say which column holds the name, or at least the company."))
        if not fields & {"phone", "email"}:
            raise ValidationError(_("Say which column holds the numbers."))
        return cleaned

    def mapping(self) -> dict[str, str]:
        """Heading to meaning. Of columns with the same heading the first counts."""
        return {
            heading: self.cleaned_data[f"column-{index}"] for index, heading in reversed(list(enumerate(self.headings)))
        }
