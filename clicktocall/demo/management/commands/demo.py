"""`manage.py demo`: the whole office on this machine, as `make demo` starts it."""

from __future__ import annotations

import os
import sys
from typing import Any

from django.core.management.base import BaseCommand

from clicktocall.demo.starting import main


class Command(BaseCommand):
    help = "Run a demo with everything: database, broker, simulated PBX, worker, pages. PORT and DATA_DIR are heeded."
    requires_system_checks = ()

    def handle(self, *_args: Any, **_options: Any) -> None:
        sys.exit(main(dict(os.environ)))
