"""Staff look after address book sources: enter them, test them, look at what they would do, switch them on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

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

from clicktocall.audit.changes import Audited
from directory.ldap import beginning, troubles
from directory.ldap.asking import is_installed
from directory.ldap.beginning import NotNow, is_looked_at, switch
from directory.ldap.forms import LdapSourceForm
from directory.ldap.layouts import LAYOUTS, NotAMapping
from directory.ldap.sending import send
from directory.ldap.showing import standing_of
from directory.ldap.trying import try_out
from directory.ldap.values import Encryption, NoAnswer
from directory.models import Contact, LdapRun, LdapSource

ASKED_BY = {"addresses", "bind_dn", "bind_password", "encryption", "tls_check", "fingerprint", "ca_certificate",
            "base_dn", "filter"}  # fmt: skip
"""Fields that decide what a server is asked, and which."""


@admin.register(LdapSource)
class LdapSourceAdmin(Audited, admin.ModelAdmin):  # type: ignore[type-arg]  # -- Django has no parameter here at run time
    when_empty = gettext_lazy(
        "No source yet. If the people of the office are in Active Directory or on an LDAP server, add it: "
        "nothing is brought in before you have looked at what it would do."
    )
    form = LdapSourceForm
    list_display = ["name", "in_step", "layout", "addresses", "synced_at", "how_many", "trouble"]
    readonly_fields = ["usual"]
    change_form_template = "admin/directory/ldapsource/change_form.html"
    fieldsets = [
        (None, {"fields": ["name", "layout"]}),
        (gettext_lazy("How to reach it"), {"fields": ["addresses", "bind_dn", "bind_password"]}),
        (gettext_lazy("Encryption"), {"fields": ["encryption", "tls_check", "fingerprint", "ca_certificate"]}),
        (gettext_lazy("Whom it has"), {"fields": ["base_dn", "filter", "mapping", "identity", "usual"]}),
        (gettext_lazy("Where they stand here"), {"fields": ["shelf", "group", "tags", "region"]}),
        (gettext_lazy("When"), {"fields": ["every_minutes", "most_gone_percent"]}),
    ]

    @admin.display(description=gettext_lazy("sync"))
    def in_step(self, source: LdapSource) -> SafeString:
        words = _("Switched on") if source.is_active else _("Look and switch on")
        return format_html('<a href="{}">{}</a>', reverse("admin:directory_ldapsource_sync", args=[source.pk]), words)

    @admin.display(description=gettext_lazy("contacts"))
    def how_many(self, source: LdapSource) -> int:
        return Contact.objects.here().filter(source=source).count()

    @admin.display(description=gettext_lazy("what is usual"))
    def usual(self, source: LdapSource) -> SafeString:
        """The filter and the attributes that count where nothing is written."""
        layout = LAYOUTS.get(source.layout or LdapSource.Layout.ACTIVE_DIRECTORY, LAYOUTS["active_directory"])
        return format_html(
            '<pre class="ldap-usual">{}\n\n{}\n{}</pre>', layout.filter, layout.mapping, f"{layout.identity} = UID"
        )

    def save_model(self, request: HttpRequest, obj: LdapSource, form: Any, change: bool) -> None:  # noqa: FBT001 -- Django's
        if any(form.initial.get(name) != getattr(obj, name) for name in ASKED_BY):
            obj.trouble = ""  # it was about what stood here before
        super().save_model(request, obj, form, change)
        if not is_installed():
            messages.warning(request, str(troubles.MISSING))
        if obj.encryption == Encryption.NONE and obj.bind_dn:
            messages.warning(request, _("Without encryption anybody in between reads the password and all entries."))
        if obj.is_active and not is_looked_at(obj):
            switch(obj, on=False)
            messages.warning(request, _("The sync is switched off: look at what it does with these settings first."))

    def response_add(self, request: HttpRequest, obj: LdapSource, post_url_continue: str | None = None) -> HttpResponse:
        """From the new source to its page, where it is tested."""
        if set(request.POST) & {"_continue", "_addanother", "_popup"}:
            return super().response_add(request, obj, post_url_continue)
        return redirect("admin:directory_ldapsource_sync", pk=obj.pk)

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(self.sync_page)
        return [path("<int:pk>/sync/", page, name="directory_ldapsource_sync"), *super().get_urls()]

    @method_decorator([never_cache, require_http_methods(["GET", "HEAD", "POST"])])
    def sync_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        source = get_object_or_404(LdapSource, pk=pk)
        if not self.has_change_permission(request, source):
            raise PermissionDenied
        if request.method == "POST":
            self._do(request, source)
            return redirect("admin:directory_ldapsource_sync", pk=pk)
        frame = {
            **self.admin_site.each_context(request),
            "title": _("Sync: %s") % source.name,
            "opts": self.opts,
            "original": source,
            "missing": "" if is_installed() else str(troubles.MISSING),
        }
        return TemplateResponse(request, "admin/directory/ldapsource/sync.html", frame | standing_of(source))

    def _do(self, request: HttpRequest, source: LdapSource) -> None:
        doing: Mapping[str, Callable[[HttpRequest, LdapSource], None]] = {
            "test": self._test,
            "look": lambda request, source: self._begin(request, source, LdapRun.Kind.PREVIEW),
            "sync": lambda request, source: self._begin(request, source, LdapRun.Kind.SYNC),
            "sync_all": self._sync_all,
            "on": lambda request, source: self._switch(request, source, on=True),
            "off": lambda request, source: self._switch(request, source, on=False),
        }
        asked = doing.get(request.POST.get("do", ""))
        if asked is None:
            self.message_user(request, _("This page does not know that button. Nothing was done."), messages.ERROR)
        else:
            asked(request, source)

    def _test(self, request: HttpRequest, source: LdapSource) -> None:
        try:
            first, *more = try_out(source)
        except (NoAnswer, NotAMapping) as error:
            self.message_user(request, str(error), messages.ERROR)
            return
        self.message_user(request, first, messages.SUCCESS)
        for sentence in more:
            self.message_user(request, sentence)
        if source.encryption != Encryption.NONE and source.tls_check == LdapSource.Check.OFF:
            self.message_user(request, _("Its certificate is not checked. Pin its fingerprint."), messages.WARNING)

    def _begin(self, request: HttpRequest, source: LdapSource, kind: LdapRun.Kind, agreed_gone: int = 0) -> None:
        try:
            run = beginning.begin(source, kind, user_name=str(request.user), agreed_gone=agreed_gone)
        except NotNow as reason:
            self.message_user(request, str(reason), messages.ERROR)
        else:
            self.log_change(request, source, f"Began a {kind}.")
            send(run)

    def _sync_all(self, request: HttpRequest, source: LdapSource) -> None:
        """With as many in the bin as the page has shown, and no more."""
        said = request.POST.get("gone", "")
        self._begin(request, source, LdapRun.Kind.SYNC, agreed_gone=int(said) if said.isdecimal() else 0)

    def _switch(self, request: HttpRequest, source: LdapSource, *, on: bool) -> None:
        try:
            switch(source, on=on)
        except NotNow as reason:
            self.message_user(request, str(reason), messages.ERROR)
            return
        self.log_change(request, source, "Switched the sync on." if on else "Switched the sync off.")
        said = _("From now on the directory is kept in step with it.") if on else _("The sync is switched off.")
        self.message_user(request, said, messages.SUCCESS)
