"""The app that throttles passwords, under a name that staff understand."""

from __future__ import annotations

from axes.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SignIns(AppConfig):  # type: ignore[misc]  # -- the library has no types
    verbose_name = _("Sign-in")
