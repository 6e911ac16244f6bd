"""`manage.py new_secrets`: prints a fresh SECRET_KEY and a fresh ENCRYPTION_KEYS."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from clicktocall.new_secrets import lines


class Command(BaseCommand):
    help = (
        "Print a fresh SECRET_KEY and a fresh key for ENCRYPTION_KEYS. To replace an encryption key, put the new one "
        "in front of the old one; the old one may go once every secret has been saved again."
    )
    requires_system_checks = ()

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(lines())
