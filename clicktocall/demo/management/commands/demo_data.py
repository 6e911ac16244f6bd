"""`manage.py demo_data`: what a demo needs before its first page: tables, static files, a sample office."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from clicktocall.demo import static_files
from clicktocall.demo.programs import PASSWORD_VARIABLE
from clicktocall.demo.sample import load_sample

API_USER = "api"


class Command(BaseCommand):
    help = "Prepare the demo's database. The demo runs this itself; its users have a password that everybody knows."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--pbx-url", required=True, help="address of the simulated PBX")

    def handle(self, *_args: Any, pbx_url: str, **_options: Any) -> None:
        if settings.SITE_HOST not in settings.LOOPBACK:
            raise CommandError(f"{settings.SITE_URL} is no demo: its users would have a password that everybody knows.")
        call_command("migrate", interactive=False, verbosity=0)
        static_files.collect()
        load_sample(url=pbx_url, username=API_USER, password=os.environ.get(PASSWORD_VARIABLE, ""))
