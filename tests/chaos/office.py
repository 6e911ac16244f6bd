"""The offices of a chaos run: phones with their users, colleagues, queues, groups, and what each kind of call is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from clicktocall.pbx.models import Pbx
from clicktocall.pbxsim.config import Config
from clicktocall.pbxsim.office import Office, Phone
from clicktocall.pbxsim.simulator import Simulator
from directory.models import Extension
from tests.chaos.plan import Plan
from tests.factories import (
    let_others_call,
    make_extension,
    make_office_number,
    make_own_number,
    make_pbx,
    make_user,
)

PHONES = 10
SPEED = 15
PASSWORD = "Secret123"
OF_THE_OFFICE = {"queue": "6700", "ring_group": "6200", "ivr": "6500", "paging_group": "6300", "conference": "6400"}
SENT_ON_TO = {"transfer to an extension": "1190", "transfer outside": "030 23125 999", "transfer to the queue": "6700"}
NUMBERS = [f"030 23125 {number:03}" for number in range(900)] + [f"040 66969 {number:03}" for number in range(999)]
"""1,899, which has no factor in common with the number of phones: no phone calls a number twice in 30,000 calls."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One user with a phone, a colleague whom nobody else calls, and a confirmed number of their own."""

    phone: Extension
    colleague: str
    own: str
    """As E.164."""

    def pair(self, plan: Plan) -> tuple[str, str]:
        """What the form sends as the caller and as the callee."""
        outside = NUMBERS[plan.number % len(NUMBERS)]
        if plan.kind == "by own number":
            return self.own, outside
        if plan.kind.startswith("by "):
            return f"{OF_THE_OFFICE[plan.kind.removeprefix('by ')]}@{self.phone.pbx.name}", outside
        to = {"outside": outside, "extension": self.colleague, **OF_THE_OFFICE}[plan.kind]
        return self.phone.number, to


def config(place: int) -> Config:
    """Every second office tells its events by TCP."""
    own = [str(number) for number in range(1000, 1000 + PHONES)]
    others = [str(number) for number in range(1100, 1200)]
    office = Office(
        phones={number: Phone(number=number, name=f"Phone {number}") for number in own + others},
        ring_groups={"6200": tuple(others[60:66])},
        queues={"6700": tuple(others[70:76])},
        paging_groups={"6300": tuple(others[80:82])},
    )
    by_http = Config(
        password=PASSWORD,
        speed=SPEED,
        phones_pick_up_after=2,
        callees_pick_up_after=3,
        office=office,
        event_tries=60,
    )
    return replace(by_http, transport="TCP", tcp_port=0, tcp_pieces=2, tcp_together=2) if place % 2 else by_http


def seats(place: int, sim: Simulator) -> list[Seat]:
    by_tcp: Mapping[str, Any] = {"events_by": "tcp", "events_port": sim.tcp_port} if place % 2 else {}
    pbx = make_pbx(f"office-{place}", url=sim.url, password=PASSWORD, **by_tcp)
    for kind, number in OF_THE_OFFICE.items():
        make_office_number(number, kind, kind, pbx=pbx)
        sim.script(number, "answers", talk_seconds=4)
    for number in ("1190", "030 23125 999"):
        sim.script(number, "answers", talk_seconds=4)
    return [_seat(place, number, pbx) for number in range(PHONES)]


def _seat(place: int, number: int, pbx: Pbx) -> Seat:
    user = make_user(f"user-{place}-{number}")
    let_others_call(user)
    phone = make_extension(f"10{number:02}", user=user, pbx=pbx)
    own = make_own_number(f"+49 171 39200 {place}{number}", user=user)
    return Seat(phone=phone, colleague=f"11{number:02}", own=own.e164)
