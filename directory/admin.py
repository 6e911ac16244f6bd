"""Staff look after contacts, and after users with their extensions."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clicktocall.accounts.models import User
from clicktocall.audit.changes import Audited, difference, fields_of
from clicktocall.audit.recording import What, record_request
from clicktocall.numbering.parsing import NotANumber
from directory import editing
from directory.admin_ldap import LdapSourceAdmin  # noqa: F401 -- registers them
from directory.admin_office import OfficeNumberAdmin, OwnNumberAdmin  # noqa: F401 -- registers them
from directory.admin_phonebooks import PhoneBookAdmin  # noqa: F401 -- the same
from directory.drafts import Draft, differences, draft_of
from directory.models import Change, Contact, Extension, PhoneNumber
from directory.numbers import default_region, identify
from directory.search import keep_search_text, matching


class PhoneNumberForm(forms.ModelForm):  # type: ignore[type-arg]  # -- Django has no parameter here at run time
    """Numbers are read when they are entered: what cannot be called is refused beside the field."""

    def __init__(self, *args: Any, region: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.region = region

    class Meta:
        model = PhoneNumber
        fields = ["label", "typed", "position"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "typed" in cleaned:
            self.instance.typed = cleaned["typed"]
            try:
                identify(self.instance, region=self.region)
            except NotANumber as error:
                self.add_error("typed", _(str(error)))
        return cleaned


class PhoneNumberFormSet(BaseInlineFormSet):  # type: ignore[type-arg]  # -- Django has no parameter here at run time
    @cached_property
    def region(self) -> str:
        return default_region()

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "region": self.region}


class PhoneNumberInline(admin.TabularInline):  # type: ignore[type-arg]  # -- Django has no parameter here at run time
    model = PhoneNumber
    form = PhoneNumberForm
    formset = PhoneNumberFormSet
    extra = 1


class ContactForm(forms.ModelForm[Contact]):
    def clean(self) -> dict[str, Any]:
        """A private contact of nobody would be seen by nobody. One whose owner has gone may wait for a new one."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        waits = self.instance.pk and self.initial.get("shelf") == Contact.Shelf.PERSONAL and not self.initial["owner"]
        if said.get("shelf") == Contact.Shelf.PERSONAL and not said.get("owner") and not waits:
            self.add_error("owner", _("Choose whose it is: nobody else sees a private contact."))
        return said


@admin.register(Contact)
class ContactAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # -- Django has no parameter here at run time
    when_empty = gettext_lazy(
        "No contacts yet. Bring in a file in the directory under “Import”, or add them one by one."
    )
    form = ContactForm
    list_display = ["name", "company", "all_numbers", "seen_by"]
    search_fields = ["name"]  # shows the box; get_search_results looks
    search_help_text = gettext_lazy("Name, company, or any spelling of a number.")
    list_filter = ["shelf", "kind"]
    autocomplete_fields = ["owner"]
    readonly_fields = ["comes_from"]
    inlines = [PhoneNumberInline]
    show_full_result_count = False

    @admin.display(description=gettext_lazy("numbers"))
    def all_numbers(self, contact: Contact) -> str:
        numbers = ([number.typed] for number in contact.numbers.all())
        return format_html_join(mark_safe("<br>"), '<span class="one-line">{}</span>', numbers)

    @admin.display(description=gettext_lazy("who sees it"), ordering="shelf")
    def seen_by(self, contact: Contact) -> str:
        if contact.shelf == Contact.Shelf.GROUP:
            return str(contact.group)
        nobody = contact.is_private and contact.owner_id is None
        return _("nobody: its owner has gone") if nobody else str(contact.get_shelf_display())

    def get_queryset(self, request: HttpRequest) -> QuerySet[Contact]:
        seen = Contact.objects.here().looked_after_by(_staff(request))
        return seen.order_by("name_key", "pk").select_related("group").prefetch_related("numbers")

    @admin.display(description=gettext_lazy("comes from"))
    def comes_from(self, contact: Contact) -> str:
        return _("%s. It is kept in step with that address book: change it there.") % contact.source

    def get_fields(self, request: HttpRequest, obj: Contact | None = None) -> Any:
        fields = [field for field in super().get_fields(request, obj) if field != "comes_from"]
        return ["comes_from", *fields] if obj is not None and obj.source_id else fields

    def has_change_permission(self, request: HttpRequest, obj: Contact | None = None) -> bool:
        """What comes from an address book outside is changed there."""
        return super().has_change_permission(request, obj) and (obj is None or obj.source_id is None)

    def has_delete_permission(self, request: HttpRequest, obj: Contact | None = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or obj.source_id is None)

    def get_search_results(
        self,
        request: HttpRequest,  # noqa: ARG002 -- Django's signature
        queryset: QuerySet[Contact],
        search_term: str,
    ) -> tuple[QuerySet[Contact], bool]:
        return queryset.filter(matching(search_term, region=default_region())) if search_term else queryset, False

    def save_model(self, request: HttpRequest, obj: Contact, form: Any, change: bool) -> None:  # noqa: FBT001 -- Django's
        before = Contact.objects.get(pk=obj.pk) if change else None
        form.draft_before = draft_of(before) if before else Draft(texts={})
        obj.revision = before.revision + 1 if before else 1
        obj.changed_at = timezone.now()
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001 -- Django's
        super().save_related(request, form, formsets, change)
        keep_search_text(form.instance)
        contact = Contact.objects.get(pk=form.instance.pk)
        verb = Change.Verb.CHANGED if change else Change.Verb.ADDED
        editing.record(contact, verb, by=_staff(request), found=differences(form.draft_before, draft_of(contact)))

    def delete_model(self, request: HttpRequest, obj: Contact) -> None:
        editing.delete(obj, by=_staff(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Contact]) -> None:
        for contact in queryset:
            editing.delete(contact, by=_staff(request))


