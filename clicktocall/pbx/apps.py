"""The app of the PBXs."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PbxConfig(AppConfig):
    name = "clicktocall.pbx"
    verbose_name = _("Telephone systems")
