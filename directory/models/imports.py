"""Files of contacts that somebody has brought: where each import stands, what it would do, what it left out."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clicktocall.accounts.models import User
from directory.models.contacts import Contact


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    """Which imports."""

    def of(self, user: User) -> Self:
        """Those that `user` has brought; a superuser sees all of them."""
        return self if user.is_superuser else self.filter(user=user)

    def under_way(self) -> Self:
        return self.filter(stage__in=ImportRun.UNDER_WAY)

    def silent_since(self, moment: datetime) -> Self:
        """Those at which somebody should be working, and of which nothing was heard."""
        return self.under_way().filter(beat_at__lt=moment)


class ImportRun(models.Model):
    """One file, from its upload to its undoing. The queue carries only the key of this row."""

    class Stage(models.TextChoices):
        MAPPING = "mapping", _("needs to know what its columns mean")
        READING = "reading", _("is being read")
        READY = "ready", _("waits for your yes")
        APPLYING = "applying", _("is being brought in")
        APPLIED = "applied", _("is in the directory")
        UNDOING = "undoing", _("is being taken back")
        UNDONE = "undone", _("was taken back")
        RESTORING = "restoring", _("is being brought back")
        FAILED = "failed", _("cannot be read")

    UNDER_WAY = (Stage.READING, Stage.APPLYING, Stage.UNDOING, Stage.RESTORING)

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="imports")
    user_name = models.CharField(_("by"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("at"), default=timezone.now)
    file_name = models.CharField(_("file"), max_length=200)
    format = models.CharField(_("format"), max_length=60, blank=True)
    size = models.PositiveBigIntegerField(_("size"), default=0)

    shelf = models.CharField(_("who sees it"), max_length=10, choices=Contact.Shelf, default=Contact.Shelf.SHARED)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    tags: models.JSONField[Any, Any] = models.JSONField(default=list)
    region = models.CharField(_("country of national numbers"), max_length=2)
    overwrites = models.BooleanField(default=False)
    """Whether the file wins over what the directory says; otherwise only empty fields are filled."""
    ignored: models.JSONField[Any, Any] = models.JSONField(default=list)
    """Headings of which nothing is taken."""
    headings: models.JSONField[Any, Any] = models.JSONField(default=list)
    mapping: models.JSONField[Any, Any] = models.JSONField(null=True)
    """Heading to meaning, where somebody has said what the columns mean."""

    stage = models.CharField(max_length=10, choices=Stage, default=Stage.READING)
    sentence = models.TextField(blank=True)
    """Why it failed, or what the last step could not do."""
    attempt = models.PositiveIntegerField(default=1)
    """Whoever works at it knows this number; it changes when the work is given to somebody else."""
    beat_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)
    """How often a worker was lost at the same place."""
    done = models.PositiveIntegerField(default=0)
    """Entries of the file that the present stage has behind it."""
    total = models.PositiveIntegerField(default=0)
    """Entries in the file, once it has been read."""
    created = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    duplicates = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    """Who has asked for it to be taken back; nobody who is signed in, where the command line has."""
    kept = models.PositiveIntegerField(default=0)
    """Contacts that an undo, or bringing back, left alone, because somebody has changed them since."""
    restored_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    """Who has asked for what the undo had put into the bin."""
    restored = models.PositiveIntegerField(null=True)
    """Contacts that were brought back from the bin; None until somebody has asked for it."""

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-pk"]
        indexes = [
            # The sweep that looks for work whose worker is gone.
            models.Index(
                name="import_under_way",
                fields=["beat_at"],
                condition=Q(stage__in=["reading", "applying", "undoing", "restoring"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.file_name} {self.created_at:%Y-%m-%d %H:%M}"

    @property
    def is_under_way(self) -> bool:
        return self.stage in self.UNDER_WAY

    @property
    def counts(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in ("created", "changed", "same", "duplicates", "rejected")}


class ImportPiece(models.Model):
    """A piece of the file. It lies in the database, because web server and worker may share nothing else."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="pieces")
    position = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(name="import_piece_once", fields=["run", "position"])]

    def __str__(self) -> str:
        return f"piece {self.position} of {self.run_id}"


class ImportEntry(models.Model):
    """What becomes of one entry of the file. Those that change nothing are only counted."""

    class Verdict(models.TextChoices):
        CREATED = "created", _("to create")
        CHANGED = "changed", _("to change")
        SAME = "same", _("the same")
        DUPLICATE = "duplicate", _("duplicate")
        REJECTED = "rejected", _("rejected")

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="entries")
    row = models.PositiveIntegerField()
    verdict = models.CharField(max_length=10, choices=Verdict)
    name = models.CharField(max_length=200, blank=True)
    sentence = models.TextField(blank=True)
    contact = models.ForeignKey(Contact, on_delete=models.SET_NULL, null=True, related_name="+")
    fields: models.JSONField[Any, Any] = models.JSONField(default=list)
    """Field, before and after, as `directory.drafts.Difference` says them."""
    source: models.JSONField[Any, Any] = models.JSONField(default=list)
    """The entry as it came, if it was rejected."""

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(name="import_entry_by_verdict", fields=["run", "verdict", "id"])]  # the preview's lists

    def __str__(self) -> str:
        return f"row {self.row}: {self.verdict}"


class ImportMapping(models.Model):
    """What somebody has said that the columns of such a file mean. The next such file needs no asking."""

    key = models.CharField(max_length=64, unique=True)
    """The digest of the headings."""
    mapping: models.JSONField[Any, Any] = models.JSONField(default=dict)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("column mapping")
        verbose_name_plural = _("column mappings")

    def __str__(self) -> str:
        return ", ".join(self.mapping)
