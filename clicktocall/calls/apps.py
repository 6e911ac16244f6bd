"""The app of the calls."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _


class CallsConfig(AppConfig):
    name = "clicktocall.calls"
    verbose_name = _("Calls")

    def ready(self) -> None:
        # By their names: models can be imported only now. The directory knows nothing of calls and is told whom to ask.
        add_source = import_string("directory.preferring.add_source")
        add_source(import_string("clicktocall.calls.recently_called.CONTACTS"))
