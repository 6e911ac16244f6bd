"""What stands around each page beside the settings of a PBX in the admin panel."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from clicktocall.pbx.models import Pbx


def frame(request: HttpRequest, pbx: Pbx, *, title: str) -> dict[str, Any]:
    """The part of a page's context that Django's templates and the way back to the PBX ask for."""
    opts = admin.site.get_model_admin(Pbx).opts
    return {**admin.site.each_context(request), "title": title, "opts": opts, "original": pbx}
