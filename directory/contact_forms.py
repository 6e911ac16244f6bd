"""The sheet on which a contact is written down: its fields, its rows of numbers and e-mail addresses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import count, takewhile
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clicktocall.numbering.parsing import NotANumber, read
from directory.access import Place
from directory.drafts import TEXTS, Draft, EmailRow, NumberRow
from directory.models import Contact
from directory.office_plans import plan_for
from directory.tagging import LONGEST_TAG, MOST_TAGS, tag_names

MOST_ROWS = 100
"""Up to so many rows of a kind another one is offered. What has more, of an import or of two merged, keeps them."""
LONGEST_NOTE = 10_000


class ContactForm(forms.ModelForm):  # type: ignore[type-arg]  # -- Django has no parameter here at run time
    """Everything but the rows. `seen` is the revision that it was made from, `known` the warnings it has shown."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Contact.Kind, widget=forms.RadioSelect)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200, required=False)
    website = forms.CharField(label=gettext_lazy("Website"), max_length=300, required=False)
    note = forms.CharField(
        label=gettext_lazy("Notes"), max_length=LONGEST_NOTE, required=False, widget=forms.Textarea({"rows": 4})
    )
    tags = forms.CharField(label=gettext_lazy("Tags"), max_length=MOST_TAGS * (LONGEST_TAG + 2), required=False)
    place = forms.ChoiceField(label=gettext_lazy("Who sees it"))
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    known = forms.CharField(widget=forms.HiddenInput, max_length=1000, required=False)
    default = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    class Meta:
        model = Contact
        fields = TEXTS

    def __init__(self, *args: Any, places: list[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [(place.value, place.label) for place in places]  # type: ignore[attr-defined] # -- the stubs know Field only

    def clean_website(self) -> str:
        """`acme.example` is meant as a web address; what is none stays as it was written."""
        website: str = self.cleaned_data["website"]
        is_bare = "." in website and "://" not in website and not any(character.isspace() for character in website)
        return f"https://{website}" if is_bare else website

    def clean_tags(self) -> tuple[str, ...]:
        return tuple(tag_names(self.cleaned_data["tags"]))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        parts = f"{cleaned.get('given_name', '')} {cleaned.get('family_name', '')}".strip()
        cleaned["name"] = cleaned.get("name") or parts or cleaned.get("company", "")
        if not cleaned["name"] and "name" not in self.errors:
            self.add_error("name", _("Write a name, or at least a company."))
        return cleaned

    def acknowledged(self) -> set[int]:
        """The likely duplicates of which the form has warned already."""
        return {int(word) for word in self.cleaned_data["known"].split() if word.isdecimal()}


class NumberForm(forms.Form):
    """One row of the numbers. An empty one is no number."""

    label = forms.CharField(label=gettext_lazy("Label"), max_length=40, required=False)
    typed = forms.CharField(label=gettext_lazy("Number"), max_length=64, required=False)

    def __init__(self, *args: Any, region: str, is_default: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.region = region
        self.is_default = is_default

    def clean_typed(self) -> str:
        typed: str = self.cleaned_data["typed"]
        if typed:
            try:
                return read(typed, plan_for(self.region)).typed
            except NotANumber as error:
                raise ValidationError(_(str(error))) from None
        return ""


class EmailForm(forms.Form):
    """One row of the e-mail addresses. An empty one is none."""

    label = forms.CharField(label=gettext_lazy("Label"), max_length=40, required=False)
    address = forms.EmailField(
        label=gettext_lazy("E-mail"),
        max_length=254,
        required=False,
        error_messages={"invalid": gettext_lazy("This is no e-mail address. Write one such as anna@acme.example.")},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetFault:
    """What is wrong with a field of a sheet; `field` is its id on the page."""

    field: str
    label: str
    sentence: str


class ContactSheet:
    """A whole sheet: blank, made from a draft, or filled in by somebody."""

    def __init__(self, contact: ContactForm, numbers: list[NumberForm], emails: list[EmailForm]) -> None:
        self.contact = contact
        self.numbers = numbers
        self.emails = emails

    @classmethod
    def of(
        cls, draft: Draft, *, places: list[Place], region: str, seen: int, known: Iterable[int] = (), more: str = ""
    ) -> ContactSheet:
        """A sheet with what the draft says, and an empty row for one number and one address more."""
        initial = {
            **draft.texts,
            "tags": ", ".join(draft.tags),
            "place": draft.place,
            "seen": seen,
            "known": " ".join(map(str, known)),
        }
        numbers = [*draft.numbers, *_empty(draft.numbers, NumberRow(label="", typed=""), more=more == "numbers")]
        emails = [*draft.emails, *_empty(draft.emails, EmailRow(label="", address=""), more=more == "emails")]
        return cls(
            ContactForm(initial=initial, places=places, label_suffix=""),
            [
                NumberForm(
                    initial={"label": row.label, "typed": row.typed},
                    prefix=f"numbers-{index}",
                    region=region,
                    is_default=row.is_default,
                )
                for index, row in enumerate(numbers)
            ],
            [
                EmailForm(initial={"label": row.label, "address": row.address}, prefix=f"emails-{index}")
                for index, row in enumerate(emails)
            ],
        )

    @classmethod
    def filled_in(cls, data: QueryDict, *, places: list[Place], region: str) -> ContactSheet:
        """What somebody has sent. Rows count as long as there are fields of them."""
        return cls(
            ContactForm(data, places=places, label_suffix=""),
            [
                NumberForm(data, prefix=f"numbers-{index}", region=region, is_default=data.get("default") == str(index))
                for index in _places(data, "numbers-{}-typed")
            ],
            [EmailForm(data, prefix=f"emails-{index}") for index in _places(data, "emails-{}-address")],
        )

    @property
    def is_valid(self) -> bool:
        found = [form.is_valid() for form in (self.contact, *self.numbers, *self.emails)]  # each shows its own errors
        return all(found)

    @property
    def faults(self) -> list[SheetFault]:
        """All of them, in the order of the page. None on a sheet that nobody has sent yet."""
        return [
            SheetFault(field=form[name].auto_id, label=str(form[name].label), sentence=str(sentence))
            for form in (self.contact, *self.numbers, *self.emails)
            for name, sentences in form.errors.items()
            if name in form.fields
            for sentence in sentences
        ]

    @property
    def seen(self) -> int:
        return int(self.contact.cleaned_data["seen"])

    def draft(self, *, photo: str = "") -> Draft:
        """What the sheet says, once it is valid."""
        fields = self.contact.cleaned_data
        return Draft(
            texts={field: fields[field] for field in TEXTS},
            numbers=tuple(
                NumberRow(
                    label=form.cleaned_data["label"], typed=form.cleaned_data["typed"], is_default=form.is_default
                )
                for form in self.numbers
                if form.cleaned_data["typed"]
            ),
            emails=tuple(
                EmailRow(label=form.cleaned_data["label"], address=form.cleaned_data["address"])
                for form in self.emails
                if form.cleaned_data["address"]
            ),
            tags=fields["tags"],
            place=fields["place"],
            photo=photo,
        )


def draft_as_typed(data: Mapping[str, str], *, photo: str = "") -> Draft:
    """What somebody has typed so far, right or wrong: for a sheet that gets another row."""
    return Draft(
        texts={field: data.get(field, "") for field in TEXTS},
        numbers=tuple(
            NumberRow(
                label=data.get(f"numbers-{index}-label", ""),
                typed=data[f"numbers-{index}-typed"],
                is_default=data.get("default") == str(index),
            )
            for index in _places(data, "numbers-{}-typed")
            if data[f"numbers-{index}-typed"] or data.get(f"numbers-{index}-label")
        ),
        emails=tuple(
            EmailRow(label=data.get(f"emails-{index}-label", ""), address=data[f"emails-{index}-address"])
            for index in _places(data, "emails-{}-address")
            if data[f"emails-{index}-address"] or data.get(f"emails-{index}-label")
        ),
        tags=tuple(tag_names(data.get("tags", ""))),
        place=data.get("place", ""),
        photo=photo,
    )


def _places(data: Mapping[str, str], field: str) -> list[int]:
    """The rows that a sheet has, by their places: as many as there are fields, so that none is lost unseen."""
    return list(takewhile(lambda place: field.format(place) in data, count()))


def _empty(rows: tuple[Any, ...], empty: Any, *, more: bool) -> list[Any]:
    """An empty row below the others; a first one is always there."""
    return [empty] * (len(rows) < MOST_ROWS and (more or not rows))
