"""The doctor's page in the admin panel. To look at it asks the PBX and changes nothing; the buttons do."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from clicktocall.audit.recording import What, record_request
from clicktocall.pbx.doctor import examine
from clicktocall.pbx.doctor.findings import Finding, Remedy, State
from clicktocall.pbx.doctor.self_test import test_the_way
from clicktocall.pbx.drivers.base import NotSent, PbxError, TlsCheck
from clicktocall.pbx.drivers.tls import found_fingerprint
from clicktocall.pbx.framing import frame
from clicktocall.pbx.models import Pbx
from clicktocall.pbx.sessions import let_logins_try_again
from clicktocall.pbx.speaking import speaking_to
from clicktocall.pbx.turns import Errand

LEVELS: Mapping[State, int] = {
    State.GOOD: messages.SUCCESS,
    State.WARNING: messages.WARNING,
    State.BAD: messages.ERROR,
    State.NOT_CHECKED: messages.INFO,
}


def sentence_of(finding: Finding) -> str:
    """A finding as one line of text."""
    code = _(" (code %s)") % finding.code if finding.code else ""
    return f"{finding.title}: {finding.means} {finding.to_do}".rstrip() + code


class DoctorAdmin(admin.ModelAdmin[Pbx]):
    """The part of the PBXs' admin panel that the doctor has."""

    @admin.display(description=gettext_lazy("doctor"))
    def doctor(self, pbx: Pbx) -> SafeString:
        return format_html('<a href="{}">{}</a>', reverse("admin:pbx_pbx_doctor", args=[pbx.pk]), _("Doctor"))

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(self.doctor_page)
        return [path("<int:pk>/doctor/", page, name="pbx_pbx_doctor"), *super().get_urls()]

    @method_decorator([never_cache, require_http_methods(["GET", "HEAD", "POST"])])
    def doctor_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        pbx = get_object_or_404(Pbx, pk=pk)
        if not self.has_change_permission(request, pbx):
            raise PermissionDenied
        if request.method == "POST":
            self._do(request, pbx)
            return redirect("admin:pbx_pbx_doctor", pk=pk)
        report = examine(pbx, may_log_in=False)
        context = {
            **frame(request, pbx, title=_("Doctor: %s") % pbx.name),
            "report": report,
            "lines": [line for line in report.findings if not line.is_phone],
            "phones": [line for line in report.findings if line.is_phone],
            "counts": [(state, report.count(state)) for state in State if report.count(state)],
        }
        return TemplateResponse(request, "admin/pbx/pbx/doctor.html", context)

    def _do(self, request: HttpRequest, pbx: Pbx) -> None:
        doing: Mapping[str, Callable[[HttpRequest, Pbx], None]] = {
            Remedy.PIN: self._pin,
            Remedy.LET_LOGINS: self._let_logins,
            Remedy.LOG_IN: self._log_in,
            Remedy.SELF_TEST: self._self_test,
        }
        asked = doing.get(request.POST.get("do", ""))
        if asked is None:
            self.message_user(request, _("This page does not know that button. Nothing was done."), messages.ERROR)
        else:
            asked(request, pbx)

    def _pin(self, request: HttpRequest, pbx: Pbx) -> None:
        """Pin what staff have seen, if the PBX still shows it."""
        seen = request.POST.get("value", "")
        try:
            found = found_fingerprint(pbx.line())
        except NotSent as error:
            self.message_user(request, _("Nothing was pinned. %s") % error, messages.ERROR)
            return
        if found != seen:
            self.message_user(
                request,
                _("Nothing was pinned: the PBX shows another certificate by now. Compare the one below."),
                messages.ERROR,
            )
            return
        changes = {"fingerprint": found, "tls_check": TlsCheck.FINGERPRINT.value}
        Pbx.objects.filter(pk=pbx.pk).update(**changes)
        kept = {name: [getattr(pbx, name), new] for name, new in changes.items()}
        record_request(What.CHANGED, request, subject=f"PBX: {pbx}", changed=kept)
        self.log_change(request, pbx, f"Pinned the certificate with the fingerprint {found}.")
        self.message_user(request, _("The certificate is pinned. From now on only this one is accepted."))

    def _let_logins(self, request: HttpRequest, pbx: Pbx) -> None:
        let_logins_try_again(Pbx.objects.filter(pk=pbx.pk))
        self.log_change(request, pbx, "Let logins try again.")
        self.message_user(request, _("The next call logs in again. Five wrong passwords lock us out for ten minutes."))

    def _log_in(self, request: HttpRequest, pbx: Pbx) -> None:
        try:
            with speaking_to(pbx, Errand.LOOK) as driver:
                driver.keep_alive()
        except PbxError as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            self.message_user(request, _("Logged in at the PBX."), messages.SUCCESS)

    def _self_test(self, request: HttpRequest, pbx: Pbx) -> None:
        for finding in test_the_way(pbx):
            self.message_user(request, sentence_of(finding), LEVELS[finding.state])
