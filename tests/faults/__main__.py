"""`python -m tests.faults` writes docs/fault-matrix.md."""

from __future__ import annotations

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from tests.faults.document import DOCUMENT, document  # noqa: E402 -- models want Django first

DOCUMENT.write_text(document(), encoding="utf-8")