def _staff(request: HttpRequest) -> User:
    return cast("User", request.user)  # nobody else gets into the admin panel


class ExtensionForm(forms.ModelForm[Extension]):
    def clean(self) -> dict[str, Any]:
        """A phone is one user's: says whose it is already."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        same = Extension.objects.filter(pbx=said.get("pbx"), number=said.get("number", "")).exclude(pk=self.instance.pk)
        if other := same.select_related("user").first():
            sentence = _("This phone is %(user)s's. Take it away there first, or check the number.")
            self.add_error("number", sentence % {"user": other.user})
        return said


class ExtensionFormSet(BaseInlineFormSet):  # type: ignore[type-arg]  # -- Django has no parameter here at run time
    """The extensions of a user, of which one rings first."""

    def clean(self) -> None:
        super().clean()
        if len(self._ringing_first()) > 1:
            raise ValidationError(_("Only one phone can ring first. Take the tick away from the others."))

    def save(self, commit: bool = True) -> list[Extension]:  # noqa: FBT001, FBT002 -- Django's
        """The old default goes before the new one comes: the database allows one at any moment."""
        for chosen in self._ringing_first():
            self.instance.extensions.exclude(pk=chosen.pk).update(is_default=False)
        return super().save(commit=commit)

    def _ringing_first(self) -> list[Extension]:
        said = [(form.instance, form.cleaned_data) for form in self.forms if form.is_valid()]
        return [extension for extension, data in said if data.get("is_default") and not data.get("DELETE")]


class ExtensionInline(admin.TabularInline):  # type: ignore[type-arg]  # -- Django has no parameter here at run time
    model = Extension
    form = ExtensionForm
    formset = ExtensionFormSet
    extra = 0


@admin.register(User)
class UserAdmin(Audited, DjangoUserAdmin):  # type: ignore[type-arg]  # -- Django has no parameter here at run time
    """Registered here, not in `accounts`: the extensions of a user are ours."""

    inlines = [ExtensionInline]
    list_display = ["username", "first_name", "last_name", "phones", "email", "is_staff"]
    search_fields = ["username", "first_name", "last_name", "email", "extensions__number"]
    search_help_text = gettext_lazy("Name, e-mail address, or the number of a phone.")

    @admin.display(description=gettext_lazy("phones"))
    def phones(self, user: User) -> str:
        return ", ".join(str(phone) for phone in user.extensions.all())

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("extensions__pbx")

    def audit_fields(self, row: User) -> dict[str, Any]:
        return {**fields_of(row), "extensions": sorted(str(phone) for phone in row.extensions.select_related("pbx"))}

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002 -- Django's
        """That it was set anew, by whom: never what to."""
        before = User.objects.filter(pk=id).values_list("password", flat=True).first()
        response = super().user_change_password(request, id, form_url)
        user = User.objects.filter(pk=id).first()
        if user is not None and user.password != before:
            changed = difference({"password": before}, {"password": user.password})
            record_request(What.CHANGED, request, subject=f"{self.opts.verbose_name}: {user}", changed=changed)
        return response
