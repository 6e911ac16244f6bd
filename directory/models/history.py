"""What has been done to contacts, by whom and when; and whose favourites they are."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models.contacts import Contact
from directory.models.imports import ImportRun


class ChangeQuerySet(models.QuerySet["Change"]):
    """Which changes."""

    def since(self, revision: int) -> Self:
        """What has happened after somebody has seen that revision, oldest first."""
        return self.filter(revision__gt=revision).order_by("pk")


class Change(models.Model):
    """One thing that was done to a contact. Rows are added, never changed."""

    class Verb(models.TextChoices):
        ADDED = "added", _("Added")
        CHANGED = "changed", _("Changed")
        DELETED = "deleted", _("Deleted")
        RESTORED = "restored", _("Brought back")
        MERGED = "merged", _("Merged")
        TAKEN_APART = "taken_apart", _("Taken apart again")
        IMPORTED = "imported", _("Changed by an import")
        SYNCED = "synced", _("Changed by its source")
        UNDONE = "undone", _("Import taken back")
        RENUMBERED = "renumbered", _("Numbers read anew")
        READ_BACK = "read_back", _("Reading anew taken back")

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, db_index=False, related_name="changes")
    at = models.DateTimeField(_("at"), default=timezone.now)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    user_name = models.CharField(_("by"), max_length=200, blank=True)
    """Stays when the user goes; empty for what no user did."""
    verb = models.CharField(_("what"), max_length=12, choices=Verb)
    revision = models.PositiveIntegerField(_("revision"))
    """The revision of the contact that this made."""
    fields: models.JSONField[Any, Any] = models.JSONField(_("fields"), default=list)
    """Field, before and after, for each that is another now; `directory.drafts.Difference` reads and writes it."""
    other = models.ForeignKey(Contact, on_delete=models.SET_NULL, null=True, related_name="+")
    """The contact that went into this one, or into which this one went."""
    run = models.ForeignKey(ImportRun, on_delete=models.SET_NULL, null=True, related_name="changes")
    """The import that made it and can still take it back; of what its undo put into the bin, bring it back."""

    objects = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ["-pk"]
        indexes = [models.Index(name="change_of_contact", fields=["contact", "-id"])]  # the history on its page

    def __str__(self) -> str:
        return f"{self.get_verb_display()} {self.at:%Y-%m-%d %H:%M}"


class Favourite(models.Model):
    """A contact that a user wants to find at the top, before anything is typed."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="favourites")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="favoured_by")
    added_at = models.DateTimeField(_("added"), default=timezone.now)

    class Meta:
        verbose_name = _("favourite")
        verbose_name_plural = _("favourites")
        constraints = [models.UniqueConstraint(name="favourite_once", fields=["user", "contact"])]

    def __str__(self) -> str:
        return f"{self.user} → {self.contact}"
