"""The app of the audit trail. It listens to Django's own signals about signing in."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "clicktocall.audit"
    verbose_name = _("Audit trail")

    def ready(self) -> None:
        import_module("clicktocall.audit.signing_in")  # its receivers need the models, which are known only now
