"""Too many wrong passwords: what somebody reads who may not try again yet, and until when."""

from __future__ import annotations

from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from clicktocall.audit.origins import address_of


def client_address(request: HttpRequest) -> str | None:
    """What a sign-in is counted under, beside the name: everybody else in the same office may go on."""
    return address_of(request) or None


def locked_out(request: HttpRequest, _response: HttpResponse, credentials: dict[str, Any] | None) -> HttpResponse:
    """The sign-in form once more, with the moment from which it works again."""
    name = str((credentials or {}).get("username", ""))
    context = {
        "form": AuthenticationForm(request, initial={"username": name}),
        "locked_out": _sentence(name, client_address(request)),
        "next": request.POST.get("next", ""),
    }
    return render(request, "registration/login.html", context, status=429)


def _sentence(name: str, address: str | None) -> str:
    tried = AccessAttempt.objects.filter(username=name, ip_address=address).order_by("-attempt_time").first()
    last = tried.attempt_time if tried else timezone.now()
    until = timezone.localtime(last + settings.AXES_COOLOFF_TIME)
    return _(
        "Too many wrong passwords for this name from here. Try again after %(moment)s, "
        "or ask your administrator for a new password."
    ) % {"moment": f"{until:%H:%M:%S}"}
