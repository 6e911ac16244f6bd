"""The sheet of a contact as a browser sends it, and the addresses of a contact."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from directory.models import Contact

NUMBER = "030 23125 100"


def filled_in(**about: Any) -> dict[str, Any]:
    """The sheet as a browser sends it."""
    form = {"kind": "person", "name": "Clara Winter", "place": "personal", "seen": "0", "known": ""}
    rows = {"numbers-0-label": "Work", "numbers-0-typed": NUMBER, "emails-0-label": "", "emails-0-address": ""}
    return {**form, **rows, **about}


def at(name: str, contact: Contact) -> str:
    return reverse(f"directory:{name}", args=[contact.pk])
