"""Collects the static files, unless nothing about them has changed since the last time."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

STAMP = "collected"


def collect() -> None:
    """Hashing and compressing takes longer than all else at a second start."""
    stamp = Path(settings.STATIC_ROOT) / STAMP
    now = _digest()
    if stamp.exists() and stamp.read_text(encoding="utf-8") == now:
        return
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(now, encoding="utf-8")


def _digest() -> str:
    """Of the path, the size and the time of every static file there is."""
    found = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list(None):
            about = Path(storage.path(name)).stat()
            found.update(f"{storage.path(name)}\0{about.st_size}\0{about.st_mtime_ns}\n".encode())
    return found.hexdigest()
