"""The door to a photo. Its address is known only to those who see a contact that has it, and never changes."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from clicktocall.http import SignedInRequest
from directory.models import Photo

KEPT_BY_BROWSERS_SECONDS = 365 * 24 * 3600


@require_safe
def photo(request: SignedInRequest, key: str) -> HttpResponse:  # noqa: ARG001 -- Django's signature
    found = get_object_or_404(Photo, pk=key[:32])
    response = HttpResponse(bytes(found.content), content_type=found.content_type)
    patch_cache_control(response, private=True, immutable=True, max_age=KEPT_BY_BROWSERS_SECONDS)
    return response
