"""For whoever watches the service: is this process alive, and can it do its work?"""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET
from kombu.exceptions import OperationalError

from clicktocall.calls.sweeping import ALIVE
from clicktocall.celery import app


@login_not_required
@require_GET
def healthz(_request: HttpRequest) -> HttpResponse:
    """This process answers. Asks nothing else, so that a broken database does not get web servers restarted."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_GET
def readyz(_request: HttpRequest) -> JsonResponse:
    """Whether a click would come through: 200 or 503, and for each part "ok" or what is wrong."""
    parts = {"database": _database(), "broker": _broker(), "workers": _workers()}
    return JsonResponse(parts, status=200 if set(parts.values()) == {"ok"} else 503)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "does not answer"
    return "ok"


def _broker() -> str:
    try:
        with app.connection_for_write(connect_timeout=1) as broker:
            broker.ensure_connection(max_retries=1, timeout=1)
    except (OperationalError, OSError):
        return "does not answer"
    return "ok"


def _workers() -> str:
    return "ok" if cache.get(ALIVE) else "no worker has swept in the last minute"
