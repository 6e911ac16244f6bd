"""The do-not-call list in the admin panel, with the page that brings in a file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clicktocall.audit.changes import Audited
from clicktocall.audit.origins import address_of
from clicktocall.numbering.parsing import NotANumber
from clicktocall.policies.importing import LARGEST_FILE, NotAList, bring_in, compared_as, plan_of_the_office
from clicktocall.policies.models import DoNotCall
from clicktocall.policies.rule_admin import Rule


class FileForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("CSV file"), allow_empty_file=False)
    source = forms.CharField(
        label=gettext_lazy("From"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("For rows that do not name a source."),
    )


class EntryForm(forms.ModelForm[DoNotCall]):
    """The number in any spelling: it is kept as calls are compared with it."""

    class Meta:
        help_texts = {"number": gettext_lazy("In any spelling. With “all that begin with it”: + and the country code.")}
        error_messages = {
            NON_FIELD_ERRORS: {"unique_together": gettext_lazy("This number is on the list already. Change it there.")}
        }

    def clean(self) -> dict[str, Any] | None:
        said = self.cleaned_data
        if typed := said.get("number"):
            try:
                said["number"] = compared_as(typed, plan=plan_of_the_office(), is_prefix=bool(said.get("is_prefix")))
            except NotANumber as error:
                self.add_error("number", _(str(error)))
        return said


@admin.register(DoNotCall)
class DoNotCallAdmin(Rule, Audited, admin.ModelAdmin[DoNotCall]):
    when_empty = gettext_lazy("The list is empty. Add numbers that nobody may call, or bring in a file of them.")
    form = EntryForm
    list_display = ["number", "is_prefix", "reason", "source", "expires_on"]
    list_filter = ["is_prefix", "source"]
    search_fields = ["number", "reason"]
    show_full_result_count = False

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(self.import_page)
        return [path("import/", page, name="policies_donotcall_import"), *super().get_urls()]

    def import_page(self, request: HttpRequest) -> HttpResponse:
        if not self.has_add_permission(request) or not self.has_change_permission(request):
            raise PermissionDenied
        form = FileForm(request.POST or None, request.FILES or None)
        faults: list[str] = []
        if request.method == "POST" and form.is_valid():
            faults = self._bring_in(request, form)
            if not faults:
                return redirect("admin:policies_donotcall_changelist")
        frame = {**self.admin_site.each_context(request), "title": _("Bring in a do-not-call list"), "opts": self.opts}
        return TemplateResponse(
            request, "admin/policies/donotcall/import.html", {**frame, "form": form, "faults": faults}
        )

    def _bring_in(self, request: HttpRequest, form: FileForm) -> list[str]:
        """The faults of the file; what could be read of it is kept."""
        content = form.cleaned_data["file"].read(LARGEST_FILE + 1)
        who, source = request.user.get_username(), form.cleaned_data["source"]
        try:
            report = bring_in(content, who=who, address=address_of(request), source=source)
        except NotAList as error:
            return [str(error)]
        words = {"kept": report.kept, "left_out": report.left_out}
        said = _("%(kept)s numbers are on the list, %(left_out)s rows were left out.") % words
        self.message_user(request, said, messages.WARNING if report.left_out else messages.SUCCESS)
        return report.faults
