"""Signing in and out as Django reports them; a failed one with the name that was tried, never the password."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from clicktocall.audit.origins import address_of
from clicktocall.audit.recording import What, record


@receiver(user_logged_in)
def _signed_in(request: HttpRequest | None = None, user: Any = None, **_: Any) -> None:
    record(What.SIGNED_IN, user=user, address=_address(request))


@receiver(user_logged_out)
def _signed_out(request: HttpRequest | None = None, user: Any = None, **_: Any) -> None:
    if user is not None:
        record(What.SIGNED_OUT, user=user, address=_address(request))


@receiver(user_login_failed)
def _failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    tried = str(credentials.get("username", "")).replace("\0", "")
    record(What.SIGN_IN_FAILED, who=tried, address=_address(request))


def _address(request: HttpRequest | None) -> str:
    return address_of(request) if request else ""
