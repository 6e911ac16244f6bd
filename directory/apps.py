"""The app of the directory."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _


class DirectoryConfig(AppConfig):
    name = "directory"
    verbose_name = _("Directory")

    def ready(self) -> None:
        # By its name: models can be imported only now.
        post_migrate.connect(import_string("directory.finding.keeping.look_after"), sender=self)
