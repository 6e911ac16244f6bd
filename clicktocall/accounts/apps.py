"""The app of the users, which in the admin panel stand beside Django's groups."""

from __future__ import annotations

from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "clicktocall.accounts"
    verbose_name = _("Users")

    def ready(self) -> None:
        apps.get_app_config("auth").verbose_name = _("Groups and their rights")
