"""The app of the policies."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _


class PoliciesConfig(AppConfig):
    name = "clicktocall.policies"
    verbose_name = _("Who may call")

    def ready(self) -> None:
        # By their names: models can be imported only now. The directory knows nothing of rules.
        read_beside = import_string("directory.phones.read_beside")
        read_beside("rules_version", import_string("clicktocall.policies.rulebook.VERSION"))
