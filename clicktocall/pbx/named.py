"""The PBX that somebody names on the command line."""

from __future__ import annotations

from django.core.management.base import CommandError

from clicktocall.pbx.models import Pbx


def pbx_named(name: str, *, returncode: int = 1) -> Pbx:
    """Raises CommandError, which ends the command with `returncode` and says which names there are."""
    found = Pbx.objects.filter(name=name).first()
    if found is None:
        known = ", ".join(Pbx.objects.values_list("name", flat=True)) or "none yet, see pbx_add"
        raise CommandError(f"There is no PBX {name}. Known: {known}.", returncode=returncode)
    return found
