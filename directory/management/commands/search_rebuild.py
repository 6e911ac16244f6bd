"""`manage.py search_rebuild`: writes anew what the search looks in, and forgets words that nobody uses any more."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from directory.finding.keeping import rebuild
from directory.finding.slips import forget


class Command(BaseCommand):
    help = "Write anew what the search looks in. Nothing has to be stopped for it."

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        forget()
        self.stdout.write(_("%s contacts can be searched as they are now.") % rebuild())
