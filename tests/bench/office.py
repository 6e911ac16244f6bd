"""The rows and sessions that the measurements need: 20 users, each with a phone of their own on one PBX."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from django.test import Client
from django.utils import timezone

from clicktocall.accounts.models import User
from clicktocall.calls.models import Call
from clicktocall.pbx.models import Pbx
from directory.models import Extension
from tests.bench.http_load import request_of
from tests.factories import make_contact, make_extension, make_pbx, make_user

CALLEE = "+49 30 23125 100"
CSRF = "c" * 32


class Seat(NamedTuple):
    """A user, the phone on the desk, and the cookies of the browser."""

    user: User
    phone: Extension
    cookies: str


def furnish(pbx_url: str, *, seats: int = 20) -> list[Seat]:
    """Also a contact, so that the click finds whose number it is."""
    pbx = make_pbx("office", url=pbx_url)
    Pbx.objects.filter(pk=pbx.pk).update(url=pbx_url)
    make_contact("Clara Winter", CALLEE)
    return [_seat(pbx, place) for place in range(seats)]


def _seat(pbx: Pbx, place: int) -> Seat:
    user = make_user(f"user{place}")
    phone = Extension.objects.filter(user=user).first()
    phone = phone or make_extension(str(1000 + place), user=user, pbx=pbx, is_default=True)
    browser = Client()
    browser.force_login(user)
    session = browser.cookies["sessionid"].value
    return Seat(user, phone, f"sessionid={session}; csrftoken={CSRF}")


def click_of(seat: Seat, *, key: str) -> bytes:
    """The POST that htmx sends when a call button is pressed."""
    headers = {
        "Cookie": seat.cookies,
        "X-CSRFToken": CSRF,
        "HX-Request": "true",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    body = f"to={CALLEE.replace('+', '%2B').replace(' ', '+')}&extension=&key={key}".encode()
    return request_of("POST", "/calls/", headers=headers, body=body)


def hang_up_all_of(seat: Seat) -> None:
    """The phone is free again, and the call has ended so long ago that the live line does not show it."""
    long_ago = timezone.now() - timedelta(hours=1)
    Call.objects.live().of(seat.user).update(
        status=Call.Status.ENDED, outcome=Call.Outcome.CANCELLED, placed_at=long_ago, ended_at=long_ago
    )
