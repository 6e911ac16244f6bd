"""The door for the PBX: it pushes its events here."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db.models import CharField
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from clicktocall.calls import hearing
from clicktocall.pbx.models import Pbx
from clicktocall.statements import Given, Statement

LARGEST_EVENT = 256 * 1024
_SENDER = Statement(
    lambda: Pbx.objects.filter(name=Given("name", CharField())).only("name", "kind", "event_secret", "last_event_at")
)


@csrf_exempt  # a PBX has no page to take a token from; it is known by the secret in the address
@login_not_required
@require_POST
def events(request: HttpRequest, name: str, secret: str) -> HttpResponse:
    """One event. 200 says that it is kept: anything else makes the PBX send it again.

    Source: Yeastar S-Series API 2.0.0, events by HTTP. They carry no signature, hence the secret in the address.
    """
    found = _SENDER.run(name=name)
    if not found or not constant_time_compare(secret, found[0].event_secret):
        raise Http404
    body = _body(request)
    if len(body) > LARGEST_EVENT:
        return HttpResponse("An event is larger than any we know; it was not read.", status=413)
    hearing.hear(found[0], body)
    return HttpResponse("OK", content_type="text/plain")


def _body(request: HttpRequest) -> bytes:
    """What was sent, up to a byte more than we take: with a length, or in chunks, which Django would not look at."""
    if "Transfer-Encoding" in request.headers and "Content-Length" not in request.headers:
        chunks: bytes = request.META["wsgi.input"].read(LARGEST_EVENT + 1)
        return chunks
    return request.read(LARGEST_EVENT + 1)
