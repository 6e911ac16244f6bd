"""A PBX that takes every call, answered from memory: for what does not need the simulator's life of a call."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
import responses
import time_machine
from django.test import Client

from clicktocall.accounts.models import User
from clicktocall.calls.models import Call
from clicktocall.pbx.models import Pbx
from directory.models import Extension
from tests.calls.messages import CALLID
from tests.factories import make_call, make_extension, make_pbx, make_user

URL = "http://pbx.example:8088"
API = f"{URL}/api/v2.0.0"


@dataclass
class PbxInMemory:
    """Answers by endpoint; `asked` has what it was asked."""

    mock: responses.RequestsMock
    answers: dict[str, Any] = field(default_factory=dict)

    def asked(self, endpoint: str) -> list[dict[str, Any]]:
        requests = (call.request for call in self.mock.calls)
        return [json.loads(sent.body or "{}") for sent in requests if f"/{endpoint}?" in f"{sent.url}?"]

    def answers_with(self, endpoint: str, answer: Any) -> None:
        """`answer`: a JSON object, a text, or an exception to be raised after the request has left."""
        self.mock.remove(responses.POST, f"{API}/{endpoint}")
        body = {"json": answer} if isinstance(answer, dict) else {"body": answer}
        self.mock.post(f"{API}/{endpoint}", **body)


@pytest.fixture
def pbx_in_memory() -> Iterator[PbxInMemory]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        pbx = PbxInMemory(mock)
        pbx.answers_with("login", {"status": "Success", "transport": "HTTP", "token": "t-1"})
        pbx.answers_with("call/dial", {"status": "Success", "callid": CALLID})
        pbx.answers_with("call/hangup", {"status": "Success", "callid": CALLID})
        pbx.answers_with("call/query", {"status": "Failed", "errno": "10005"})
        pbx.answers_with("extension/query_call", {"status": "Success", "calllist": []})
        pbx.answers_with("deviceinfo/query", {"status": "Failed", "errno": "10003"})
        pbx.answers_with("cdr/get_random", {"status": "Failed", "errno": "10003"})
        yield pbx


@pytest.fixture
def office() -> Pbx:
    return make_pbx("office", url=URL)


@pytest.fixture
def noon(request: pytest.FixtureRequest) -> Iterator[time_machine.Traveller]:
    """The clock stands at the module's NOON, until a test moves it."""
    with time_machine.travel(request.module.NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def anna() -> User:
    return make_user("anna", first_name="Anna", last_name="Keller")


@pytest.fixture
def phone(anna: User, office: Pbx) -> Extension:
    return make_extension("1000", user=anna, pbx=office, is_default=True)


@pytest.fixture
def signed_in(client: Client, anna: User) -> Client:
    """Anna, signed in."""
    client.force_login(anna)
    return client


@pytest.fixture
def dialed(anna: User, phone: Extension, office: Pbx) -> Call:
    """A call that the PBX has taken and of which nothing more is known."""
    call = Call.objects.create(
        user=anna,
        extension=phone,
        pbx=office,
        key="k",
        typed="+49 30 23125 100",
        e164="+493023125100",
        contact_name="Clara Winter",
        caller="1000",
        callee="03023125100",
    )
    Call.objects.filter(pk=call.pk).update(
        status="dialing", callid=CALLID, claimed_at=call.placed_at, heard_at=call.placed_at
    )
    call.refresh_from_db()
    return call


@pytest.fixture
def queued(phone: Extension) -> Call:
    return make_call(extension=phone, user=phone.user, pbx=phone.pbx, contact_name="Clara Winter")


def age(call: Call, seconds: float) -> None:
    """Let that much time have passed for the call."""
    for name in ("placed_at", "claimed_at", "lost_at", "heard_at", "gone_at", "hang_up_requested_at"):
        at = getattr(Call.objects.get(pk=call.pk), name)
        if at is not None:
            Call.objects.filter(pk=call.pk).update(**{name: at - timedelta(seconds=seconds)})
