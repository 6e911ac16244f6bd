"""The door through which contacts go out: what is filtered, in the format that is chosen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from clicktocall.accounts.models import User
from clicktocall.audit.recording import What, record_request
from clicktocall.http import SignedInRequest
from directory.access import places_seen_by
from directory.exporting.formats import FORMATS
from directory.models import Contact
from directory.numbers import region_of
from directory.search import matching
from directory.tagging import tag_key

SHELVES = (("", gettext_lazy("everything that I may see")), ("own", gettext_lazy("what belongs to me")))


class ExportForm(forms.Form):
    """Which contacts, and how."""

    q = forms.CharField(label=gettext_lazy("Only what this search finds"), max_length=100, required=False)
    tag = forms.CharField(label=gettext_lazy("Only with this tag"), max_length=50, required=False)
    shelf = forms.ChoiceField(label=gettext_lazy("From"), required=False)
    format = forms.ChoiceField(
        label=gettext_lazy("Format"),
        choices=[(name, form.label) for name, form in FORMATS.items()],
        initial="csv",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        places = [(place.value, place.label) for place in places_seen_by(user)]
        self.fields["shelf"].choices = [*SHELVES, *places]  # type: ignore[attr-defined]  # -- the stubs know Field only

    def contacts(self) -> QuerySet[Contact]:
        """The chosen ones among those that the user may see."""
        said = self.cleaned_data
        found = Contact.objects.here().seen_by(self.user)
        shelf, _dash, group = said["shelf"].partition("-")
        if shelf == "own":
            found = found.filter(owner=self.user)
        elif shelf:
            found = found.filter(shelf=shelf)
        if group:
            found = found.filter(group_id=int(group))
        if said["q"]:
            found = found.filter(matching(said["q"], region=region_of(self.user)))
        if said["tag"]:
            found = found.filter(pk__in=Contact.objects.filter(tags__key=tag_key(said["tag"])).values("pk"))
        return found.order_by("pk")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: SignedInRequest) -> HttpResponse | StreamingHttpResponse:
    """The form; what is posted is answered with the file, a few contacts at a time."""
    if request.method != "POST":
        initial = {"q": request.GET.get("q", "")[:100], "tag": request.GET.get("tag", "")[:50], "format": "csv"}
        return _page(request, ExportForm(user=request.user, initial=initial))
    form = ExportForm(request.POST, user=request.user)
    if not form.is_valid():
        return _page(request, form, status=422)
    chosen = FORMATS[form.cleaned_data["format"]]
    about = {name: value for name, value in form.cleaned_data.items() if value}
    record_request(What.EXPORTED, request, subject="contacts", **about)
    name = f"contacts-{timezone.localdate():%Y-%m-%d}.{chosen.suffix}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(chosen.pieces(form.contacts()), content_type=chosen.content_type, headers=headers)


def _page(request: SignedInRequest, form: ExportForm, *, status: int = 200) -> HttpResponse:
    chosen = form["format"].value()
    formats = [(name, one, name == chosen) for name, one in FORMATS.items()]
    return render(request, "directory/export.html", {"form": form, "formats": formats}, status=status)
