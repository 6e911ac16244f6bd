"""Contacts: who they are, on which shelf they stand and who may therefore see them."""

from __future__ import annotations

from datetime import datetime
from typing import Self
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clicktocall.accounts.models import User
from directory.models.last_words import LastWordFirst

NAME_KEY_LENGTH = 200


class ContactQuerySet(models.QuerySet["Contact"]):
    """Which contacts, and what a list of them needs."""

    def here(self) -> Self:
        """Those that have not been deleted. Whatever lists, finds or calls contacts begins with this."""
        return self.filter(deleted_at=None)

    def seen_by(self, user: User) -> Self:
        """What stands on the shared shelf, on those of the user's groups, and what is their own. No query more."""
        return self.filter(seen_by(user))

    def looked_after_by(self, user: User) -> Self:
        """What staff may see in the admin panel: everything but the private contacts of other people."""
        return self.exclude(Q(shelf=Contact.Shelf.PERSONAL) & Q(owner__isnull=False) & ~Q(owner=user))

    def gone(self) -> Self:
        """Those that were deleted and can still be brought back."""
        return self.filter(deleted_at__isnull=False)

    def gone_before(self, moment: datetime) -> Self:
        """Deleted so long ago that nobody gets them back. Uses the index contact_gone."""
        return self.filter(deleted_at__lt=moment)

    def with_numbers(self) -> Self:
        """Everything a list shows, in two queries whatever its length."""
        return self.prefetch_related("numbers")


def seen_by(user: User, *, prefix: str = "") -> Q:
    """The condition that `user` may see a contact; `prefix` leads to it from another table ("contact__")."""
    return (
        Q(**{f"{prefix}shelf": Contact.Shelf.SHARED})
        | Q(**{f"{prefix}owner": user})
        | Q(**{f"{prefix}group__in": user.groups.all()})
    )


class Contact(models.Model):
    """A person or a company that people call."""

    class Kind(models.TextChoices):
        PERSON = "person", _("person")
        COMPANY = "company", _("company")

    class Shelf(models.TextChoices):
        SHARED = "shared", _("shared with everybody")
        GROUP = "group", _("shared with a group")
        PERSONAL = "personal", _("only for me")

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    """Stays with the contact through export and import."""
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.PERSON)
    name = models.CharField(_("name"), max_length=200)
    """As it is shown. The parts below are what other address books want to know; none of them is needed."""
    given_name = models.CharField(_("given name"), max_length=100, blank=True)
    family_name = models.CharField(_("family name"), max_length=100, blank=True)
    phonetic_name = models.CharField(
        _("phonetic name"), max_length=200, blank=True, help_text=_("How it is pronounced. Lists are sorted by it.")
    )
    company = models.CharField(_("company"), max_length=200, blank=True)
    department = models.CharField(_("department"), max_length=200, blank=True)
    title = models.CharField(_("job title"), max_length=200, blank=True)
    street = models.CharField(_("street"), max_length=300, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    province = models.CharField(_("state or province"), max_length=100, blank=True)
    country = models.CharField(_("country"), max_length=100, blank=True)
    website = models.CharField(_("website"), max_length=300, blank=True)
    note = models.TextField(_("note"), blank=True)
    photo_key = models.CharField(max_length=32, editable=False, blank=True)
    """The key of its `Photo`, empty without one."""

    shelf = models.CharField(_("who sees it"), max_length=10, choices=Shelf, default=Shelf.SHARED)
    group = models.ForeignKey(
        Group, on_delete=models.PROTECT, null=True, blank=True, related_name="contacts", verbose_name=_("group")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="contacts",
        verbose_name=_("owner"),
    )
    """Whoever added it. A private contact whose owner has gone is seen by staff alone, who find it a new one."""

    source = models.ForeignKey(
        "directory.LdapSource",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        db_index=False,
        related_name="contacts",
        verbose_name=_("source"),
    )
    """The address book outside that it is kept in step with: nobody here changes it. `directory.ldap` writes this."""

    created_at = models.DateTimeField(_("added"), default=timezone.now, editable=False)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    """Counts the changes: who edits an older one is told what has changed meanwhile."""
    deleted_at = models.DateTimeField(_("deleted"), null=True, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="merged_from"
    )

    name_key = models.CharField(max_length=NAME_KEY_LENGTH, editable=False, blank=True)
    """The folded name: Łukasz stands between Luise and Lydia, on every database."""
    search_text = models.TextField(editable=False, blank=True)
    """Folded name and company, and the digits of the numbers. `directory.search` writes both and reads them."""

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["name_key", "pk"]
        indexes = [
            # The list of all names, and "have we got this one?" of an import, which asks for name and company.
            models.Index(name="contact_by_name_and_company", fields=["name_key", "company", "id"]),
            # What a user sees, by name: a list and a search read each of these in order and stop when a page is full.
            models.Index(
                name="contact_shared_by_name", fields=["name_key", "id"], condition=Q(deleted_at=None, shelf="shared")
            ),
            models.Index(
                name="contact_own_by_name",
                fields=["owner", "name_key", "id"],
                condition=Q(deleted_at=None) & ~Q(shelf="shared"),
            ),
            models.Index(
                name="contact_group_by_name",
                fields=["group", "name_key", "id"],
                condition=Q(deleted_at=None, shelf="group"),
            ),
            # The same by the last word of the name: who types Schmidt means one of thousands.
            models.Index(
                LastWordFirst("name_key"),
                "id",
                name="contact_shared_by_last_word",
                condition=Q(deleted_at=None, shelf="shared"),
            ),
            models.Index(
                "owner",
                LastWordFirst("name_key"),
                "id",
                name="contact_own_by_last_word",
                condition=Q(deleted_at=None) & ~Q(shelf="shared"),
            ),
            models.Index(
                "group",
                LastWordFirst("name_key"),
                "id",
                name="contact_group_by_last_word",
                condition=Q(deleted_at=None, shelf="group"),
            ),
            # The sweep that empties the bin, and the list of what can be brought back.
            models.Index(name="contact_gone", fields=["deleted_at"], condition=Q(deleted_at__isnull=False)),
            # Who is gone from a source? Most contacts come from none.
            models.Index(name="contact_of_source", fields=["source"], condition=Q(source__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                name="contact_group_on_a_group_shelf",
                condition=Q(shelf="group", group__isnull=False) | (~Q(shelf="group") & Q(group__isnull=True)),
                violation_error_message=_("Choose a group for a contact that is shared with one, and none otherwise."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.company})" if self.company else self.name

    @property
    def is_private(self) -> bool:
        return self.shelf == self.Shelf.PERSONAL

    @property
    def address_lines(self) -> list[str]:
        """The postal address as it stands on a letter."""
        town = " ".join(part for part in (self.postcode, self.city) if part)
        return [line for line in (*self.street.splitlines(), town, self.province, self.country) if line]

    @property
    def website_link(self) -> str:
        """The website as something that may be followed; empty for what is no web address."""
        return self.website if self.website.lower().startswith(("https://", "http://")) else ""
