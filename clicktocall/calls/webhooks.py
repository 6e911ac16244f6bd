"""The door for the PBX: it pushes its events here."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from clicktocall.calls import hearing
from clicktocall.pbx.models import Pbx

LARGEST_EVENT = 256 * 1024


@csrf_exempt  # a PBX has no page to take a token from; it is known by the secret in the address
@login_not_required
@require_POST
def events(request: HttpRequest, name: str, secret: str) -> HttpResponse:
    """One event. 200 says that it is kept: anything else makes the PBX send it again.

    Source: Yeastar S-Series API 2.0.0, events by HTTP. They carry no signature, hence the secret in the address.
    """
    pbx = Pbx.objects.filter(name=name).first()
    if pbx is None or not constant_time_compare(secret, pbx.event_secret):
        raise Http404
    if int(request.headers.get("Content-Length") or 0) > LARGEST_EVENT:
        return HttpResponse("An event is larger than any we know; it was not read.", status=413)
    hearing.hear(pbx, request.body)
    return HttpResponse("OK", content_type="text/plain")
