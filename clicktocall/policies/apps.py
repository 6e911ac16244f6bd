"""The app of the policies."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PoliciesConfig(AppConfig):
    name = "clicktocall.policies"
    verbose_name = _("Who may call")
